"""A board: who may see it, suggest, vote and comment there, and how fast we answer."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base, Key
from portal.people.models import Agreement, Audience

ACTS = ("see", "create", "vote", "comment")
"""What a board gives rights for, each by an audience of its own."""


class Board(Base):
    """A place for ideas. An audience that is None means every signed-in member; staff are judged by capability.

    With an agreement, nobody sees it before they have signed its newest version, staff included.
    """

    __tablename__ = "board"
    __table_args__ = (UniqueConstraint("folded"), Index("ix_board_position", "position", "id"), NEVER_REUSED)

    id: Mapped[Key]
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text, default="")
    tone: Mapped[str] = mapped_column(String(12), default="brand")
    icon: Mapped[str] = mapped_column(String(40), default="bulb")
    see_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    create_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    vote_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    comment_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    members_create: Mapped[bool] = mapped_column(default=True)
    members_vote: Mapped[bool] = mapped_column(default=True)
    members_comment: Mapped[bool] = mapped_column(default=True)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id", ondelete="RESTRICT"))
    answer_hours: Mapped[int | None]
    """Within how many hours one of us says something to a new idea; None for no clock."""
    vote_budget: Mapped[int | None]
    """How many votes on open ideas a member can have here at once; None for as many as they like."""
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """Nothing new begins here; what stands stays readable."""

    see_audience: Mapped[Audience | None] = relationship(foreign_keys=see_audience_id)
    create_audience: Mapped[Audience | None] = relationship(foreign_keys=create_audience_id)
    vote_audience: Mapped[Audience | None] = relationship(foreign_keys=vote_audience_id)
    comment_audience: Mapped[Audience | None] = relationship(foreign_keys=comment_audience_id)
    agreement: Mapped[Agreement | None] = relationship()
    owners: Mapped[list[User]] = relationship(secondary="board_owner", order_by="User.name, User.id", viewonly=True)


class BoardOwner(Base):
    """One of us who answers for a board."""

    __tablename__ = "board_owner"
    __table_args__ = (Index("ix_board_owner_user_id", "user_id"),)

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)


class VotePurse(Base):
    """How much of a board's budget a member has spent: one for each of their votes that `spends`."""

    __tablename__ = "vote_purse"
    __table_args__ = (Index("ix_vote_purse_member_id", "member_id"),)

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    spent: Mapped[int] = mapped_column(default=0)
