"""Tables as CSV that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets take a file that begins with it for UTF-8."""
CHUNK_ROWS = 500
RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def csv_table(heads: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The text of a whole file, some rows at a time."""
    yield BYTE_ORDER_MARK + csv_line(heads)
    lines = map(csv_line, rows)
    while chunk := "".join(islice(lines, CHUNK_ROWS)):
        yield chunk


def csv_line(cells: Iterable[object]) -> str:
    """One row with its line end; nothing is an empty cell, and no cell is a formula."""
    line = io.StringIO()
    csv.writer(line).writerow("" if cell is None else harmless(str(cell)) for cell in cells)
    return line.getvalue()


def harmless(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula.

    One that looks as if that had been done already gets another, so that `as_written` gives every cell back.
    """
    return f"'{cell}" if _is_risky(cell.lstrip("'")) else cell


def as_written(cell: str) -> str:
    """What `harmless` made this of."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell.lstrip("'")) else cell


def _is_risky(cell: str) -> bool:
    return cell.lstrip().startswith(RISKY) or cell[:1] in {"\t", "\r", "\n"}
