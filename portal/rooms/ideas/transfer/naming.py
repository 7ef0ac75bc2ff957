"""How files say which idea is meant: by its board, its title and, where they know it, the second it was suggested."""

from datetime import datetime
from typing import NamedTuple

from portal.core.text import fold


class NamedIdea(NamedTuple):
    """An idea as a file names it; board and title are folded."""

    board: str
    title: str
    second: str


class IdeaKey(NamedTuple):
    """The same, its board being known."""

    board_id: int
    title: str
    second: str


def board_key(name: str) -> str:
    """The folded name of a board, as boards have it."""
    return fold(name)[:80]


def title_key(title: str) -> str:
    """The folded title of an idea, as ideas have it."""
    return fold(title)[:250]


def second_of(moment: datetime | None) -> str:
    """The second in which something was; empty for none."""
    return moment.isoformat(timespec="seconds") if moment else ""
