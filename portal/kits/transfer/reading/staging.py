"""A table made ready for work: read batch by batch, and kept as one JSON array a row.

How far it has come (`Staging`) can be kept between two batches. A batch always ends at the same row and writes the same
bytes to the same place: it can be done again after a kill, and whoever was overtaken in the middle of one does no harm.
A staged file can be read on from any byte that `staged_page` returned, so a page costs the same however far one has
come.
"""

import json
import os
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from flask_babel import gettext as _

from portal.core.text import one_line

from .dialect import Dialect, dialect_of, has_headings
from .encoding import Encoding, encoding_of, no_text
from .profile import SAMPLES, Column, Profile
from .refusal import FileRefused
from .rows import Lines, Row, table_rows

SAMPLE = 1 << 16


class StagedRow(NamedTuple):
    """A row, its line in the file that was sent, and its cells."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Staging:
    """How far a table is read."""

    encoding: Encoding
    dialect: Dialect
    place: int = 0
    """Where the next batch begins in the text, as its file tells it: no number of bytes."""
    line: int = 0
    read: int = 0
    """Bytes of the file that was sent, about."""
    written: int = 0
    """Bytes of the staged rows, exactly."""
    profile: Profile | None = None
    """What the rows so far say of the file."""
    ended: bool = False

    def as_json(self) -> dict[str, Any]:
        """The same as a job keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Staging":
        """The staging that a job has kept."""
        profile = Profile.from_json(deepcopy(kept["profile"])) if kept["profile"] else None
        parts = {"encoding": Encoding(*kept["encoding"]), "dialect": Dialect(**kept["dialect"]), "profile": profile}
        return cls(**{**kept, **parts})


def begin_staging(source: Path) -> Staging:
    """How this file is to be read: looked at as a whole, nothing of it staged. Raises FileRefused."""
    encoding = encoding_of(source)
    return Staging(encoding, dialect_of(_sample(source, encoding)))


def stage_batch(source: Path, target: Path, staging: Staging) -> Staging:
    """Stage the next batch; how far it is now. `target` is there, if only as an empty file. Raises FileRefused."""
    with source.open(encoding=staging.encoding.codec, errors=staging.encoding.errors) as file:
        file.seek(staging.place)
        lines = Lines(file, staging.dialect, staging.line)
        try:
            profile, rows = _read(lines, staging)
            place = file.tell()
        except UnicodeError:
            raise no_text() from None
        _write(target, staging.written, rows)
        read = _bytes_read(file)
    if lines.over and not (profile and profile.rows):
        raise FileRefused(_("This file has a line of headings and no rows below it. Add the rows and upload it again."))
    written = staging.written + len(rows)
    kept = replace(staging, profile=profile, written=written, ended=lines.over)
    return replace(kept, place=place, line=lines.number, read=read)


def stage_table(source: Path, target: Path) -> Profile:
    """Read all of `source` and keep its rows in `target`. Raises FileRefused, and then keeps nothing."""
    staging = begin_staging(source)
    target.open("x").close()
    try:
        while not staging.ended:
            staging = stage_batch(source, target, staging)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return staging.profile  # type: ignore[return-value]  # an ended one has it


def staged_page(path: Path, cursor: int, size: int, width: int = 0) -> tuple[list[StagedRow], int]:
    """Up to `size` rows from byte `cursor` on, with `width` cells or more, and the byte where the next page begins."""
    with path.open("rb") as staged:
        staged.seek(cursor)
        lines = list(islice(staged, size))
    rows = [StagedRow(number, _filled(cells, width)) for number, cells in map(json.loads, lines)]
    return rows, cursor + sum(map(len, lines))


def _read(lines: Lines, staging: Staging) -> tuple[Profile | None, bytes]:
    """The rows of a batch as they are staged, and what the file says of itself with them."""
    profile, staged = staging.profile, bytearray()
    if not staging.line:
        lines.skip(staging.dialect.skipped)
    for row in table_rows(lines, staging.dialect):
        if profile is None:
            profile = _profile_of(row, staging)
            if profile.headings:
                continue
        staged += _staged(row, profile)
    return profile, bytes(staged)


def _profile_of(first: Row, staging: Staging) -> Profile:
    headings = has_headings([first.cells])
    columns = [Column(name) for name in _names(first, headings)]
    return Profile(staging.encoding.codec, staging.dialect.delimiter, headings, 0, columns)


def _staged(row: Row, profile: Profile) -> bytes:
    profile.rows += 1
    for column, cell in zip(profile.columns, _filled(row.cells, len(profile.columns)), strict=False):
        column.look(cell, profile.rows <= SAMPLES)
    return (json.dumps([row.line, row.cells], ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _filled(cells: list[str], width: int) -> list[str]:
    """A row may be shorter than its table. It is kept so: filled up, millions of short ones would fill a disk."""
    return cells + [""] * (width - len(cells))


def _write(target: Path, place: int, rows: bytes) -> None:
    """Write to a file that is there: one that somebody has put away meanwhile does not come back."""
    with target.open("r+b") as staged:
        staged.seek(place)
        staged.write(rows)
        staged.flush()
        os.fsync(staged.fileno())


def _bytes_read(file: IO[str]) -> int:
    return file.buffer.tell() if isinstance(file, TextIOWrapper) else 0


def _names(first: Row, headings: bool) -> list[str]:
    """A name for each column: its heading, or its number; the same heading again gets a number too."""
    names: list[str] = []
    for number, cell in enumerate(first.cells, 1):
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
        raise no_text() from None
    whole, newline, _rest = text.rpartition("\n")
    return f"{whole}{newline}" if newline and len(text) == SAMPLE else text
