"""What became of an idea: each move of its status, and each merge with what it carried over."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key

from .ideas import Idea

STANDING = text("undone_at IS NULL")


class StatusMove(Base):
    """One move, with the reason we keep and the message that voters read."""

    __tablename__ = "idea_moves"
    __table_args__ = (Index("ix_idea_moves_idea_id_id", "idea_id", "id"), NEVER_REUSED)

    id: Mapped[Key]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(String(20))
    came_from: Mapped[str] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    reopens_when: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text, default="")
    """What everybody who sees the idea may read about it; for a shipped one, the note of what is new."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    by: Mapped[User | None] = relationship()


class IdeaMerge(Base):
    """One idea became part of another. `MergedRow` says what went over, so that it can come back."""

    __tablename__ = "idea_merges"
    __table_args__ = (
        Index("uq_idea_merges_standing", "idea_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        Index("ix_idea_merges_into_id", "into_id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    into_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    was: Mapped[str] = mapped_column(String(12))
    """The status that it had, and has again when the merge is undone."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(foreign_keys=idea_id)
    into: Mapped[Idea] = relationship(foreign_keys=into_id)


class MergedRow(Base):
    """A vote, comment or follower that went over with a merge. Ids are never given out twice, so no key is needed."""

    __tablename__ = "idea_merged_rows"

    merge_id: Mapped[int] = mapped_column(ForeignKey("idea_merges.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    """vote, comment or follower."""
    row_id: Mapped[int] = mapped_column(primary_key=True)
