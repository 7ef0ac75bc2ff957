"""What comes when: planned, begun and shipped ideas by quarter."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import Select, String, bindparam, case, select, union_all

from portal.core.database import fetch_rows
from portal.people.prepared import prepared
from portal.people.viewer import Viewer

from ..models import Idea
from .lists import is_mine
from .seeing import BOARDS, visible_to

STATUSES = ("planned", "in_progress", "shipped")
BEHIND, AHEAD = 1, 4
MAX_IDEAS = 25
"""How many ideas one quarter shows in one status."""


class RoadmapLine(NamedTuple):
    """An idea as the roadmap shows it. `mine`: the viewer voted for it."""

    id: int
    title: str
    quarter: str
    status: str
    voters: int
    mine: bool


class Quarter(NamedTuple):
    """A quarter of a year with its ideas, by status, the most wanted first."""

    name: str
    ideas: dict[str, list[RoadmapLine]]


def quarter_of(day: date, step: int = 0) -> str:
    """The quarter of a day, or one so many steps later: "2026-Q4"."""
    number = day.year * 4 + (day.month - 1) // 3 + step
    return f"{number // 4}-Q{number % 4 + 1}"


def quarters_around(day: date) -> list[str]:
    """What a roadmap shows: the last quarter, this one and the four to come."""
    return [quarter_of(day, step) for step in range(-BEHIND, AHEAD + 1)]


def roadmap(viewer: Viewer, quarters: Sequence[str]) -> list[Quarter]:
    """These quarters in their order, with what `viewer` may see of each. One statement."""
    by_name = {name: Quarter(name, {status: [] for status in STATUSES}) for name in quarters}
    statement, values = _wanted(viewer, len(quarters))
    for row in fetch_rows(statement, {**values, **{f"quarter_{n}": name for n, name in enumerate(quarters)}}):
        line = RoadmapLine._make([*row[:-1], bool(row[-1])])
        by_name[line.quarter].ideas[line.status].append(line)
    return list(by_name.values())


@prepared
def _wanted(viewer: Viewer, quarters: int) -> Select[Any]:
    """The most wanted of each quarter and status: each read from the index in its order, and no further."""
    seen = BOARDS.seen_ids(viewer).cte("seen")
    firsts = []
    for number, status in product(range(quarters), STATUSES):
        here = Idea.quarter == bindparam(f"quarter_{number}", type_=String), Idea.status == status
        stands = Idea.deleted_at.is_(None), visible_to(viewer, among=select(seen.c.id))
        most_wanted = (
            select(Idea.id).where(*here, *stands).order_by(Idea.voters.desc(), Idea.id.desc()).limit(MAX_IDEAS)
        )
        firsts.append(select(most_wanted.subquery().c.id))
    mine = case((is_mine(viewer), 1), else_=0)
    lines = select(Idea.id, Idea.title, Idea.quarter, Idea.status, Idea.voters, mine)
    return lines.where(Idea.id.in_(union_all(*firsts))).order_by(Idea.voters.desc(), Idea.id.desc())
