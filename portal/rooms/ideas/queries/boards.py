"""Boards as cards: what somebody sees, and what they may do there."""

from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, and_, bindparam, case, func, or_, select

from portal.core.database import fetch_rows
from portal.core.rows import columns_for, is_true
from portal.people.prepared import prepared
from portal.people.viewer import Viewer

from ..models import Board, VoteBudget
from .seeing import BOARDS, may_create_on, may_vote_on, own_member, sees_board


class BoardCard(NamedTuple):
    """A board as a card shows it. Of one that awaits a signature only the name is known.

    `left`: how many votes the viewer can still give here; None where there is no budget.
    """

    id: int
    name: str
    description: str
    tone: str
    icon: str
    retired: bool
    agreement_id: int | None
    vote_budget: int | None
    spent: int
    seen: bool
    may_create: bool
    may_vote: bool

    @property
    def left(self) -> int | None:
        return None if self.vote_budget is None else max(self.vote_budget - self.spent, 0)


def boards(viewer: Viewer) -> list[BoardCard]:
    """What `viewer` sees, and by name what they would see after signing. One statement."""
    return [BoardCard._make(row) for row in fetch_rows(*_every_board(viewer))]


def board(viewer: Viewer, board_id: int) -> BoardCard | None:
    """The board, if `viewer` sees it."""
    statement, values = _one_board(viewer)
    rows = fetch_rows(statement, {**values, "board": board_id})
    return next(map(BoardCard._make, rows), None)


@prepared
def _every_board(viewer: Viewer) -> Select[Any]:
    return _boards(viewer).where(or_(sees_board(viewer), BOARDS.awaits_signature(viewer)))


@prepared
def _one_board(viewer: Viewer) -> Select[Any]:
    return _boards(viewer).where(sees_board(viewer), Board.id == bindparam("board", type_=Integer))


def _boards(viewer: Viewer) -> Select[Any]:
    sees = sees_board(viewer)
    spent = select(VoteBudget.spent).where(VoteBudget.board_id == Board.id, VoteBudget.member_id == own_member())
    columns = columns_for(
        BoardCard,
        id=Board.id,
        name=Board.name,
        description=case((sees, Board.description), else_=""),
        tone=Board.tone,
        icon=Board.icon,
        retired=Board.retired_at.is_not(None),
        agreement_id=Board.agreement_id,
        vote_budget=Board.vote_budget,
        spent=func.coalesce(spent.scalar_subquery(), 0),
        seen=is_true(sees),
        may_create=is_true(and_(sees, may_create_on(viewer))),
        may_vote=is_true(and_(sees, may_vote_on(viewer))),
    )
    return select(*columns).order_by(Board.position, Board.id)
