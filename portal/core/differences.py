"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

MAX_STEPS = 4_000_000
"""Pairs of words that are compared at most; what differs more is shown as one text gone and another come."""
_WORDS = re.compile(r"\S+|\n+")


class Change(NamedTuple):
    """A stretch of words: `kind` is same, gone or new."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Change]:
    """What changed, word by word and keeping line ends (Ratcliff and Obershelp's matching, as in difflib)."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    changes = [("same", old[:head]), *_middle(middle_old, middle_new), ("same", old[len(old) - tail :])]
    return [Change(kind, " ".join(words)) for kind, words in changes if words]


def _middle(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    if len(old) * len(new) > MAX_STEPS:
        return [("gone", old), ("new", new)]
    changes: list[tuple[str, list[str]]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        changes += [("same", old[a:b])] if kind == "equal" else [("gone", old[a:b]), ("new", new[c:d])]
    return changes


def _shared(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    return next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )
