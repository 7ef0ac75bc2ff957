"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

MAX_CHANGES = 600
"""Words that went or came at most; what differs more is shown as one text gone and another come."""
MAX_STEPS = 1_000_000
"""Pairs of words that are compared at most, for texts that say the same word over and over."""
_WORDS = re.compile(r"\S+|\n+")
Furthest = dict[int, int]
"""How far into the old text one comes on each diagonal (the words of the old text less those of the new one)."""


class Change(NamedTuple):
    """A stretch of words: `kind` is same, gone or new."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Change]:
    """What changed, word by word and keeping line ends: the fewest words that went or came.

    E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986. Whoever writes the texts chooses their words,
    so the work is bounded: that of difflib grows with the third power for words that come again and again.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    changes = [("same", old[:head]), *_middle(middle_old, middle_new), ("same", old[len(old) - tail :])]
    return [Change(kind, " ".join(words)) for kind, words in changes if words]


def _middle(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    trace = _trace(old, new)
    if trace is None:
        return [("gone", old), ("new", new)]
    changes: list[tuple[str, list[str]]] = []
    gone, come = [], []
    for kind, word in reversed([*_steps_back(old, new, trace)]):
        if kind == "gone":
            gone.append(word)
        elif kind == "new":
            come.append(word)
        else:
            changes += [("gone", gone), ("new", come)] if gone or come else []
            gone, come = [], []
            if not changes or changes[-1][0] != "same":
                changes.append(("same", []))
            changes[-1][1].append(word)
    return [*changes, ("gone", gone), ("new", come)]


def _trace(old: Sequence[str], new: Sequence[str]) -> list[Furthest] | None:
    """How far one came before each change on the shortest way; None where it has too many, or takes too long."""
    furthest: Furthest = {1: 0}
    trace, steps = [], 0
    for changes in range(min(len(old) + len(new), MAX_CHANGES) + 1):
        trace.append(dict(furthest))
        for diagonal in range(-changes, changes + 1, 2):
            start = _next(furthest, changes, diagonal)
            at = start + _shared_from(old, new, start, start - diagonal)
            furthest[diagonal] = at
            steps += at - start
            if at >= len(old) and at - diagonal >= len(new):
                return trace
        if steps > MAX_STEPS:
            return None
    return None


def _steps_back(old: Sequence[str], new: Sequence[str], trace: Sequence[Furthest]) -> Iterator[tuple[str, str]]:
    """Each word with what became of it, the last first."""
    x, y = len(old), len(new)
    for changes, furthest in reversed([*enumerate(trace)]):
        start = _next(furthest, changes, x - y)
        while x > start:
            x, y = x - 1, y - 1
            yield "same", old[x]
        if changes and _comes_down(furthest, changes, x - y):
            y -= 1
            yield "new", new[y]
        elif changes:
            x -= 1
            yield "gone", old[x]


def _next(furthest: Furthest, changes: int, diagonal: int) -> int:
    """Where one stands on this diagonal right after one more change."""
    down = _comes_down(furthest, changes, diagonal)
    return furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1


def _comes_down(furthest: Furthest, changes: int, diagonal: int) -> bool:
    """Whether that change is a word of the new text, and not one of the old text that went."""
    if diagonal in (-changes, changes):
        return diagonal == -changes
    return furthest[diagonal - 1] < furthest[diagonal + 1]


def _shared_from(old: Sequence[str], new: Sequence[str], x: int, y: int) -> int:
    start = x
    while x < len(old) and y < len(new) and old[x] == new[y]:
        x, y = x + 1, y + 1
    return x - start


def _shared(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    return _shared_from(one, other, 0, 0)
