"""Ideas as lines: each list one statement, and one way to say which ideas it holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    false,
    func,
    select,
)
from sqlalchemy.orm import Bundle, aliased

from portal.core.database import db, fetch_rows
from portal.core.paging import By, Page, page_by_key
from portal.core.rows import columns_for, is_true
from portal.people.models import Company, Member
from portal.people.prepared import Made, prepared
from portal.people.viewer import Viewer

from ..lifecycle import IDEA, OPEN
from ..models import Board, Idea, IdeaFollower, IdeaTag, Vote
from .seeing import own_member, visible_to

AUTHOR, COMPANY = aliased(Member), aliased(Company)
"""Made once: a new alias at each question would cost more than the question."""
ORDERS: dict[str, tuple[By, ...]] = {
    "rank": (By(Idea.rank, descending=True), By(Idea.id, descending=True)),
    "newest": (By(Idea.id, descending=True),),
    "voters": (By(Idea.voters, descending=True), By(Idea.id, descending=True)),
}
"""How a board can be read: what moves now, what is new, what most people want."""


MAX_BODY_CHARS = 200
"""How much of its words a line may show."""


class IdeaLine(NamedTuple):
    """An idea as a list shows it. `body`: how it begins; `mine`: the viewer voted for it; `suggested`: it is theirs."""

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


class Kind(NamedTuple):
    """All that decides how the statement of a list is made, apart from its values."""

    of_a_board: bool
    one_status: bool
    of_a_tag: bool
    own: str


def ideas(viewer: Viewer, chosen: Filter) -> Made:
    """The ideas of a list; `page_of_ideas` reads a page of it."""
    statuses = tuple(chosen.statuses or OPEN)
    own = chosen.own if viewer.is_member else "nobody's" if chosen.own else ""
    kind = Kind(chosen.board_id is not None, len(statuses) == 1, chosen.tag_id is not None, own)
    statement, values = _list(viewer, kind)
    others = tuple(status for status in IDEA.labels if status not in statuses)
    asked = {"statuses": statuses, "others": others, "board": chosen.board_id, "tag": chosen.tag_id}
    return statement, {**values, **{name: value for name, value in asked.items() if value is not None}}


def page_of_ideas(made: Made, cursor: str | None, order: str = "rank") -> Page[IdeaLine]:
    """One page of a list of ideas, in one statement."""
    statement, values = made
    page = page_by_key(statement, ORDERS.get(order, ORDERS["rank"]), cursor, values=values)
    return Page([IdeaLine._make(row) for row in page.rows], page.before, page.after)


def first_ideas(made: Made, most: int, *order: Any) -> list[IdeaLine]:
    """A few ideas for a panel."""
    statement, values = made
    return [IdeaLine._make(row) for row in db.session.scalars(statement.order_by(*order).limit(most), values)]


def these_ideas(viewer: Viewer, ids: Collection[int]) -> dict[int, IdeaLine]:
    """Those of these ideas that `viewer` may open, by id."""
    statement, values = _these(viewer)
    return {line.id: line for line in map(IdeaLine._make, fetch_rows(statement, {**values, "ids": list(ids)}))}


@prepared
def _list(viewer: Viewer, kind: Kind) -> Select[Any]:
    """The ideas of a list of this kind.

    It is read from one's own rows, from a status in its order, from a board in its order or from all ideas in theirs.
    What else narrows it is said so that no index answers it: the sum, and the statuses that are left out. Nearly
    everything is open and seen, and SQLite, which does not know, would gather it by board or status and sort it all.
    PostgreSQL does know, but not of an expression of a status: it takes that for rare, and sorts it all as well.
    """
    by_status = kind.one_status and not kind.of_a_board and not kind.own
    lines = _lines(viewer, in_order=not kind.of_a_board or bool(kind.own))
    if by_status:
        lines = lines.where(Idea.status.in_(bindparam("statuses", expanding=True)))
    else:
        lines = lines.where(Idea.status.not_in(bindparam("others", expanding=True)))
    lines = lines.where(Idea.deleted_at.is_(None))
    if kind.of_a_board:
        of_the_board = Idea.board_id + 0 if kind.own else Idea.board_id
        lines = lines.where(of_the_board == bindparam("board", type_=Integer))
    if kind.of_a_tag:
        tagged = exists().where(IdeaTag.idea_id == Idea.id, IdeaTag.tag_id == bindparam("tag", type_=Integer))
        lines = lines.where(tagged)
    return lines.where(_theirs(kind.own)) if kind.own else lines


@prepared
def _these(viewer: Viewer) -> Select[Any]:
    return _lines(viewer).where(Idea.id.in_(bindparam("ids", expanding=True)), Idea.deleted_at.is_(None))


def _columns(viewer: Viewer) -> tuple[Any, ...]:
    return columns_for(
        IdeaLine,
        id=Idea.id,
        title=Idea.title,
        body=func.substr(Idea.body, 1, MAX_BODY_CHARS),
        board_id=Idea.board_id,
        board_name=Board.name,
        board_tone=Board.tone,
        status=Idea.status,
        quarter=Idea.quarter,
        voters=Idea.voters,
        comments=Idea.comments,
        created_at=Idea.created_at,
        shipped_at=Idea.shipped_at,
        author_id=Idea.author_member_id,
        given_name=AUTHOR.given_name,
        family_name=AUTHOR.family_name,
        company=COMPANY.name,
        mine=is_true(is_mine(viewer)),
        suggested=is_true(Idea.author_member_id == own_member()),
    )


def _lines(viewer: Viewer, *, in_order: bool = False) -> Select[Any]:
    return (
        select(Bundle("line", *_columns(viewer)))
        .select_from(Idea)
        .outerjoin(Board, Board.id == Idea.board_id)
        .outerjoin(AUTHOR, AUTHOR.id == Idea.author_member_id)
        .outerjoin(COMPANY, COMPANY.id == AUTHOR.company_id)
        .where(visible_to(viewer, in_order=in_order))
    )


def is_mine(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer voted for the idea of this line, in statements that are prepared."""
    if not viewer.is_member:
        return false()
    return exists().where(Vote.idea_id == Idea.id, Vote.member_id == own_member())


def _theirs(own: str) -> ColumnElement[bool]:
    """The ideas that are the viewer's: the database begins with their few rows."""
    if own == "suggested":
        return Idea.author_member_id == own_member()
    if own in {"voted", "followed"}:
        table = Vote if own == "voted" else IdeaFollower
        return Idea.id.in_(select(table.idea_id).where(table.member_id == own_member()))
    return false()
