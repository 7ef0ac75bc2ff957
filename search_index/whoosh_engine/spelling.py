"""Spelling: what somebody may have meant, offered only from words that this viewer can find."""

import re
from collections.abc import Iterator, Sequence

from search_index.analyzer import SEPARATOR, stem_of
from search_index.grammar import Parsed, Written
from search_index.whoosh_engine.bits import Bits
from search_index.whoosh_engine.segment import Segment

SHORTEST = 4
MAX_TRIED = 12
Visible = Sequence[tuple[Segment, Bits]]


def suggestion(visible: Visible, parsed: Parsed) -> str | None:
    """The text with its unknown words replaced, or None when there is nothing better to offer."""
    corrected, at = "", 0
    for written in parsed.written:
        if _frequency(visible, written.surface):
            continue
        better = _nearest(visible, written)
        if better is not None:
            corrected += parsed.text[at : written.start] + better
            at = written.end
    return corrected + parsed.text[at:] if at else None


def _frequency(visible: Visible, surface: str) -> int:
    return sum((segment.word(stem_of(surface)).documents & seen).bit_count() for segment, seen in visible)


def _nearest(visible: Visible, written: Written) -> str | None:
    """The nearest word; of equally near ones the most frequent."""
    word = written.surface
    if len(word) < SHORTEST or not word.isalpha():
        return None
    reach = 1 if len(word) < 6 else 2
    near = sorted((distance(word, other), other) for other in set(_candidates(visible, word, reach)))
    worth = [
        (apart, -frequency, other)
        for apart, other in [pair for pair in near if pair[0] <= reach][:MAX_TRIED]
        if (frequency := _frequency(visible, other))
    ]
    return min(worth)[2] if worth else None


def _candidates(visible: Visible, word: str, reach: int) -> Iterator[str]:
    """Words of about the same length that begin or end alike."""
    first, last = re.escape(word[0]), re.escape(word[-2:])
    low, high = len(word) - reach, len(word) + reach
    pattern = re.compile(
        rf"\n(?=[^\n{SEPARATOR}]{{{low},{high}}}{SEPARATOR})({first}[^\n{SEPARATOR}]*|[^\n{SEPARATOR}]*{last})"
        rf"(?={SEPARATOR})"
    )
    for segment, seen in visible:
        if seen:
            yield from pattern.findall(segment.vocabulary().decode())


def distance(one: str, other: str) -> int:
    """Letters to insert, drop, change or swap with a neighbour (Damerau and Levenshtein, restricted)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
