"""Making boards, and saying whom each is for and who of us answers there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, select

from portal.access.models import User
from portal.access.queries import is_staff
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.kits.admission.actions import SpacePlan, last_position, retire, write_space
from portal.ledger.ledger import record

from ..models import Board, BoardOwner, Idea
from ..models.boards import ACTS
from ..verbs import BOARD_CHANGED, BOARD_CREATED
from .budget import recount_budgets

MAX_VOTE_BUDGET = 1_000
MAX_ANSWER_HOURS = 24 * 365


@dataclass(frozen=True)
class BoardPlan(SpacePlan):
    """What a board is to be.

    `answer_hours`: within how long a new idea hears from us. `vote_budget`: open votes a member can have at once.
    """

    icon: str = "bulb"
    members_create: bool = True
    members_vote: bool = True
    members_comment: bool = True
    answer_hours: int | None = None
    vote_budget: int | None = None
    owner_ids: Collection[int] = ()


def create_board(plan: BoardPlan, actor: User) -> Board:
    """A new board, behind the others."""
    board = Board(position=last_position(Board) + 1, name="", folded="", created_at=now())
    _write(board, plan)
    db.session.add(board)
    db.session.flush()
    _appoint(board, plan.owner_ids)
    record(BOARD_CREATED, actor=actor, about=board)
    return board


def change_board(board: Board, plan: BoardPlan, actor: User) -> None:
    """Say anew what it is and whom it is for. A new answer clock holds for what waits already.

    A first budget counts from now on: votes that stand cost nothing. Without a budget nothing is held.
    """
    hours, budget = board.answer_hours, board.vote_budget
    _write(board, plan)
    _appoint(board, plan.owner_ids)
    if board.answer_hours != hours:
        for idea in db.session.scalars(_unanswered(board)):
            idea.answer_due_at = answer_due(board, idea.created_at)
    if board.vote_budget is not None and budget is None:
        db.session.flush()
        recount_budgets(board.id)
    record(BOARD_CHANGED, actor=actor, about=board)


def retire_board(board: Board, actor: User, *, back: bool = False) -> bool:
    """Nothing new begins there, and no votes are taken; what stands stays readable. `back` opens it again.

    Whether that was news.
    """
    if not retire(board, back=back):
        return False
    record(BOARD_CHANGED, actor=actor, about=board)
    return True


def answer_due(board: Board, since: datetime) -> datetime | None:
    """Until when an idea of then hears from us; None without a clock."""
    return since + timedelta(hours=board.answer_hours) if board.answer_hours else None


def _unanswered(board: Board) -> Select[Idea]:
    return select(Idea).where(Idea.board_id == board.id, Idea.answered_at.is_(None), Idea.deleted_at.is_(None))


def _write(board: Board, plan: BoardPlan) -> None:
    for given, most in ((plan.answer_hours, MAX_ANSWER_HOURS), (plan.vote_budget, MAX_VOTE_BUDGET)):
        if given is not None and not 0 < given <= most:
            raise Refused(_("Choose a number from 1 to %(most)s, or none.", most=most))
    unnamed, taken = _("Enter a name for the board."), _("There's already a board with that name.")
    write_space(board, plan, ACTS, unnamed=unnamed, taken=taken)
    board.answer_hours, board.vote_budget = plan.answer_hours, plan.vote_budget


def _appoint(board: Board, owner_ids: Collection[int]) -> None:
    """Staff alone; whoever is named and is none of us is left out."""
    owners = set(db.session.scalars(select(User.id).where(User.id.in_(owner_ids), User.active, is_staff(User.id))))
    standing = {each.user_id: each for each in db.session.scalars(_owners(board.id))}
    for user_id in standing.keys() - owners:
        db.session.delete(standing[user_id])
    db.session.add_all(BoardOwner(board_id=board.id, user_id=user_id) for user_id in sorted(owners - standing.keys()))
    db.session.flush()
    db.session.expire(board, ["owners"])


def _owners(board_id: int) -> Select[BoardOwner]:
    return select(BoardOwner).where(BoardOwner.board_id == board_id)
