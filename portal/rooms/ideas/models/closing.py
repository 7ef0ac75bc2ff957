"""Closing the loop: who is owed a word about a shipped idea, what they were told, and whether it fixes it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Member

from .ideas import Idea

OWED = text("told_at IS NULL")
ANSWERS = ("yes", "nearly", "no")
"""Does it fix it?"""


class ClosingNote(Base):
    """Written when an idea ships, one for each voter and follower. Until `told_at` it is a debt of ours."""

    __tablename__ = "closing_notes"
    __table_args__ = (
        UniqueConstraint("move_id", "member_id"),
        Index("ix_closing_notes_owed", "idea_id", "id", sqlite_where=OWED, postgresql_where=OWED),
        Index("ix_closing_notes_idea_id_id", "idea_id", "id"),
        Index("ix_closing_notes_member_id_id", "member_id", "id"),
        NEVER_REUSED,
    )

    id: Mapped[Key]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    move_id: Mapped[int] = mapped_column(ForeignKey("idea_moves.id", ondelete="CASCADE"))
    """The shipping. An idea that was reopened and shipped again owes its voters a word again."""
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    voted: Mapped[bool] = mapped_column(default=True)
    """False for one who only followed it."""
    message: Mapped[str] = mapped_column(Text, default="")
    """What a person of ours wrote to them."""
    quoted: Mapped[str] = mapped_column(Text, default="")
    """Their own reason as it stood when they were told."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    owed_since: Mapped[datetime]
    told_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(6))
    answer_text: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    named: Mapped[bool] = mapped_column(default=False)
    """They agreed to be thanked by name on the page of the idea."""

    idea: Mapped[Idea] = relationship()
    member: Mapped[Member] = relationship()
    by: Mapped[User | None] = relationship()
