"""Making boards, and saying whom each is for and who of us answers there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import clean, fold, one_line
from portal.ledger.ledger import record
from portal.people.audience import Terms, put_audience
from portal.people.models import StaffRole, User

from ..models import Board, BoardOwner, Idea
from ..models.boards import ACTS
from ..verbs import BOARD_CHANGED, BOARD_CREATED
from .budget import recount_purses

MOST_BUDGET = 1_000
MOST_HOURS = 24 * 365


@dataclass(frozen=True)
class Wanted:
    """What a board is to be. `audiences` says for each act whom it is for; an empty one is every member.

    `answer_hours`: within how long a new idea hears from us. `vote_budget`: open votes a member can have at once.
    """

    name: str
    description: str = ""
    tone: str = "brand"
    icon: str = "bulb"
    members_create: bool = True
    members_vote: bool = True
    members_comment: bool = True
    agreement_id: int | None = None
    answer_hours: int | None = None
    vote_budget: int | None = None
    audiences: Mapping[str, Terms] = field(default_factory=dict)
    owner_ids: Collection[int] = ()


def create_board(wanted: Wanted, actor: User) -> Board:
    """A new board, behind the others."""
    last = db.session.scalar(select(func.max(Board.position))) or 0
    board = Board(position=last + 1, name="", folded="", created_at=now())
    _write(board, wanted)
    db.session.add(board)
    db.session.flush()
    _appoint(board, wanted.owner_ids)
    record(BOARD_CREATED, actor=actor, about=board)
    return board


def change_board(board: Board, wanted: Wanted, actor: User) -> None:
    """Say anew what it is and whom it is for. A new answer clock holds for what waits already.

    A first budget counts from now on: votes that stand cost nothing. Without a budget nothing is held.
    """
    hours, budget = board.answer_hours, board.vote_budget
    _write(board, wanted)
    _appoint(board, wanted.owner_ids)
    if board.answer_hours != hours:
        for idea in db.session.scalars(_unanswered(board)):
            idea.answer_due_at = answer_due(board, idea.created_at)
    if board.vote_budget is not None and budget is None:
        db.session.flush()
        recount_purses(board.id)
    record(BOARD_CHANGED, actor=actor, about=board)


def shift_board(board: Board, step: int) -> None:
    """Move it up (-1) or down (1) in the order."""
    ordered = list(db.session.scalars(select(Board).order_by(Board.position, Board.id).with_for_update()))
    at = ordered.index(board)
    ordered.insert(min(max(at + step, 0), len(ordered) - 1), ordered.pop(at))
    for position, each in enumerate(ordered, 1):
        each.position = position


def retire_board(board: Board, actor: User, *, back: bool = False) -> None:
    """Nothing new begins there, and no votes are taken; what stands stays readable. `back` opens it again."""
    if (board.retired_at is None) is back:
        return
    board.retired_at = None if back else now()
    record(BOARD_CHANGED, actor=actor, about=board)


def answer_due(board: Board, since: datetime) -> datetime | None:
    """Until when an idea of then hears from us; None without a clock."""
    return since + timedelta(hours=board.answer_hours) if board.answer_hours else None


def _unanswered(board: Board) -> Select[Idea]:
    return select(Idea).where(Idea.board_id == board.id, Idea.answered_at.is_(None), Idea.deleted_at.is_(None))


def _write(board: Board, wanted: Wanted) -> None:
    name = one_line(wanted.name)[:80]
    if not fold(name):
        raise Refused(_("Give the board a name."))
    same = select(Board.id).where(Board.folded == fold(name)[:80])
    if board.id is not None:
        same = same.where(Board.id != board.id)
    if db.session.scalar(same) is not None:
        raise Refused(_("There is a board of that name."))
    for given, most in ((wanted.answer_hours, MOST_HOURS), (wanted.vote_budget, MOST_BUDGET)):
        if given is not None and not 0 < given <= most:
            raise Refused(_("Choose a number from 1 to %(most)s, or none.", most=most))
    board.name, board.folded, board.description = name, fold(name)[:80], clean(wanted.description)
    board.tone, board.icon, board.agreement_id = wanted.tone, wanted.icon, wanted.agreement_id
    board.members_create, board.members_vote = wanted.members_create, wanted.members_vote
    board.members_comment = wanted.members_comment
    board.answer_hours, board.vote_budget = wanted.answer_hours, wanted.vote_budget
    for act in ACTS:
        put_audience(board, act, wanted.audiences.get(act, {}))


def _appoint(board: Board, owner_ids: Collection[int]) -> None:
    """Staff alone; whoever is named and is none of us is left out."""
    staff = select(StaffRole.user_id).where(StaffRole.user_id == User.id).exists()
    wanted = set(db.session.scalars(select(User.id).where(User.id.in_(owner_ids), User.active, staff)))
    standing = {each.user_id: each for each in db.session.scalars(_owners(board.id))}
    for user_id in standing.keys() - wanted:
        db.session.delete(standing[user_id])
    db.session.add_all(BoardOwner(board_id=board.id, user_id=user_id) for user_id in sorted(wanted - standing.keys()))
    db.session.flush()
    db.session.expire(board, ["owners"])


def _owners(board_id: int) -> Select[BoardOwner]:
    return select(BoardOwner).where(BoardOwner.board_id == board_id)
