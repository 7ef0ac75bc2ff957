"""What is said about an idea, and who wants to hear of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key


class IdeaComment(Base):
    """A few words under an idea. `internal` ones are notes that only staff see."""

    __tablename__ = "idea_comments"
    __table_args__ = (
        UniqueConstraint("source_key"),
        Index("ix_idea_comments_idea_id_id", "idea_id", "id"),
        Index("ix_idea_comments_author_user_id_created_at", "author_user_id", "created_at"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    author_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    body: Mapped[str] = mapped_column(Text)
    internal: Mapped[bool] = mapped_column(default=False)
    source_key: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    author: Mapped[User | None] = relationship(foreign_keys=author_user_id)


class IdeaFollower(Base):
    """A member who wants to hear what becomes of an idea without voting for it."""

    __tablename__ = "idea_followers"
    __table_args__ = (
        UniqueConstraint("idea_id", "member_id"),
        Index("ix_idea_followers_member_id", "member_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    since: Mapped[datetime]
