"""What those need who make boards: whom a rule lets in, who can answer for a board; and what one keeps as a view."""

from collections.abc import Mapping, Sequence

from sqlalchemy import exists, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import db
from portal.people.access import Viewer
from portal.people.agreements import Opening, agreement_openings
from portal.people.models import Agreement, Audience, AudienceTerm, StaffRole, User
from portal.people.roles import ROLES

from ..models import Board, SavedView
from ..urls import board_url
from .seeing import awaits_signature, readers_by, readers_of, sees_board

ANSWERING = tuple(role for role, allowed in ROLES.items() if "ideas.decide" in allowed)


def every_board() -> list[Board]:
    """All of them in order, with their agreements, owners and audiences. Seven statements."""
    audiences = Board.see_audience, Board.create_audience, Board.vote_audience, Board.comment_audience
    whole = joinedload(Board.agreement), selectinload(Board.owners), *(selectinload(each) for each in audiences)
    return list(db.session.scalars(select(Board).options(*whole).order_by(Board.position, Board.id)))


def possible_owners() -> list[User]:
    """Those of us who can decide about ideas, by name."""
    decides = exists().where(StaffRole.user_id == User.id, StaffRole.role.in_(ANSWERING))
    return list(db.session.scalars(select(User).where(User.active, decides).order_by(User.name, User.id)))


def agreements_to_choose() -> list[Agreement]:
    """Every agreement, by name."""
    return list(db.session.scalars(select(Agreement).order_by(Agreement.name, Agreement.id)))


def count_readers_of(board: Board) -> int:
    """How many people see this board."""
    return db.session.scalar(select(func.count()).select_from(readers_of(board).subquery())) or 0


def count_let_in(terms: Mapping[str, Sequence[str]], agreement_id: int | None) -> int:
    """How many people a rule that is not kept yet would let in."""
    audience = Audience(
        terms=[AudienceTerm(kind=kind, value=value) for kind, values in terms.items() for value in values]
    )
    readers = readers_by(audience, literal(agreement_id) if agreement_id else None)
    return db.session.scalar(select(func.count()).select_from(readers.subquery())) or 0


def views_of(user_id: int) -> list[SavedView]:
    """What somebody keeps, by name."""
    return list(db.session.scalars(select(SavedView).where(SavedView.user_id == user_id).order_by(SavedView.folded)))


@agreement_openings("ideas")
def opened_boards(viewer: Viewer, agreement_id: int) -> list[Opening]:
    """The boards behind an agreement that the viewer sees, or would see."""
    wanted = select(Board.id, Board.name).where(
        Board.agreement_id == agreement_id, or_(awaits_signature(viewer), sees_board(viewer))
    )
    found = db.session.execute(wanted.order_by(Board.position, Board.id))
    return [Opening(name, board_url(board_id)) for board_id, name in found]
