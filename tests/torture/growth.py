"""The work of Markdown for the longest text that is taken; tests go to a sixteenth of it."""

from portal.core.markdown import MAX_BYTES
from tests.core.markdown.awkward import SHAPES
from tests.core.markdown.growing import calls_grow_too_fast, loops_grow_too_fast, written

LONG_LOOP = 8_192
"""Counting lines takes a hundred times as long as counting calls."""


def shapes_that_grow_too_fast(every: int) -> dict[str, str]:
    """Each shape (or one in `every` of them) that makes more work than it may → what is wrong."""
    written("a https://a.example @bo")
    found = {}
    for shape in list(SHAPES)[::every]:
        found[shape] = calls_grow_too_fast(shape, MAX_BYTES) or loops_grow_too_fast(shape, LONG_LOOP)
    return {shape: wrong for shape, wrong in found.items() if wrong}
