"""What a file says about itself: its columns, what they hold, and in which order its dates are written."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from .dates import date_kind, order_from
from .dialect import ADDRESS

SAMPLES = 3
LOOKED_AT = 1_000
DATES_TRIED = 50
MIN_TEXT_CHARS = 40
"""Letters in a cell, on average, that make a column one of text."""
_COUNTRY = re.compile(r"[A-Z]{2}")
_SCORE = re.compile(r"(?:10|\d)(?:[.,]0+)?(?:\s*/\s*10)?")
_RATING = re.compile(r"[1-5](?:[.,]\d)?(?:\s*/\s*5)?")


@dataclass
class Column:
    """One column: its heading, its first cells, and how many of its cells look like what."""

    name: str
    samples: list[str] = field(default_factory=list)
    filled: int = 0
    letters: int = 0
    """How long the cells that were looked at are, together."""
    looks: dict[str, int] = field(default_factory=dict)
    dates: dict[str, int] = field(default_factory=dict)

    def look(self, cell: str, first: bool) -> None:
        """Take one more cell into account. `first`: one of the rows that are shown."""
        if first:
            self.samples.append(cell[:120])
        if not cell:
            return
        self.filled += 1
        if self.filled <= LOOKED_AT:
            self._look_closely(cell)
        if self.filled <= DATES_TRIED or sum(self.dates.values()) * 2 > self.filled:
            kind = date_kind(cell)
            if kind:
                self.dates[kind] = self.dates.get(kind, 0) + 1

    def share(self, look: str) -> float:
        """The share of filled cells that look like this (0 to 1)."""
        if not self.filled:
            return 0.0
        if look == "moment":
            return sum(self.dates.values()) / self.filled
        if look == "text":
            return min(1.0, self.letters / min(self.filled, LOOKED_AT) / MIN_TEXT_CHARS)
        return self.looks.get(look, 0) / min(self.filled, LOOKED_AT)

    def _look_closely(self, cell: str) -> None:
        self.letters += len(cell)
        for look, pattern in (("address", ADDRESS), ("country", _COUNTRY), ("score", _SCORE), ("rating", _RATING)):
            if pattern.fullmatch(cell):
                self.looks[look] = self.looks.get(look, 0) + 1


@dataclass
class Profile:
    """A file that can be read: how, what its columns are, and how many rows it has."""

    encoding: str
    delimiter: str
    headings: bool
    rows: int
    columns: list[Column]

    def date_order(self, column: int | None) -> tuple[str, bool]:
        """The order of day and month in this column, and whether the file proves it."""
        return order_from(self.columns[column].dates if column is not None else {})

    def as_json(self) -> dict[str, Any]:
        """The profile as a job keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Profile":
        """The profile that a job has kept."""
        return cls(**{**kept, "columns": [Column(**column) for column in kept["columns"]]})
