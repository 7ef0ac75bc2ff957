"""What somebody may do with an idea or a comment: one rule each, for buttons and for the acts behind them."""

from datetime import datetime, timedelta
from typing import Protocol

from portal.access.models import User
from portal.core.clock import now
from portal.people.viewer import Viewer

from .lifecycle import OPEN
from .models import Idea

EDITABLE_FOR = timedelta(days=30)
"""How long authors change their own comments; moderators always."""
Person = User | Viewer


class SomeComment(Protocol):
    """A comment, or a row of a page that shows one."""

    @property
    def author_user_id(self) -> int | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def deleted_at(self) -> datetime | None: ...


def may_change_idea(idea: Idea, person: Person) -> bool:
    """Whether these words are theirs to change: authors while it is open, moderators always."""
    if person.may("ideas.moderate"):
        return idea.merged_into_id is None
    return _suggested(idea, person) and idea.deleted_at is None and idea.status in OPEN


def may_delete_idea(idea: Idea, person: Person) -> bool:
    """Whether they may take it out of sight: authors only while nobody else wants it."""
    return person.may("ideas.moderate") or (_suggested(idea, person) and idea.status in OPEN and idea.voters <= 1)


def may_change_comment(comment: SomeComment, person: Person) -> bool:
    """Whether these words are theirs to change, today."""
    if person.may("ideas.moderate"):
        return True
    fresh = comment.created_at > now() - EDITABLE_FOR
    return comment.author_user_id == person.id and fresh and comment.deleted_at is None


def may_delete_comment(comment: SomeComment, person: Person) -> bool:
    """Whether they may take it out of sight, and bring it back."""
    return person.may("ideas.moderate") or comment.author_user_id == person.id


def _suggested(idea: Idea, person: Person) -> bool:
    return person.member_id is not None and idea.author_member_id == person.member_id
