"""A table made ready for work: read once, checked as a whole, kept as one JSON array a row.

A staged file can be read on from any byte that `staged_page` returned, so a page costs the same however far
one has come.
"""

import json
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from flask_babel import gettext as _

from portal.core.text import one_line

from .dialect import Dialect, dialect_of, has_headings
from .encoding import Encoding, encoding_of
from .profile import SAMPLES, Column, Profile
from .refusal import FileRefused
from .rows import Row, table_rows

SAMPLE = 1 << 16


class StagedRow(NamedTuple):
    """A row, its line in the file that was sent, and its cells (as many as there are columns, or more)."""

    line: int
    cells: list[str]


def stage_table(source: Path, target: Path) -> Profile:
    """Read all of `source` and keep its rows in `target`. Raises FileRefused, and then keeps nothing."""
    encoding = encoding_of(source)
    dialect = dialect_of(_sample(source, encoding))
    try:
        with target.open("x", encoding="utf-8") as staged:
            return _stage(table_rows(source, encoding, dialect), encoding, dialect, staged.write)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def staged_page(path: Path, cursor: int, size: int) -> tuple[list[StagedRow], int]:
    """Up to `size` rows from byte `cursor` on, and the byte where the next page begins."""
    with path.open("rb") as staged:
        staged.seek(cursor)
        lines = list(islice(staged, size))
    rows = [StagedRow(*json.loads(line)) for line in lines]
    return rows, cursor + sum(map(len, lines))


def _stage(rows: Iterator[Row], encoding: Encoding, dialect: Dialect, write: object) -> Profile:
    first = list(islice(rows, SAMPLES + 1))
    headings = has_headings([row.cells for row in first])
    columns = [Column(name) for name in _names(first, headings)]
    count = 0
    for row in chain(first[1:] if headings else first, rows):
        count += 1
        cells = row.cells + [""] * (len(columns) - len(row.cells))
        for column, cell in zip(columns, cells, strict=False):
            column.look(cell, count <= SAMPLES)
        write(json.dumps([row.line, cells], ensure_ascii=False, separators=(",", ":")) + "\n")  # type: ignore[operator]
    if not count:
        raise FileRefused(_("This file has a line of headings and no rows below it."))
    return Profile(encoding.codec, dialect.delimiter, headings, count, columns)


def _names(first: list[Row], headings: bool) -> list[str]:
    """A name for each column: its heading, or its number; the same heading again gets a number too."""
    names: list[str] = []
    for number, cell in enumerate(first[0].cells if first else [], 1):
        name = one_line(cell)[:120] if headings else ""
        name = name or _("Column %(number)s", number=number)
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _sample(source: Path, encoding: Encoding) -> str:
    """The beginning of the text, whole lines only (unless it is one endless line)."""
    try:
        with source.open(encoding=encoding.codec, errors=encoding.errors) as file:
            text = file.read(SAMPLE)
    except UnicodeError:
        raise FileRefused(_("This is not a text file. Export the table as CSV and bring that.")) from None
    whole, newline, _rest = text.rpartition("\n")
    return f"{whole}{newline}" if newline and len(text) == SAMPLE else text
