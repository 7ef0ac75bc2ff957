"""A board: who may see it, suggest, vote and comment there, and how fast we answer."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access.models import User
from portal.core.models import NEVER_REUSED, Base
from portal.kits.admission.spaces import Space
from portal.people.models import Audience

ACTS = ("create", "vote", "comment")
"""What a board has an audience of its own for, besides seeing it."""


class Board(Space, Base):
    """A place for ideas."""

    __tablename__ = "boards"
    __table_args__ = (UniqueConstraint("folded"), Index("ix_boards_position", "position", "id"), NEVER_REUSED)

    icon: Mapped[str] = mapped_column(String(40), default="bulb")
    create_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    vote_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    comment_audience_id: Mapped[int | None] = mapped_column(ForeignKey("audiences.id", ondelete="RESTRICT"))
    members_create: Mapped[bool] = mapped_column(default=True)
    members_vote: Mapped[bool] = mapped_column(default=True)
    members_comment: Mapped[bool] = mapped_column(default=True)
    answer_hours: Mapped[int | None]
    """Within how many hours one of us says something to a new idea; None for no clock."""
    vote_budget: Mapped[int | None]
    """How many votes on open ideas a member can have here at once; None for as many as they like."""

    create_audience: Mapped[Audience | None] = relationship(foreign_keys=create_audience_id)
    vote_audience: Mapped[Audience | None] = relationship(foreign_keys=vote_audience_id)
    comment_audience: Mapped[Audience | None] = relationship(foreign_keys=comment_audience_id)
    owners: Mapped[list[User]] = relationship(secondary="board_owners", order_by="User.name, User.id", viewonly=True)


class BoardOwner(Base):
    """One of us who answers for a board."""

    __tablename__ = "board_owners"
    __table_args__ = (Index("ix_board_owners_user_id", "user_id"),)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)


class VoteBudget(Base):
    """How much of a board's budget a member has spent: one for each of their votes that `spends`."""

    __tablename__ = "vote_budgets"
    __table_args__ = (Index("ix_vote_budgets_member_id", "member_id"),)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    spent: Mapped[int] = mapped_column(default=0)
