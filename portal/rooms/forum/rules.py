"""What somebody may do with a post: one rule each, for buttons and for the acts behind them."""

from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from portal.access.models import User
from portal.core.clock import now
from portal.people.viewer import Viewer

EDITABLE_FOR = timedelta(days=30)
"""How long authors change and delete their own words; moderators always."""


class SomePost(Protocol):
    """A post, or a row of a page that shows one."""

    @property
    def number(self) -> int: ...
    @property
    def author_user_id(self) -> int | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def stands(self) -> bool: ...


class SomeTopic(Protocol):
    """Its topic, or the head of the page."""

    @property
    def author_user_id(self) -> int | None: ...
    @property
    def posts(self) -> int: ...
    @property
    def is_closed(self) -> bool: ...


class Editor(NamedTuple):
    """Whoever has posts before them, at this moment; a page asks for each of its posts."""

    user_id: int
    moderates: bool
    fresh_since: datetime

    @classmethod
    def of(cls, person: User | Viewer) -> "Editor":
        return cls(person.id, person.may("forum.moderate"), now() - EDITABLE_FOR)

    def may_edit(self, post: SomePost, topic: SomeTopic) -> bool:
        """Whether they may change these words: moderators always, authors for a while, in an open topic."""
        return self.moderates or (self._owns(post, topic) and post.created_at > self.fresh_since)

    def may_delete(self, post: SomePost, topic: SomeTopic) -> bool:
        """Whether they may take this post (the first one: the topic) away: authors only what is not built upon."""
        return self.moderates or (self._owns(post, topic) and (post.number > 1 or topic.posts <= 1))

    def may_solve(self, topic: SomeTopic) -> bool:
        """Whether they say which answer solved the question."""
        return self.moderates or topic.author_user_id == self.user_id

    def _owns(self, post: SomePost, topic: SomeTopic) -> bool:
        return post.author_user_id == self.user_id and post.stands and not topic.is_closed
