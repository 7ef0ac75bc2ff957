"""One idea as somebody sees it: itself, what they may do, what was said and what became of it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.core.database import db
from portal.core.rows import is_true
from portal.people.models import Member
from portal.people.prepared import prepared
from portal.people.viewer import Viewer
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.queries import pieces

from ..lifecycle import OPEN
from ..models import (
    Board,
    ClosingNote,
    Idea,
    IdeaFeedback,
    IdeaFollower,
    IdeaLink,
    IdeaMerge,
    StatusMove,
    Vote,
    VoteBudget,
)
from .notes import newest_note
from .seeing import BOARDS, may_comment_on, may_vote_on, own_member, visible_to


@dataclass(frozen=True)
class IdeaHead:
    """The idea with its board, author and tags, and how it stands with the viewer.

    `left`: how many votes they can still give on this board; None where there is no budget. `note`: what they were
    told when it shipped.
    """

    idea: Idea
    vote: Vote | None
    follows: bool
    note: ClosingNote | None
    left: int | None
    may_vote: bool
    may_comment: bool
    open: bool


def idea_for(viewer: Viewer, idea_id: int) -> IdeaHead | None:
    """The idea, if `viewer` may open it. Two statements, and one more for its tags."""
    statement, values = _one_idea(viewer)
    row = db.session.execute(statement, {**values, "idea": idea_id}).first()
    if row is None:
        return None
    idea: Idea = row.Idea
    budget, is_open = idea.board.vote_budget, idea.status in OPEN
    return IdeaHead(
        idea=idea,
        vote=row.Vote,
        follows=row.follower_id is not None,
        note=newest_note(viewer, idea_id),
        left=None if budget is None else max(budget - (row.spent or 0), 0),
        may_vote=row.may_vote and is_open,
        may_comment=row.may_comment,
        open=is_open,
    )


def idea_to_act_on(viewer: Viewer, idea_id: int) -> Idea | None:
    """The idea with its board, for an action: if `viewer` may open it."""
    statement, values = _with_board(viewer)
    idea: Idea | None = db.session.scalar(statement, {**values, "idea": idea_id})
    return idea


@prepared
def _with_board(viewer: Viewer) -> Select[Any]:
    statement = select(Idea).join(Idea.board).options(contains_eager(Idea.board))
    return statement.where(Idea.id == bindparam("idea", type_=Integer), visible_to(viewer))


@prepared
def _one_idea(viewer: Viewer) -> Select[Any]:
    own = own_member()
    statement: Any = (
        select(Idea, Vote, IdeaFollower.id.label("follower_id"), VoteBudget.spent)
        .add_columns(is_true(may_vote_on(viewer)).label("may_vote"))
        .add_columns(is_true(may_comment_on(viewer)).label("may_comment"))
        .join(Idea.board)
        .outerjoin(Vote, and_(Vote.idea_id == Idea.id, Vote.member_id == own))
        .outerjoin(IdeaFollower, and_(IdeaFollower.idea_id == Idea.id, IdeaFollower.member_id == own))
        .outerjoin(VoteBudget, and_(VoteBudget.board_id == Board.id, VoteBudget.member_id == own))
        .where(Idea.id == bindparam("idea", type_=Integer), visible_to(viewer))
        .options(contains_eager(Idea.board), joinedload(Idea.author).joinedload(Member.company))
        .options(selectinload(Idea.tags))
    )
    return statement  # type: ignore[no-any-return]


def where_it_went(viewer: Viewer, idea_id: int) -> int | None:
    """Of an idea that became part of another: the one to open, if `viewer` may."""
    seen: set[int] = set()
    at: int | None = idea_id
    while at is not None and at not in seen:
        seen.add(at)
        into = db.session.scalar(select(Idea.merged_into_id).where(Idea.id == at))
        if into is None:
            break
        at = into
    if at is None or at == idea_id:
        return None
    return db.session.scalar(select(Idea.id).where(Idea.id == at, visible_to(viewer)))


def history_of(viewer: Viewer, idea_id: int) -> list[StatusMove]:
    """What became of it, the newest first; members read the message of each, colleagues the reason too."""
    moves = select(StatusMove).where(StatusMove.idea_id == idea_id).options(joinedload(StatusMove.by))
    if not viewer.may("ideas.read"):
        moves = moves.where(StatusMove.step.not_like("part%"), StatusMove.step != "merge")
    return list(db.session.scalars(moves.order_by(StatusMove.id.desc()).limit(100)))


def merges_into(viewer: Viewer, idea_id: int) -> list[IdeaMerge]:
    """The ideas, of boards that `viewer` sees, that became part of this one and can be parted again, newest first."""
    standing = IdeaMerge.into_id == idea_id, IdeaMerge.undone_at.is_(None)
    statement = select(IdeaMerge).join(IdeaMerge.idea).where(*standing, Idea.board_id.in_(BOARDS.seen_ids(viewer)))
    statement = statement.options(contains_eager(IdeaMerge.idea))
    return list(db.session.scalars(statement.order_by(IdeaMerge.id.desc())))


def linked_ideas(viewer: Viewer, idea_id: int) -> list[tuple[Idea, str]]:
    """Ideas that somebody noted to be like this one, whichever of the two the note stands on, with its kind."""
    other = or_(
        and_(IdeaLink.idea_id == idea_id, IdeaLink.other_id == Idea.id),
        and_(IdeaLink.other_id == idea_id, IdeaLink.idea_id == Idea.id),
    )
    statement = select(Idea, IdeaLink.kind).join(IdeaLink, other).where(visible_to(viewer), Idea.deleted_at.is_(None))
    by_id: dict[int, tuple[Idea, str]] = {}
    for idea, kind in db.session.execute(statement.order_by(IdeaLink.kind.desc(), Idea.id)):
        by_id.setdefault(idea.id, (idea, kind))
    return list(by_id.values())


def feedback_about(viewer: Viewer, idea_id: int, most: int = 20) -> list[Feedback]:
    """What customers said that bears it out, as far as `viewer` may read it, the newest first."""
    noted = select(IdeaFeedback.feedback_id).where(IdeaFeedback.idea_id == idea_id)
    statement = pieces(viewer).where(Feedback.id.in_(noted))
    return list(db.session.scalars(statement.order_by(Feedback.said_at.desc(), Feedback.id.desc()).limit(most)))
