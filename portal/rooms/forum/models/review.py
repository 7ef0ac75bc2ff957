"""What readers flagged, and the one queue in which moderators look at it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key

from .posts import Post

REASONS = ("off_topic", "unkind", "confidential", "spam", "other")
STANDING = text("status = 'open'")


class Review(Base):
    """A post that somebody has to look at. It has one open review at a time.

    `version` grows with every flag and every decision: a decision made on an older version is refused.
    """

    __tablename__ = "forum_reviews"
    __table_args__ = (
        Index("ix_forum_reviews_status_opened_at_id", "status", "opened_at", "id"),
        Index("uq_forum_reviews_open", "post_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    post_id: Mapped[int] = mapped_column(ForeignKey("forum_posts.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(String(12), default="open")
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(Text, default="")

    post: Mapped[Post] = relationship()
    decided_by: Mapped[User | None] = relationship()
    flags: Mapped[list["Flag"]] = relationship(order_by="Flag.id", passive_deletes=True)


class Flag(Base):
    """One reader's word that a post needs a look."""

    __tablename__ = "forum_flags"
    __table_args__ = (
        UniqueConstraint("review_id", "user_id"),
        Index("ix_forum_flags_user_id_created_at", "user_id", "created_at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    review_id: Mapped[int] = mapped_column(ForeignKey("forum_reviews.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    user: Mapped[User | None] = relationship()
