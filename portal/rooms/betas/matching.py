"""Whether two reports say the same: how many of their words they share."""

from collections.abc import Iterable
from typing import NamedTuple

from search_index.analyzer import terms

ALIKE = 0.4
"""From here on a person is asked "is it this one?". It is low: a look costs little, a double much."""


class Written(NamedTuple):
    """A text by the id of its row."""

    id: int
    text: str


def likeness(one: str, other: str) -> float:
    """0 to 1: twice the shared stems over all stems of both (Dice 1945), the short words left out."""
    first, second = _stems(one), _stems(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def alike(text: str, others: Iterable[Written], most: int) -> list[int]:
    """The ids of those that say much the same, the closest first."""
    scored = [(likeness(text, other.text), other.id) for other in others]
    close = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], -pair[1]))
    return [other_id for _score, other_id in close[:most]]


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in terms(text) if len(word.stem) > 2 or not word.stem.isascii())
