"""A topic: a first post and what was answered to it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key

from .categories import Category

KINDS = ("discussion", "question", "company_question", "announcement", "poll")
"""What a topic can be. A company question and an announcement are begun by staff alone."""
STAFF_KINDS = frozenset({"company_question", "announcement"})
PINNED = text("pinned_at IS NOT NULL")
UNANSWERED = text("first_staff_reply_at IS NULL")


class Topic(Base):
    """`last_number`, `posts` and `last_post_at` are written in the transaction of the post that changes them.

    `last_number` is the number of the newest post ever (numbers are never given out again); `posts` counts those
    that stand; `last_post_at` orders the lists.
    """

    __tablename__ = "forum_topics"
    __table_args__ = (
        Index("ix_forum_topics_last_post_at_id", "last_post_at", "id"),
        Index("ix_forum_topics_category_id_last_post_at_id", "category_id", "last_post_at", "id"),
        Index("ix_forum_topics_kind_last_post_at_id", "kind", "last_post_at", "id"),
        Index("ix_forum_topics_author_user_id", "author_user_id", "id"),
        Index("ix_forum_topics_pinned", "category_id", "id", sqlite_where=PINNED, postgresql_where=PINNED),
        Index("ix_forum_topics_unanswered", "id", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    category_id: Mapped[int] = mapped_column(ForeignKey("forum_categories.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20), default="discussion")
    title: Mapped[str] = mapped_column(String(200))
    author_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    last_author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    last_number: Mapped[int] = mapped_column(default=0)
    posts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    last_post_at: Mapped[datetime]
    first_staff_reply_at: Mapped[datetime | None]
    """When one of us first answered a member's topic."""
    solved_number: Mapped[int | None]
    """The post that answers the question."""
    closes_at: Mapped[datetime | None]
    """Until when a poll takes votes, or a company question answers."""
    many_choices: Mapped[bool] = mapped_column(default=False)
    wants_receipt: Mapped[bool] = mapped_column(default=False)
    """An announcement whose readers are asked to say that they have read it."""
    closed_at: Mapped[datetime | None] = mapped_column("locked_at")
    """When a moderator closed it: nothing more can be said in it."""
    pinned_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("forum_topics.id", ondelete="SET NULL"))
    """Where its posts went; old addresses lead there."""

    category: Mapped[Category] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=author_user_id)
    last_author: Mapped[User | None] = relationship(foreign_keys=last_author_id)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def replies(self) -> int:
        """Answers that stand: every post but the first."""
        return max(self.posts - 1, 0)
