"""What a move to another board would mean: which boards there are, and who could not see the idea there."""

from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from portal.core.database import db
from portal.people.models import Company, Member
from portal.people.viewer import Viewer

from ..actions.closing import may_hear
from ..models import Board, Idea, IdeaFollower, Vote
from .seeing import sees_board


class LeftBehind(NamedTuple):
    """How many of those who wanted it, and of those who only follow it, cannot see the other board."""

    voters: int
    followers: int


def boards_to_move_to(viewer: Viewer, idea: Idea) -> list[Board]:
    """The other boards that `viewer` sees and on which something may begin, in order.

    From behind an agreement only those behind the same one.
    """
    other = Board.id != idea.board_id, Board.retired_at.is_(None), sees_board(viewer)
    statement = select(Board).where(*other).order_by(Board.position, Board.id)
    agreement_id = idea.board.agreement_id
    if agreement_id is not None:
        statement = statement.where(Board.agreement_id == agreement_id)
    return list(db.session.scalars(statement))


def left_behind(idea_id: int, board: Board) -> LeftBehind:
    """Who would see the idea no longer. Two statements."""
    voted = select(Vote.member_id).where(Vote.idea_id == idea_id)
    followed = select(IdeaFollower.member_id).where(IdeaFollower.idea_id == idea_id)
    only_followed = followed.where(IdeaFollower.member_id.not_in(voted))
    return LeftBehind(*(_number_without(whom, board) for whom in (voted, only_followed)))


def _number_without(whom: Select[Any], board: Board) -> int:
    """Counted as all of them less those who see it: a country that is not known is no country, and not unknown."""
    everybody = select(func.count()).select_from(Member).where(Member.id.in_(whom))
    seeing = everybody.outerjoin(Company, Company.id == Member.company_id).where(may_hear(board))
    return db.session.scalar(select(everybody.scalar_subquery() - seeing.scalar_subquery())) or 0
