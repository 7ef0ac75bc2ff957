"""One idea as somebody sees it: itself, what they may do, what was said and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Bundle, contains_eager, joinedload, selectinload

from portal.access.models import StaffRole, User
from portal.core.database import db, fetch_rows
from portal.core.paging import By, Page, page_by_key
from portal.core.rows import columns_for, is_true
from portal.people.models import Company, Member
from portal.people.prepared import prepared
from portal.people.viewer import Viewer
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.queries import pieces

from ..actions.counting import BALLOT, Ballot
from ..lifecycle import OPEN
from ..models import (
    Board,
    ClosingNote,
    Idea,
    IdeaComment,
    IdeaFeedback,
    IdeaFollower,
    IdeaLink,
    IdeaMerge,
    StatusMove,
    Vote,
    VotePurse,
)
from .seeing import BOARDS, may_comment_on, may_vote_on, own_member, sees_comment, sees_note, visible_to

OLDEST = (By(IdeaComment.id),)


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


class CommentRow(NamedTuple):
    """A comment with its author as a page shows them; `company` is empty for staff."""

    id: int
    body: str
    internal: bool
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    author_user_id: int | None
    author: str | None
    handle: str | None
    company: str | None
    staff: bool


def idea_for(viewer: Viewer, idea_id: int) -> IdeaHead | None:
    """The idea, if `viewer` may open it. Two statements, and one more for its tags."""
    wanted, values = _one_idea(viewer)
    row = db.session.execute(wanted, {**values, "idea": idea_id}).first()
    if row is None:
        return None
    idea: Idea = row.Idea
    budget, is_open = idea.board.vote_budget, idea.status in OPEN
    return IdeaHead(
        idea=idea,
        vote=row.Vote,
        follows=row.follower_id is not None,
        note=_newest_note(viewer, idea_id),
        left=None if budget is None else max(budget - (row.spent or 0), 0),
        may_vote=row.may_vote and is_open,
        may_comment=row.may_comment,
        open=is_open,
    )


def idea_to_act_on(viewer: Viewer, idea_id: int) -> Idea | None:
    """The idea with its board, for an action: if `viewer` may open it."""
    wanted, values = _with_board(viewer)
    found: Idea | None = db.session.scalar(wanted, {**values, "idea": idea_id})
    return found


def ballot_for(viewer: Viewer, idea_id: int) -> Ballot | None:
    """The idea for a vote, if `viewer` has one on its board; others keep off until the transaction ends.

    One that has become part of another is given, too, so that the vote can say so; one that is gone is not.
    """
    wanted, values = _held_for_a_vote(viewer)
    found = [Ballot._make(row) for row in fetch_rows(wanted, {**values, "idea": idea_id})]
    return next((ballot for ballot in found if ballot.deleted_at is None), None)


def own_vote(viewer: Viewer, idea_id: int) -> Vote | None:
    """The viewer's vote on an idea that they may open."""
    if not viewer.is_member:
        return None
    mine = Vote.member_id == viewer.member_id, Idea.id == idea_id, visible_to(viewer)
    return db.session.scalar(select(Vote).join(Idea, Idea.id == Vote.idea_id).where(*mine))


@prepared
def _with_board(viewer: Viewer) -> Select[Any]:
    wanted = select(Idea).join(Idea.board).options(contains_eager(Idea.board))
    return wanted.where(Idea.id == bindparam("idea", type_=Integer), visible_to(viewer))


@prepared
def _held_for_a_vote(viewer: Viewer) -> Select[Any]:
    wanted: Any = select(*BALLOT).select_from(Idea).join(Idea.board)
    here = Idea.id == bindparam("idea", type_=Integer), Idea.board_id.in_(BOARDS.seen_ids(viewer)), may_vote_on(viewer)
    return wanted.where(*here).with_for_update(of=Idea, key_share=True)  # type: ignore[no-any-return]


@prepared
def _one_idea(viewer: Viewer) -> Select[Any]:
    own = own_member()
    wanted: Any = (
        select(Idea, Vote, IdeaFollower.id.label("follower_id"), VotePurse.spent)
        .add_columns(is_true(may_vote_on(viewer)).label("may_vote"))
        .add_columns(is_true(may_comment_on(viewer)).label("may_comment"))
        .join(Idea.board)
        .outerjoin(Vote, and_(Vote.idea_id == Idea.id, Vote.member_id == own))
        .outerjoin(IdeaFollower, and_(IdeaFollower.idea_id == Idea.id, IdeaFollower.member_id == own))
        .outerjoin(VotePurse, and_(VotePurse.board_id == Board.id, VotePurse.member_id == own))
        .where(Idea.id == bindparam("idea", type_=Integer), visible_to(viewer))
        .options(contains_eager(Idea.board), joinedload(Idea.author).joinedload(Member.company))
        .options(selectinload(Idea.tags))
    )
    return wanted  # type: ignore[no-any-return]


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


def comments(viewer: Viewer, idea_id: int, cursor: str | None) -> Page[CommentRow]:
    """What was said under an idea, the oldest first, with the notes of colleagues for colleagues. One statement."""
    staff = select(StaffRole.user_id).where(StaffRole.user_id == User.id).exists()
    row: Bundle[Any] = Bundle(
        "comment",
        *columns_for(
            CommentRow,
            id=IdeaComment.id,
            body=IdeaComment.body,
            internal=IdeaComment.internal,
            created_at=IdeaComment.created_at,
            edited_at=IdeaComment.edited_at,
            deleted_at=IdeaComment.deleted_at,
            author_user_id=IdeaComment.author_user_id,
            author=User.name,
            handle=User.handle,
            company=Company.name,
            staff=staff,
        ),
    )
    wanted = (
        select(row)
        .select_from(IdeaComment)
        .outerjoin(User, User.id == IdeaComment.author_user_id)
        .outerjoin(Member, Member.id == User.member_id)
        .outerjoin(Company, Company.id == Member.company_id)
        .where(IdeaComment.idea_id == idea_id, sees_comment(viewer))
    )
    page = page_by_key(wanted, OLDEST, cursor)
    return Page([CommentRow._make(each) for each in page.rows], page.before, page.after)


def history_of(viewer: Viewer, idea_id: int) -> list[StatusMove]:
    """What became of it, the newest first; members read the message of each, colleagues the reason too."""
    moves = select(StatusMove).where(StatusMove.idea_id == idea_id).options(joinedload(StatusMove.by))
    if not viewer.may("ideas.read"):
        moves = moves.where(StatusMove.step.not_like("part%"), StatusMove.step != "merge")
    return list(db.session.scalars(moves.order_by(StatusMove.id.desc()).limit(100)))


def merges_into(viewer: Viewer, idea_id: int) -> list[IdeaMerge]:
    """The ideas, of boards that `viewer` sees, that became part of this one and can be parted again, newest first."""
    standing = IdeaMerge.into_id == idea_id, IdeaMerge.undone_at.is_(None)
    wanted = select(IdeaMerge).join(IdeaMerge.idea).where(*standing, Idea.board_id.in_(BOARDS.seen_ids(viewer)))
    wanted = wanted.options(contains_eager(IdeaMerge.idea))
    return list(db.session.scalars(wanted.order_by(IdeaMerge.id.desc())))


def linked_ideas(viewer: Viewer, idea_id: int) -> list[tuple[Idea, str]]:
    """Ideas that somebody noted to be like this one, whichever of the two the note stands on, with its kind."""
    other = or_(
        and_(IdeaLink.idea_id == idea_id, IdeaLink.other_id == Idea.id),
        and_(IdeaLink.other_id == idea_id, IdeaLink.idea_id == Idea.id),
    )
    wanted = select(Idea, IdeaLink.kind).join(IdeaLink, other).where(visible_to(viewer), Idea.deleted_at.is_(None))
    found: dict[int, tuple[Idea, str]] = {}
    for idea, kind in db.session.execute(wanted.order_by(IdeaLink.kind.desc(), Idea.id)):
        found.setdefault(idea.id, (idea, kind))
    return list(found.values())


def feedback_about(viewer: Viewer, idea_id: int, most: int = 20) -> list[Feedback]:
    """What customers said that bears it out, as far as `viewer` may read it, the newest first."""
    noted = select(IdeaFeedback.feedback_id).where(IdeaFeedback.idea_id == idea_id)
    wanted = pieces(viewer).where(Feedback.id.in_(noted))
    return list(db.session.scalars(wanted.order_by(Feedback.said_at.desc(), Feedback.id.desc()).limit(most)))


def count_untold(idea_id: int) -> int:
    """How many are owed a word about it."""
    owed = ClosingNote.idea_id == idea_id, ClosingNote.told_at.is_(None)
    return db.session.scalar(select(func.count()).where(*owed)) or 0


def own_note(viewer: Viewer, note_id: int) -> ClosingNote | None:
    """What the viewer was told, to read and to answer; nobody else's."""
    wanted = _own_notes(viewer).where(ClosingNote.id == note_id)
    return db.session.scalar(wanted)


def own_notes(viewer: Viewer, most: int = 5) -> list[ClosingNote]:
    """What the viewer was told, the newest first."""
    return list(db.session.scalars(_own_notes(viewer).order_by(ClosingNote.id.desc()).limit(most)))


def named_in_thanks(idea_id: int, most: int = 30) -> list[Member]:
    """Who pushed it and agreed to be thanked by name, the first who said so first."""
    agreed = ClosingNote.idea_id == idea_id, ClosingNote.named, ClosingNote.told_at.is_not(None)
    first = select(func.min(ClosingNote.id), ClosingNote.member_id).where(*agreed).group_by(ClosingNote.member_id)
    notes = first.subquery()
    wanted = select(Member).join(notes, notes.c.member_id == Member.id).options(joinedload(Member.company))
    return list(db.session.scalars(wanted.order_by(notes.c[0]).limit(most)))


def _own_notes(viewer: Viewer) -> Select[ClosingNote]:
    member_id = viewer.member_id
    mine = ClosingNote.member_id == member_id, ClosingNote.told_at.is_not(None), sees_note(viewer)
    return select(ClosingNote).where(*mine).options(joinedload(ClosingNote.by), joinedload(ClosingNote.idea))


def _newest_note(viewer: Viewer, idea_id: int) -> ClosingNote | None:
    if not viewer.is_member:
        return None
    wanted = _own_notes(viewer).where(ClosingNote.idea_id == idea_id)
    return db.session.scalar(wanted.order_by(ClosingNote.id.desc()).limit(1))
