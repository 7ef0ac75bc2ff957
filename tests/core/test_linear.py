"""What strangers and files bring is read in a time that grows with its length, and not with its square.

Each text is as long as it may be, and made to be read in as many ways as a pattern knows. A tenth of a second is the
promise for each of them; before they were mended they took minutes, and some of them years.
"""

from collections.abc import Callable
from datetime import UTC
from time import process_time
from types import SimpleNamespace
from typing import Any

import pytest

from portal.kits.admin.queries import readable_text
from portal.kits.transfer.imports.fields import fold_heading
from portal.kits.transfer.reading.dates import DAY_FIRST, date_kind, moment_of
from portal.kits.transfer.reading.dialect import dialect_of, has_headings
from portal.kits.transfer.reading.encoding import _looks_western
from portal.kits.transfer.reading.profile import Column
from portal.rooms.contacts.names import split_name

LONG = 100_000
"""Letters that a cell may have."""
DEADLINE = 1.0


def _date(cell: str) -> None:
    date_kind(cell)
    with pytest.raises(ValueError, match=r"."):
        moment_of(cell, DAY_FIRST, UTC)


def _shown(text: str) -> str:
    return readable_text(SimpleNamespace(recipient="mei", text=text, state="sent"), "mei")  # type: ignore[arg-type]


READ: dict[str, tuple[Callable[[str], Any], tuple[str, ...]]] = {
    "a heading": (
        lambda cell: has_headings([[cell]]),
        ("a@" + "." * LONG + "@", "a@" + "a." * LONG + "@", "a" * LONG, "1" * LONG + "x", "1,1." * LONG + "x"),
    ),
    "a heading's words": (fold_heading, ("-_" * LONG, "a-" * LONG, " " * LONG)),
    "a cell": (
        lambda cell: Column("x").look(cell, True),
        ("a@" + "." * LONG + "@", "1" + " " * LONG + "x", "1." + "0" * LONG + "x", "5/" + " " * LONG),
    ),
    "a moment": (
        _date,
        ("1/1/2020 12:00" + " " * LONG + "x", "1" + "-" * LONG + "x", " " * LONG, "1.1.20 1:11" + " " * 45 + "x"),
    ),
    "the cells of a line": (dialect_of, ('"' * LONG, "\\" * LONG, '\\"' * LONG, "a'" * LONG, ";" * LONG)),
    "an old code page": (_looks_western, ("é" + "a" * LONG, "a" * LONG + "é", "éa" * LONG, "¢" * LONG)),
    "a name": (split_name, ("mr " * LONG, "mr. " * LONG + "x", "van " * LONG, "," * LONG, "jr " * LONG)),
    "a mail that staff look at": (
        _shown,
        ("http://" * LONG, "http://a/" * LONG, "-" * LONG, "https://a/" + "/a" * LONG),
    ),
}


@pytest.mark.parametrize("what", READ)
def test_no_text_is_read_again_and_again(what: str) -> None:
    read, texts = READ[what]
    for text in texts:
        began = process_time()
        read(text)
        assert process_time() - began < DEADLINE, text[:20]
