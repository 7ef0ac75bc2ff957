"""Eight times as long a text takes about eight times the work, whatever the text is.

From 512 bytes to 4 KB, and line by line from 256 bytes to 2 KB; `make torture` goes to the longest text that is taken.
"""

import pytest

from tests.core.markdown.awkward import SHAPES
from tests.core.markdown.growing import calls_grow_too_fast, loops_grow_too_fast, written

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    written("a https://a.example @bo")


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_no_faster_than_the_text(shape: str) -> None:
    assert calls_grow_too_fast(shape, 4_096) == ""


@pytest.mark.parametrize("shape", SHAPES)
def test_loops_grow_no_faster_than_the_text(shape: str) -> None:
    assert loops_grow_too_fast(shape, 2_048) == ""
