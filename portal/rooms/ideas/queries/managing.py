"""What those need who make boards: who can answer for one; and what somebody keeps as a view."""

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from portal.access.models import StaffRole, User
from portal.access.roles import roles_with
from portal.core.database import db
from portal.kits.admission.agreements import Opening, agreement_openings
from portal.people.viewer import Viewer

from ..models import Board, SavedView
from ..urls import board_url
from .seeing import BOARDS


def every_board() -> list[Board]:
    """All of them in order, with their agreements, owners and audiences. Seven statements."""
    audiences = Board.see_audience, Board.create_audience, Board.vote_audience, Board.comment_audience
    whole = joinedload(Board.agreement), selectinload(Board.owners), *(selectinload(each) for each in audiences)
    return list(db.session.scalars(select(Board).options(*whole).order_by(Board.position, Board.id)))


def possible_owners() -> list[User]:
    """Those of us who can decide about ideas, by name."""
    decides = exists().where(StaffRole.user_id == User.id, StaffRole.role.in_(roles_with("ideas.decide")))
    return list(db.session.scalars(select(User).where(User.active, decides).order_by(User.name, User.id)))


def views_of(user_id: int) -> list[SavedView]:
    """What somebody keeps, by name."""
    return list(db.session.scalars(select(SavedView).where(SavedView.user_id == user_id).order_by(SavedView.folded)))


@agreement_openings("ideas")
def opened_boards(viewer: Viewer, agreement_id: int) -> list[Opening]:
    """The boards behind an agreement that the viewer sees, or would see."""
    behind = db.session.execute(BOARDS.opened_by(viewer, agreement_id))
    return [Opening(name, board_url(board_id)) for board_id, name in behind]
