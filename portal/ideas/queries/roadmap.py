"""What comes when: planned, begun and shipped ideas by quarter."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ...members.access import Viewer
from .lists import IdeaLine, roadmap_lines

STATUSES = ("planned", "in_progress", "shipped")
BEHIND, AHEAD = 1, 4
MOST = 50
"""How many ideas one quarter shows in one status."""


class Quarter(NamedTuple):
    """A quarter of a year with its ideas, by status, the most wanted first."""

    name: str
    ideas: dict[str, list[IdeaLine]]


def quarter_of(day: date, step: int = 0) -> str:
    """The quarter of a day, or one so many steps later: "2026-Q4"."""
    number = day.year * 4 + (day.month - 1) // 3 + step
    return f"{number // 4}-Q{number % 4 + 1}"


def quarters_around(day: date) -> list[str]:
    """What a roadmap shows: the last quarter, this one and the four to come."""
    return [quarter_of(day, step) for step in range(-BEHIND, AHEAD + 1)]


def roadmap(viewer: Viewer, quarters: Sequence[str]) -> list[Quarter]:
    """These quarters in their order, with what `viewer` may see of each. One statement."""
    found = {name: Quarter(name, {status: [] for status in STATUSES}) for name in quarters}
    for line in roadmap_lines(viewer, quarters, STATUSES, MOST):
        if line.quarter is not None:
            found[line.quarter].ideas[line.status].append(line)
    return list(found.values())
