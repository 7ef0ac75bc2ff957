"""The rows of a text table one by one, with caps on everything that a file could make endless."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from flask_babel import gettext as _

from .dialect import Dialect
from .encoding import Encoding
from .refusal import FileRefused

MAX_CELL_CHARS = 100_000
MAX_LINE_CHARS = 1_000_000
MAX_COLUMNS = 300
_BLANK = " \t\r\n\u00a0\u200b\ufeff"

csv.field_size_limit(MAX_CELL_CHARS)


class Row(NamedTuple):
    """A row of cells, trimmed, and the line of the file that it begins in (the first line is 1)."""

    line: int
    cells: list[str]


def table_rows(path: Path, encoding: Encoding, dialect: Dialect) -> Iterator[Row]:
    """Every row that is not blank. Raises FileRefused where the file stops being a table."""
    with path.open(encoding=encoding.codec, errors=encoding.errors) as file:
        for _skipped in range(dialect.skipped):
            file.readline(MAX_LINE_CHARS)
        try:
            yield from _rows(_Lines(file, dialect), dialect)
        except UnicodeError:
            raise FileRefused(_("This is not a text file. Export the table as CSV and bring that.")) from None


def _rows(lines: "_Lines", dialect: Dialect) -> Iterator[Row]:
    reader = csv.reader(lines, **dialect.options())
    while True:
        begins = lines.number + 1
        lines.quotes = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(begins, error) from None
        if lines.over and lines.quotes % 2 and lines.number > begins:
            raise _never_closed(begins)
        if len(cells) > MAX_COLUMNS:
            raise FileRefused(_("Line %(line)s has more than %(most)s cells.", line=begins, most=MAX_COLUMNS))
        trimmed = [cell.strip(_BLANK) for cell in cells]
        if any(trimmed):
            yield Row(begins, trimmed)


class _Lines:
    """The lines of a file for csv.reader: counted, and none of them without end."""

    def __init__(self, file: IO[str], dialect: Dialect) -> None:
        self._file = file
        self._quote = dialect.quote
        self.number = dialect.skipped
        self.quotes = 0
        self.over = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_LINE_CHARS + 1)
        if not line:
            self.over = True
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE_CHARS:
            raise FileRefused(
                _("Line %(line)s is longer than a million letters; no table has such a cell.", line=self.number)
            )
        if "\0" in line:
            raise FileRefused(_("Line %(line)s holds bytes that are no text.", line=self.number))
        self.quotes += line.count(self._quote)
        return line


def _broken(line: int, error: csv.Error) -> FileRefused:
    if "field limit" in str(error):
        return FileRefused(
            _(
                "A cell that begins in line %(line)s is longer than %(most)s letters, or a quote that opens there"
                " is never closed.",
                line=line,
                most=f"{MAX_CELL_CHARS:,}",
            )
        )
    return FileRefused(_("Line %(line)s cannot be read as part of a table.", line=line))


def _never_closed(line: int) -> FileRefused:
    return FileRefused(_("A quote that opens in line %(line)s is never closed.", line=line))
