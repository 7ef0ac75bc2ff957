"""What an import looks for in a file, and the headings under which people keep it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.core.text import fold

_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Field:
    """One thing that a row can say. `headings` holds its names in each language, parted by a bar."""

    name: str
    """As in `--map name=column`."""
    label: Any
    headings: Mapping[str, str]
    look: str | None = None
    """What its cells look like: address, country, moment, score, rating or text (see reading.profile)."""
    required: bool = False

    def match(self, heading: str) -> tuple[int, str | None]:
        """How well a folded heading names this field (0 to 100), and in which language."""
        if heading in self._by_heading:
            return 100, self._by_heading[heading]
        inside = [name for name in self._by_heading if len(name) > 2 and f" {name} " in f" {heading} "]
        best = max(inside, key=len, default=None)
        return (40 + min(len(best), 40), self._by_heading[best]) if best is not None else (0, None)

    def called(self, name: str) -> bool:
        """Whether a person means this field by `name`."""
        folded = fold_heading(name)
        return folded == fold_heading(self.name) or folded in self._by_heading

    @cached_property
    def _by_heading(self) -> dict[str, str]:
        languages: dict[str, str] = {fold_heading(self.name): "en"}
        for language, names in self.headings.items():
            for name in names.split("|"):
                languages.setdefault(fold_heading(name), language)
        return languages


def fold_heading(heading: str) -> str:
    """A heading for comparing: folded, its words parted by single blanks ("E-Mail_Adresse:" → "e mail adresse")."""
    return _BETWEEN.sub(" ", fold(heading)).strip()
