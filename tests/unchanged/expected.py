"""Differences that are meant. A file of them has one on each line, in three parts between " :: ":

    page /ideas/roadmap.* :: [-+](Quarter|Quarters) :: the heading is a plural now

What it is (`page ADDRESS`, `mail NAME`, `path METHOD ADDRESS`) and each changed line must fit the two regular
expressions wholly; the second one may be empty where anything is meant. Empty lines and those with # are left out.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from .comparing import Difference


@dataclass
class Expectation:
    """A difference that is meant, with how many of them were found."""

    what: re.Pattern[str]
    lines: re.Pattern[str]
    reason: str
    found: int = field(default=0)

    def fits(self, difference: Difference) -> bool:
        if not self.what.fullmatch(difference.what):
            return False
        return not self.lines.pattern or all(map(self.lines.fullmatch, difference.lines))


def expectations(path: Path | None) -> list[Expectation]:
    """What a file says is meant; nothing where there is none."""
    lines = path.read_text().splitlines() if path else []
    return [_read(line) for line in lines if line.strip() and not line.startswith("#")]


def _read(line: str) -> Expectation:
    parts = [part.strip() for part in line.split(" :: ")]
    if len(parts) != 3 or not parts[2]:
        raise SystemExit(f"not WHAT :: LINES :: REASON: {line}")
    return Expectation(re.compile(parts[0]), re.compile(parts[1]), parts[2])
