"""Who may see what of boards and ideas: each one SQL condition, used by page, search, feed, mail, JSON and counts."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, cast, exists, or_, select, true

from portal.access.models import StaffRole, User
from portal.access.roles import ROLES
from portal.core.database import db
from portal.people.agreements import has_signed, signed_by
from portal.people.audience import admits, members_in
from portal.people.models import Audience, Company, Member
from portal.people.viewer import Nobody, Viewer

from ..models import Board, ClosingNote, Idea, IdeaComment

Someone = Viewer | Nobody
READERS = tuple(role for role, allowed in ROLES.items() if "ideas.read" in allowed)

_KNOWN = "_sees_board"


def sees_board(viewer: Someone) -> ColumnElement[bool]:
    """The boards that `viewer` may see: staff by capability, members by audience, both by agreement.

    A page asks this in most of its statements, so the condition (not its answer) is made once for each viewer.
    """
    known: ColumnElement[bool] | None = viewer.__dict__.get(_KNOWN)
    if known is None:
        admitted = true() if viewer.may("ideas.read") else admits(Board.see_audience_id, viewer)
        known = viewer.__dict__[_KNOWN] = and_(admitted, has_signed(Board.agreement_id, viewer))
    return known


def awaits_signature(viewer: Viewer) -> ColumnElement[bool]:
    """The boards that `viewer` would see if they signed: their names are shown, nothing on them is."""
    admitted = true() if viewer.may("ideas.read") else admits(Board.see_audience_id, viewer)
    return and_(admitted, Board.agreement_id.is_not(None), ~signed_by(Board.agreement_id, viewer.id))


def seen_boards(viewer: Someone) -> Select[Any]:
    """The ids of those boards, for `column.in_(…)`."""
    return select(Board.id).where(sees_board(viewer))


def visible_to(viewer: Someone, *, in_order: bool = False, among: Select[Any] | None = None) -> ColumnElement[bool]:
    """The ideas that `viewer` may open. Moderators also see deleted ones; nobody what became part of another.

    `in_order`: the same, for a page of all boards in the order of an index: the sum keeps the database from gathering
    the ideas board by board and sorting all of them. `among`: the seen boards, where a statement asks for them once.
    """
    board = Idea.board_id + 0 if in_order else Idea.board_id
    stands = true() if viewer.may("ideas.moderate") else Idea.deleted_at.is_(None)
    return and_(board.in_(seen_boards(viewer) if among is None else among), stands, Idea.merged_into_id.is_(None))


def sees_comment(viewer: Someone) -> ColumnElement[bool]:
    """The comments (of an idea that is seen) whose words `viewer` may read: notes are for colleagues."""
    public = true() if viewer.may("ideas.read") else IdeaComment.internal.is_(False)
    return and_(public, true() if viewer.may("ideas.moderate") else IdeaComment.deleted_at.is_(None))


def sees_note(viewer: Viewer) -> ColumnElement[bool]:
    """The closing notes that `viewer` may read: their own once they were told, and every one for those who write them.

    The idea must be one that they may open still.
    """
    mine = exists().where(User.id == viewer.id, User.member_id == ClosingNote.member_id).correlate(ClosingNote)
    whose = true() if viewer.may("ideas.read") else and_(ClosingNote.told_at.is_not(None), mine)
    return and_(whose, exists().where(Idea.id == ClosingNote.idea_id, visible_to(viewer)).correlate(ClosingNote))


def may_create_on(viewer: Viewer) -> ColumnElement[bool]:
    """The boards (already seen) on which `viewer` may suggest something."""
    if viewer.may("ideas.write"):
        return Board.retired_at.is_(None)
    return _for_members(viewer, "create")


def may_vote_on(viewer: Viewer) -> ColumnElement[bool]:
    """The boards (already seen) on which `viewer` has a vote of their own: members alone."""
    return _for_members(viewer, "vote")


def may_comment_on(viewer: Viewer) -> ColumnElement[bool]:
    """The boards (already seen) on which `viewer` may say something."""
    return true() if viewer.may("ideas.write") else _for_members(viewer, "comment")


def creates_on(viewer: Viewer, board_id: int) -> bool:
    """Whether `viewer` sees this board and may suggest something there, now."""
    return _holds(board_id, sees_board(viewer), may_create_on(viewer))


def comments_on(viewer: Viewer, board_id: int) -> bool:
    """Whether `viewer` sees this board and may comment there, now."""
    return _holds(board_id, sees_board(viewer), may_comment_on(viewer))


def readers_of(board: Board) -> Select[Any]:
    """The ids of the users who see this board: `sees_board` from the other side, for counting and telling."""
    if board.agreement_id is None:
        return readers_by(board.see_audience)
    own = select(Board.agreement_id).where(Board.id == board.id).scalar_subquery()
    return readers_by(board.see_audience, own)


def readers_by(audience: Audience | None, agreement_id: ColumnElement[int] | None = None) -> Select[Any]:
    """The ids of the users whom this audience and agreement would let in."""
    member = and_(Member.joined_at.is_not(None), Member.merged_into_id.is_(None), members_in(audience))
    staff = exists().where(StaffRole.user_id == User.id, StaffRole.role.in_(READERS))
    readers = (
        select(User.id)
        .outerjoin(Member, Member.id == User.member_id)
        .outerjoin(Company, Company.id == Member.company_id)
        .where(User.active, or_(member, staff))
    )
    return readers if agreement_id is None else readers.where(signed_by(agreement_id, User.id))


def own_member() -> ColumnElement[int]:
    """The id of the viewer's member in statements that are prepared; Null for staff without a membership."""
    return cast(bindparam("viewer_member", type_=String), Integer)


def _for_members(viewer: Viewer, act: str) -> ColumnElement[bool]:
    allowed: ColumnElement[bool] = getattr(Board, f"members_{act}").expression
    return and_(allowed, Board.retired_at.is_(None), admits(getattr(Board, f"{act}_audience_id"), viewer))


def _holds(board_id: int, *conditions: ColumnElement[bool]) -> bool:
    return db.session.scalar(select(Board.id).where(Board.id == board_id, *conditions)) is not None
