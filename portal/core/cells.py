"""Tables as CSV that a spreadsheet opens without running anything.

A formula may begin with the cell, and inside it: a spreadsheet that parts cells at ";", tabs or bars, as half of
Europe's do, makes two cells of one, takes quotes in its middle for letters, and a line end for the end of the row.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets take a file that begins with it for UTF-8."""
CHUNK_ROWS = 500
_RISKY = r"[=+\-@＝＋－＠]"
_BEFORE = r"(?:^[;|\s\"]*+|(?<![;|\s\"])[;|\s\"]++)"
"""The beginning of a cell with its blanks and quotes, or a run of what may part cells. Read once, whatever follows."""
_FORMULA = re.compile(rf"({_BEFORE})(?='*+{_RISKY})")
_PREFIXED = re.compile(rf"({_BEFORE})'(?='*+{_RISKY})")
_PARTS_CELLS = re.compile(r"[;|\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def csv_table(heads: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The text of a whole file, some rows at a time."""
    yield BYTE_ORDER_MARK + csv_line(heads)
    lines = map(csv_line, rows)
    while chunk := "".join(islice(lines, CHUNK_ROWS)):
        yield chunk


def csv_line(cells: Iterable[object]) -> str:
    """One row with its line end; nothing is an empty cell, and no cell is or holds a formula."""
    line = io.StringIO()
    csv.writer(line).writerow("" if cell is None else harmless(str(cell)) for cell in cells)
    return line.getvalue()


def harmless(cell: str) -> str:
    """The cell with an apostrophe before each place where a spreadsheet would begin a formula.

    What looks as if that had been done already gets another, so that `as_written` gives every cell back.
    """
    return _FORMULA.sub(lambda found: f"{found[1]}'" if _may_begin_a_cell(found) else found[0], cell)


def as_written(cell: str) -> str:
    """What `harmless` made this of."""
    return _PREFIXED.sub(lambda found: found[1] if _may_begin_a_cell(found) else found[0], cell)


def _may_begin_a_cell(found: re.Match[str]) -> bool:
    """Whether this is where the cell begins, or where a spreadsheet may begin another one."""
    return found.start() == 0 or _PARTS_CELLS.search(found[1]) is not None
