"""Tables as CSV that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets take a file that begins with it for UTF-8."""
RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def csv_line(cells: Iterable[object]) -> str:
    """One row with its line end; nothing is an empty cell, and no cell is a formula."""
    line = io.StringIO()
    csv.writer(line).writerow("" if cell is None else harmless(str(cell)) for cell in cells)
    return line.getvalue()


def harmless(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(RISKY) or cell[:1] in {"\t", "\r", "\n"} else cell
