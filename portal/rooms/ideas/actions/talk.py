"""What is said under an idea, and who follows it."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.errors import DomainError, Refused
from portal.core.floods import refuse_flood
from portal.core.text import clean
from portal.ledger.ledger import record
from portal.people.logins import member_of
from portal.people.models import Member

from ..models import Idea, IdeaComment, IdeaFollower
from ..rules import may_change_comment, may_delete_comment
from ..verbs import COMMENT_DELETED, COMMENT_EDITED, COMMENT_RESTORED, IDEA_COMMENTED, IDEA_FOLLOWED, IDEA_NOTED
from .counting import count_one, lock_idea

MAX_COMMENT_CHARS = 10_000
MAX_COMMENTS = 20
WITHIN = timedelta(minutes=10)


def comment_on(
    idea: Idea, author: User, text: str, *, internal: bool = False, source_key: str | None = None
) -> IdeaComment:
    """Say something; `internal` is a note that only staff see. One of us who speaks in public has answered.

    Raises Refused for no words, DomainError for an idea that is gone, TooMany for a flood.
    """
    body = _checked(text)
    if internal and not author.is_staff:
        raise Refused(_("Notes are for colleagues."))
    _lock_standing(idea)
    _refuse_flood(author)
    comment = IdeaComment(idea_id=idea.id, author_user_id=author.id, body=body, internal=internal, created_at=now())
    comment.source_key = source_key
    db.session.add(comment)
    db.session.flush()
    if internal:
        record(IDEA_NOTED, actor=author, about=comment)
        return comment
    count_one(idea, "comments", 1)
    if author.is_staff and idea.answered_at is None:
        idea.answered_at = now()
    facts = {"staff": author.is_staff}
    record(IDEA_COMMENTED, member=member_of(author), actor=author, about=comment, facts=facts)
    return comment


def change_comment(comment: IdeaComment, actor: User, text: str) -> bool:
    """Other words; whether anything changed."""
    body = _checked(text)
    db.session.refresh(comment, ["body", "deleted_at"], with_for_update={"of": IdeaComment})
    if not may_change_comment(comment, actor):
        raise DomainError(_("This comment can no longer be changed."))
    if body == comment.body:
        return False
    comment.body, comment.edited_at = body, now()
    record(COMMENT_EDITED, actor=actor, member=member_of(actor), about=comment)
    return True


def delete_comment(idea: Idea, comment: IdeaComment, actor: User) -> bool:
    """Take it out of sight; whether that was news. `idea` is the one under which it stands."""
    return _turn(idea, comment, actor, away=True)


def restore_comment(idea: Idea, comment: IdeaComment, actor: User) -> bool:
    """Bring it back; whether that was news."""
    return _turn(idea, comment, actor, away=False)


def follow_idea(idea: Idea, member: Member, actor: User | None = None, *, quietly: bool = False) -> bool:
    """Hear what becomes of it without voting. Twice is once; whether it was new."""
    lock_idea(idea)
    if not insert_or_ignore(IdeaFollower, [{"idea_id": idea.id, "member_id": member.id, "since": now()}]):
        return False
    count_one(idea, "followers", 1)
    if not quietly:
        record(IDEA_FOLLOWED, member=member, actor=actor, about=idea)
    return True


def unfollow_idea(idea: Idea, member: Member) -> bool:
    """Hear no more of it; whether one had."""
    lock_idea(idea)
    own = IdeaFollower.idea_id == idea.id, IdeaFollower.member_id == member.id
    if db.session.scalar(delete(IdeaFollower).where(*own).returning(IdeaFollower.id)) is None:
        return False
    count_one(idea, "followers", -1)
    return True


def _lock_standing(idea: Idea) -> None:
    lock_idea(idea)
    if idea.deleted_at is not None or idea.merged_into_id is not None:
        raise DomainError(_("This idea was deleted, or merged into another. Copy your text before you leave."))


def _turn(idea: Idea, comment: IdeaComment, actor: User, *, away: bool) -> bool:
    if not may_delete_comment(comment, actor):
        raise DomainError(_("Somebody else wrote this."))
    lock_idea(idea)
    db.session.refresh(comment, ["deleted_at", "idea_id"], with_for_update={"of": IdeaComment})
    if (comment.deleted_at is not None) is away or comment.idea_id != idea.id:
        return False
    comment.deleted_at, comment.deleted_by_id = (now(), actor.id) if away else (None, None)
    if not comment.internal:
        count_one(idea, "comments", -1 if away else 1)
    record(COMMENT_DELETED if away else COMMENT_RESTORED, actor=actor, member=member_of(actor), about=comment)
    return True


def _checked(text: str) -> str:
    body = clean(text)
    if not body:
        raise Refused(_("Write a sentence; one is enough."))
    if len(body) > MAX_COMMENT_CHARS:
        raise Refused(_("Use at most %(most)s characters.", most=MAX_COMMENT_CHARS))
    return body


def _refuse_flood(author: User) -> None:
    if not author.is_staff:
        whose, at = IdeaComment.author_user_id, IdeaComment.created_at
        refusal = _l("That was a lot in a few minutes. Take a breath.")
        refuse_flood(whose, author.id, at, most=MAX_COMMENTS, within=WITHIN, refusal=refusal)
