"""What people of the demo say, each sentence once."""

import csv
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from .cast import COMMUNITY

AREA = "product_area"


@dataclass(frozen=True)
class Saying:
    """Somebody's words, and the tags (facet, name) that marketing gives them."""

    text: str
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def first_sentence(self) -> str:
        """The words up to the first full stop: what a quote is often cut down to."""
        head, stop, _rest = self.text.partition(". ")
        return f"{head}." if stop else head


class Sayings:
    """A stock of words by tone; what was taken once is not taken again."""

    def __init__(self) -> None:
        self._left: defaultdict[str, deque[Saying]] = defaultdict(deque)
        with (COMMUNITY / "sayings.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE):
                self._left[row["tone"]].append(Saying(row["text"], _tags(row["area"], row["tags"])))

    def take(self, tone: str) -> Saying:
        """The next words in this tone; empty ones when all were said."""
        left = self._left[tone]
        return left.popleft() if left else Saying("")

    def every(self) -> Iterator[Saying]:
        """All that were not taken yet."""
        return (saying for left in self._left.values() for saying in left)


def _tags(area: str, others: str) -> tuple[tuple[str, str], ...]:
    found = [(AREA, area)] if area else []
    for pair in filter(None, others.split(";")):
        facet, _colon, name = pair.partition(":")
        found.append((facet, name))
    return tuple(found)
