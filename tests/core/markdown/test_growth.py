"""Eight times as long a text takes about eight times the work, whatever the text is.

Work is counted, never timed: calls of functions from 8 KB to 64 KB, and, because a loop need not call anything,
lines that are executed from 1 KB to 8 KB.
"""

import cProfile
import sys
from collections.abc import Callable
from math import log
from types import FrameType
from typing import Any

import pytest

from portal.core.markdown import MOST_BYTES, Written, parse_markdown
from tests.core.markdown.awkward import SHAPES

SLACK = 1.3
CALLS_PER_BYTE = 150
BYTES_PER_BYTE = 25
START = 4_000
"""Calls that any text needs."""


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


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    written("a https://a.example @bo")


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_no_faster_than_the_text(shape: str) -> None:
    small, large = (SHAPES[shape](size)[:size] for size in (MOST_BYTES // 8, MOST_BYTES))
    pages: list[Written] = []
    once, eightfold = calls(lambda: written(small)), calls(lambda: pages.append(written(large)))
    assert eightfold <= most(len(small), len(large)) * max(once, START)
    assert eightfold <= CALLS_PER_BYTE * MOST_BYTES
    assert len(pages[0].html({})) <= BYTES_PER_BYTE * MOST_BYTES


@pytest.mark.parametrize("shape", SHAPES)
def test_loops_grow_no_faster_than_the_text(shape: str) -> None:
    small, large = (SHAPES[shape](size)[:size] for size in (1024, 8192))
    assert lines(lambda: written(large)) <= most(1024, 8192) * max(lines(lambda: written(small)), START)
