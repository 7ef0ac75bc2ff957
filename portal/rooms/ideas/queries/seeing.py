"""Who may see what of boards and ideas: each one SQL condition, used by page, search, feed, mail, JSON and counts."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, cast, exists, true

from portal.access.models import User
from portal.kits.admission.rules import Admission
from portal.people.viewer import Nobody, Viewer

from ..models import Board, ClosingNote, Idea, IdeaComment
from ..models.boards import ACTS

Someone = Viewer | Nobody
BOARDS = Admission(Board, reads="ideas.read", acts=ACTS)
sees_board = BOARDS.sees


def visible_to(viewer: Someone, *, in_order: bool = False, among: Select[Any] | None = None) -> ColumnElement[bool]:
    """The ideas that `viewer` may open. Moderators also see deleted ones; nobody what became part of another.

    `in_order`: the same, for a page of all boards in the order of an index: the sum keeps the database from gathering
    the ideas board by board and sorting all of them. `among`: the seen boards, where a statement asks for them once.
    """
    board = Idea.board_id + 0 if in_order else Idea.board_id
    stands = true() if viewer.may("ideas.moderate") else Idea.deleted_at.is_(None)
    return and_(board.in_(BOARDS.seen_ids(viewer) if among is None else among), stands, Idea.merged_into_id.is_(None))


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
    return BOARDS.members_may(viewer, "create")


def may_vote_on(viewer: Viewer) -> ColumnElement[bool]:
    """The boards (already seen) on which `viewer` has a vote of their own: members alone."""
    return BOARDS.members_may(viewer, "vote")


def may_comment_on(viewer: Viewer) -> ColumnElement[bool]:
    """The boards (already seen) on which `viewer` may say something."""
    return true() if viewer.may("ideas.write") else BOARDS.members_may(viewer, "comment")


def creates_on(viewer: Viewer, board_id: int) -> bool:
    """Whether `viewer` sees this board and may suggest something there, now."""
    return BOARDS.holds(board_id, sees_board(viewer), may_create_on(viewer))


def comments_on(viewer: Viewer, board_id: int) -> bool:
    """Whether `viewer` sees this board and may comment there, now."""
    return BOARDS.holds(board_id, sees_board(viewer), may_comment_on(viewer))


def own_member() -> ColumnElement[int]:
    """The id of the viewer's member in statements that are prepared; Null for staff without a membership."""
    return cast(bindparam("viewer_member", type_=String), Integer)
