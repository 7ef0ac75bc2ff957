"""Boards as cards and ideas as lines: each list one statement, and one way to say which ideas it holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Bundle, aliased

from ...core.database import db
from ...core.paging import By, Page, page_by_key
from ...members.access import Viewer
from ...members.models import Company, Member
from ...members.prepared import prepared
from ..actions.counting import OPEN
from ..models import Board, Idea, IdeaFollower, IdeaTag, Vote, VotePurse
from .seeing import awaits_signature, may_create_on, may_vote_on, own_member, sees_board, visible_to

AUTHOR, COMPANY = aliased(Member), aliased(Company)
"""Made once: a new alias at each question would cost more than the question."""
ORDERS: dict[str, tuple[By, ...]] = {
    "rank": (By(Idea.rank, descending=True), By(Idea.id, descending=True)),
    "newest": (By(Idea.id, descending=True),),
    "voters": (By(Idea.voters, descending=True), By(Idea.id, descending=True)),
}
"""How a board can be read: what moves now, what is new, what most people want."""


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


class IdeaLine(NamedTuple):
    """An idea as a list shows it. `mine`: the viewer voted for it; `suggested`: it is theirs."""

    id: int
    title: str
    body: str
    board_id: int
    board_name: str
    board_tone: str
    status: str
    quarter: str | None
    voters: int
    comments: int
    created_at: datetime
    shipped_at: datetime | None
    author_id: int | None
    given_name: str | None
    family_name: str | None
    company: str | None
    mine: bool
    suggested: bool

    @property
    def author(self) -> str:
        """Who suggested it; empty for what one of us wrote down."""
        return f"{self.given_name or ''} {self.family_name or ''}".strip()


@dataclass(frozen=True)
class Filter:
    """Which ideas. `statuses` none: those that are open. `own`: "suggested", "voted" or "followed" by the viewer."""

    board_id: int | None = None
    statuses: Collection[str] = ()
    tag_id: int | None = None
    own: str = ""


def boards(viewer: Viewer) -> list[BoardCard]:
    """What `viewer` sees, and by name what they would see after signing. One statement."""
    wanted, values = _every_board(viewer)
    return [_card(row) for row in db.session.execute(wanted, values)]


def board(viewer: Viewer, board_id: int) -> BoardCard | None:
    """The board, if `viewer` sees it."""
    wanted, values = _one_board(viewer)
    found = db.session.execute(wanted, {**values, "board": board_id}).first()
    return _card(found) if found is not None else None


def ideas(viewer: Viewer, wanted: Filter) -> Select[Any]:
    """The ideas of a list; `page_of_ideas` reads a page of it."""
    lines = _lines(viewer, in_order=wanted.board_id is None and not wanted.own)
    lines = lines.where(Idea.deleted_at.is_(None), Idea.status.in_(wanted.statuses or OPEN))
    if wanted.board_id is not None:
        lines = lines.where(Idea.board_id == wanted.board_id)
    if wanted.tag_id is not None:
        lines = lines.where(exists().where(IdeaTag.idea_id == Idea.id, IdeaTag.tag_id == wanted.tag_id))
    return lines.where(_theirs(viewer, wanted.own)) if wanted.own else lines


def page_of_ideas(wanted: Select[Any], cursor: str | None, order: str = "rank") -> Page[IdeaLine]:
    """One page of a list of ideas, in one statement."""
    page = page_by_key(wanted, ORDERS.get(order, ORDERS["rank"]), cursor)
    return Page([_line(row) for row in page.rows], page.before, page.after)


def first_ideas(wanted: Select[Any], most: int, *order: Any) -> list[IdeaLine]:
    """A few ideas for a panel."""
    return [_line(row) for row in db.session.scalars(wanted.order_by(*order).limit(most))]


def these_ideas(viewer: Viewer, ids: Collection[int]) -> dict[int, IdeaLine]:
    """Those of these ideas that `viewer` may open, by id."""
    found = db.session.scalars(_lines(viewer).where(Idea.id.in_(ids), Idea.deleted_at.is_(None)))
    return {line.id: line for line in map(_line, found)}


def roadmap_lines(viewer: Viewer, quarters: Collection[str], statuses: Collection[str], most: int) -> list[IdeaLine]:
    """The ideas of these quarters, at most so many for each quarter and status, the most wanted first."""
    place = func.row_number().over(
        partition_by=(Idea.quarter, Idea.status), order_by=(Idea.voters.desc(), Idea.id.desc())
    )
    seen = (
        select(Idea.id, place.label("place"))
        .where(Idea.quarter.in_(quarters), Idea.status.in_(statuses), Idea.deleted_at.is_(None), visible_to(viewer))
        .subquery()
    )
    first = _lines(viewer).join(seen, seen.c.id == Idea.id).where(seen.c.place <= most)
    order = Idea.quarter, Idea.status, Idea.voters.desc(), Idea.id.desc()
    return [_line(row) for row in db.session.scalars(first.order_by(*order))]


def _lines(viewer: Viewer, *, in_order: bool = False) -> Select[Any]:
    mine, suggested = _own(viewer, "voted"), _own(viewer, "suggested")
    line: Bundle[Any] = Bundle(
        "line",
        *(Idea.id, Idea.title, Idea.body, Idea.board_id, Board.name, Board.tone, Idea.status, Idea.quarter),
        *(Idea.voters, Idea.comments, Idea.created_at, Idea.shipped_at, Idea.author_member_id),
        *(AUTHOR.given_name, AUTHOR.family_name, COMPANY.name.label("company_name")),
        *(_if_true(mine).label("mine"), _if_true(suggested).label("suggested")),
    )
    return (
        select(line)
        .select_from(Idea)
        .outerjoin(Board, Board.id == Idea.board_id)
        .outerjoin(AUTHOR, AUTHOR.id == Idea.author_member_id)
        .outerjoin(COMPANY, COMPANY.id == AUTHOR.company_id)
        .where(visible_to(viewer, in_order=in_order))
    )


def _own(viewer: Viewer, how: str) -> ColumnElement[bool]:
    """Whether the idea of this line is the viewer's: "suggested", "voted" or "followed"."""
    if viewer.member is None:
        return false()
    if how == "suggested":
        return Idea.author_member_id == viewer.member.id
    table = Vote if how == "voted" else IdeaFollower
    return exists().where(table.idea_id == Idea.id, table.member_id == viewer.member.id)


def _theirs(viewer: Viewer, how: str) -> ColumnElement[bool]:
    """The same for a list of nothing else: the database begins with the viewer's few rows."""
    if viewer.member is None or how == "suggested":
        return _own(viewer, how)
    table = Vote if how == "voted" else IdeaFollower
    return Idea.id.in_(select(table.idea_id).where(table.member_id == viewer.member.id))


def _line(row: Any) -> IdeaLine:
    values = list(row)
    return IdeaLine(*values[:-2], *map(bool, values[-2:]))


@prepared
def _every_board(viewer: Viewer) -> Select[Any]:
    return _boards(viewer).where(or_(sees_board(viewer), awaits_signature(viewer)))


@prepared
def _one_board(viewer: Viewer) -> Select[Any]:
    return _boards(viewer).where(sees_board(viewer), Board.id == bindparam("board", type_=Integer))


def _boards(viewer: Viewer) -> Select[Any]:
    sees = sees_board(viewer)
    spent = select(VotePurse.spent).where(VotePurse.board_id == Board.id, VotePurse.member_id == own_member())
    columns: tuple[Any, ...] = (
        *(Board.id, Board.name, case((sees, Board.description), else_=""), Board.tone, Board.icon),
        *(_if_true(Board.retired_at.is_not(None)), Board.agreement_id, Board.vote_budget),
        *(func.coalesce(spent.scalar_subquery(), 0), _if_true(sees)),
        *(_if_true(and_(sees, may_create_on(viewer))), _if_true(and_(sees, may_vote_on(viewer)))),
    )
    return select(*columns).order_by(Board.position, Board.id)


def _card(row: Any) -> BoardCard:
    values = list(row)
    return BoardCard(*values[:9], *map(bool, values[9:]))


def _if_true(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
