"""The rows of a text table one by one, with caps on everything that a file could make endless."""

import csv
from collections.abc import Iterator
from typing import IO, NamedTuple

from flask_babel import gettext as _

from .dialect import Dialect
from .refusal import FileRefused

MAX_CELL_CHARS = 100_000
MAX_LINE_CHARS = 1_000_000
MAX_ROW_CHARS = 2_000_000
MAX_COLUMNS = 300
BATCH_LINES = 10_000
BATCH_CHARS = 1 << 20
"""What is read before a batch ends, at the next row: a few tenths of a second's work."""
_BLANK = " \t\r\n\u00a0\u200b\ufeff"

csv.field_size_limit(MAX_CELL_CHARS)


class Row(NamedTuple):
    """A row of cells, trimmed, and the line of the file that it begins in (the first line is 1)."""

    line: int
    cells: list[str]


def table_rows(lines: "Lines", dialect: Dialect) -> Iterator[Row]:
    """The rows of a batch, but for blank ones. Raises FileRefused where the file stops being a table."""
    reader = csv.reader(lines, **dialect.options())
    while not lines.fill_a_batch:
        begins = lines.number + 1
        lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(begins, error) from None
        if lines.over and lines.quotes % 2 and lines.number > begins:
            raise _never_closed(begins)
        if len(cells) > MAX_COLUMNS:
            raise FileRefused(
                _(
                    "Line %(line)s has more than %(most)s cells. Delete the columns that nobody needs.",
                    line=begins,
                    most=MAX_COLUMNS,
                )
            )
        trimmed = [cell.strip(_BLANK) for cell in cells]
        if any(trimmed):
            yield Row(begins, trimmed)


class Lines:
    """The lines of a file for csv.reader: counted, and neither a line nor a row is without end."""

    def __init__(self, file: IO[str], dialect: Dialect, number: int = 0) -> None:
        """`number` lines were read before."""
        self._file = file
        self._quote = dialect.quote
        self._first, self._chars, self._row_began = number, 0, 0
        self.number = number
        self.quotes = 0
        """How many of the row under way are quotes."""
        self.over = False

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_LINE_CHARS + 1)
        if not line:
            self.over = True
            raise StopIteration
        self.number += 1
        self._chars += len(line)
        if len(line) > MAX_LINE_CHARS or self._chars - self._row_began > MAX_ROW_CHARS:
            raise _endless(self.number)
        if "\0" in line:
            raise FileRefused(
                _("Line %(line)s contains bytes that aren't text. Export the table as CSV again.", line=self.number)
            )
        self.quotes += line.count(self._quote)
        return line

    def begin_row(self) -> None:
        """What comes now is another row."""
        self.quotes, self._row_began = 0, self._chars

    @property
    def fill_a_batch(self) -> bool:
        """Whether enough was read for now. Lines count too: a million blank ones have few characters."""
        return self._chars >= BATCH_CHARS or self.number - self._first >= BATCH_LINES

    def skip(self, lines: int) -> None:
        """Leave out lines that stand above the table."""
        for _skipped in range(lines):
            self._file.readline(MAX_LINE_CHARS)
        self.number += lines


def _endless(line: int) -> FileRefused:
    return FileRefused(
        _(
            "Line %(line)s is longer than a million characters; no table has such a cell. Perhaps a quote that opens"
            " before it is never closed.",
            line=line,
        )
    )


def _broken(line: int, error: csv.Error) -> FileRefused:
    if "field limit" in str(error):
        return FileRefused(
            _(
                "A cell that begins in line %(line)s is longer than %(most)s characters, or a quote that opens there"
                " is never closed. Shorten the text, or close the quote.",
                line=line,
                most=f"{MAX_CELL_CHARS:,}",
            )
        )
    return FileRefused(_("Line %(line)s can't be read as part of a table. Export the table as CSV again.", line=line))


def _never_closed(line: int) -> FileRefused:
    return FileRefused(
        _("A quote that opens in line %(line)s is never closed. Close it, or export the table as CSV again.", line=line)
    )
