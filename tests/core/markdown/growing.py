"""How much work a text makes, counted and never timed: calls of functions, and lines, because a loop need not call."""

import cProfile
import sys
from collections.abc import Callable
from math import log
from types import FrameType
from typing import Any

from portal.core.markdown import Written, parse_markdown
from tests.core.markdown.awkward import SHAPES

SLACK = 1.3
CALLS_PER_BYTE = 150
BYTES_PER_BYTE = 25
START = 4_000
"""Calls that any text needs."""


def calls_grow_too_fast(shape: str, size: int) -> str:
    """What is wrong with the calls that this shape makes from an eighth of the size to all of it, or nothing."""
    small, large = (SHAPES[shape](each)[:each] for each in (size // 8, size))
    pages: list[Written] = []
    once, eightfold = calls(lambda: written(small)), calls(lambda: pages.append(written(large)))
    if eightfold > most(len(small), len(large)) * max(once, START):
        return f"{once} calls became {eightfold}"
    if eightfold > CALLS_PER_BYTE * size:
        return f"{eightfold} calls for {size} bytes"
    shown = len(pages[0].html({}))
    return f"{size} bytes became {shown}" if shown > BYTES_PER_BYTE * size else ""


def loops_grow_too_fast(shape: str, size: int) -> str:
    """The same for the lines that are executed."""
    small, large = (SHAPES[shape](each)[:each] for each in (size // 8, size))
    once, eightfold = lines(lambda: written(small)), lines(lambda: written(large))
    return f"{once} lines became {eightfold}" if eightfold > most(size // 8, size) * max(once, START) else ""


def most(small: int, large: int) -> float:
    """The most by which n log n grows."""
    return large / small * log(large) / log(small) * SLACK


def calls(work: Callable[[], object]) -> int:
    profile = cProfile.Profile(builtins=False)
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


def lines(work: Callable[[], object]) -> int:
    seen = 0

    def step(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal seen
        seen += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(before)
    return seen


def written(text: str) -> Written:
    found = parse_markdown(text)
    found.html({})
    return found
