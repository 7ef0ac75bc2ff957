"""How the cells of a table are parted: its delimiter, its quotes, and whether it begins with headings."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from .dates import date_kind

DELIMITERS = "\t;|,"
SAMPLE_ROWS = 200
_EXCEL_HINT = re.compile(r"sep=(.)\n", re.IGNORECASE)
ADDRESS = re.compile(r"[^@\s]++@[^@\s.]++(?:\.++[^@\s.]++)++")
"""No part can be read in two ways: a cell of any length is looked at once."""
_NUMBER = re.compile(r"[-+]?\d++(?:[.,]\d++)*+")


@dataclass(frozen=True)
class Dialect:
    """What the csv reader has to know, and how many rows stand before the first row of the table."""

    delimiter: str
    quote: str
    escape: str | None
    skipped: int
    """Lines above the table: Excel's "sep=;"."""

    def options(self) -> dict[str, Any]:
        """The keyword arguments of csv.reader."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "escapechar": self.escape,
            "doublequote": self.escape is None,
            "skipinitialspace": True,
        }


def dialect_of(sample: str) -> Dialect:
    """The dialect of a text that begins like `sample` (whole lines)."""
    hint = _EXCEL_HINT.match(sample)
    if hint:
        return _with_quotes(hint[1], sample[hint.end() :], skipped=1)
    tried = [_with_quotes(delimiter, sample, skipped=0) for delimiter in DELIMITERS]
    return max(tried, key=lambda dialect: (_fit(dialect, sample), -DELIMITERS.index(dialect.delimiter)))


def has_headings(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: none of its cells looks like something that rows hold."""
    return bool(rows) and not any(_is_content(cell.strip()) for cell in rows[0])


def _with_quotes(delimiter: str, sample: str, skipped: int) -> Dialect:
    first = sample.partition("\n")[0]
    cells = [cell.strip() for cell in first.split(delimiter)]
    single = all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells)
    quote = "'" if single else '"'
    escaped = re.search(rf"\\{quote}[^{re.escape(delimiter)}\n]", sample) and not re.search(
        rf"\w{quote}{quote}\w", sample
    )
    return Dialect(delimiter, quote, "\\" if escaped else None, skipped)


def _fit(dialect: Dialect, sample: str) -> tuple[bool, float]:
    """How well the sample falls into columns: the same number in the heading and in nearly every row."""
    rows = []
    try:
        for row in csv.reader(StringIO(sample), **dialect.options()):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        return False, 0.0
    counts = Counter(len(row) for row in rows)
    columns, often = max(counts.items(), key=lambda width: (width[1], width[0]), default=(1, 0))
    if columns < 2:
        return False, 0.0
    share = often / len(rows)
    good = share >= 0.8 and len(rows[0]) == columns
    return good, share if good else share * columns


def _is_content(cell: str) -> bool:
    return bool(ADDRESS.fullmatch(cell) or _NUMBER.fullmatch(cell) or date_kind(cell))
