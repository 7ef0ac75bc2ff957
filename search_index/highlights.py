"""Highlights: the part of a text that shows why it was found, cut from text that the caller read itself."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search_index.analyzer import Word, words
from search_index.folding import fold_with_spans
from search_index.grammar import Clause, parse

ELLIPSIS = "…"


class Fragment(NamedTuple):
    text: str
    is_match: bool


class Mark(NamedTuple):
    start: int
    end: int
    clause: Clause


def highlight(text: str, query_text: str, max_chars: int = 240) -> list[Fragment]:
    """The window of at most `max_chars` characters (and ellipses) that shows most of what was asked for.

    Plain text in pieces; put together they are the window. Words match in any of their forms, as in the
    search itself; of a phrase only the phrase is marked. Without a match: the beginning of the text.
    """
    if max_chars < 1 or not text:
        return []
    marks = list(_marks(text, parse(query_text).wanted))
    start, end = _window(text, marks, max_chars)
    return _fragments(text, [mark for mark in marks if start <= mark.start and mark.end <= end], start, end)


def _marks(text: str, wanted: Sequence[Clause]) -> Iterator[Mark]:
    """Every place that answers a clause, in the order of the text; places may overlap."""
    folded, starts, ends = fold_with_spans(text)
    found = words(folded)
    beginning_with: dict[str, list[Clause]] = {}
    for clause in wanted:
        beginning_with.setdefault(next(iter(clause.stems), ""), []).append(clause)
    prefixed = [clause for clause in wanted if clause.prefix]
    for i, word in enumerate(found):
        for clause in beginning_with.get(word.stem, ()):
            last = _last_word(clause, found, i)
            if last is not None:
                yield Mark(starts[word.start], ends[last.end - 1], clause)
        for clause in prefixed:
            if word.surface.startswith(clause.prefix):
                # Of a pair of signs only the sign that was asked for.
                end = word.start + len(clause.prefix) if word.pairs else word.end
                yield Mark(starts[word.start], ends[end - 1], clause)


def _last_word(clause: Clause, found: Sequence[Word], at: int) -> Word | None:
    """The word with which the clause's stems end when they begin at this one."""
    stems = clause.stems
    if at + len(stems) > len(found):
        return None
    for asked, word in zip(stems[:-1], found[at:], strict=False):
        if asked != word.stem:
            return None
    last = found[at + len(stems) - 1]
    fits = last.stem.startswith(stems[-1]) if clause.open_end else last.stem == stems[-1]
    return last if fits else None


def _window(text: str, marks: Sequence[Mark], max_chars: int) -> tuple[int, int]:
    """Most different clauses first, then most marks, then the earliest; a third of the room stands before."""
    if len(text) <= max_chars:
        return 0, len(text)
    best, best_worth = 0, (0, 0)
    last = 0
    for i, mark in enumerate(marks):
        last = max(last, i)
        while last < len(marks) and marks[last].end <= mark.start + max_chars:
            last += 1
        inside = marks[i:last]
        worth = (len({other.clause for other in inside}), len(inside))
        if worth > best_worth:
            best, best_worth = i, worth
    if not best_worth[0]:
        return 0, _word_edge(text, max_chars, 0)
    return _around(text, marks, best, max_chars)


def _around(text: str, marks: Sequence[Mark], best: int, max_chars: int) -> tuple[int, int]:
    first = marks[best].start
    reach = max(mark.end for mark in marks[best:] if mark.end <= first + max_chars)
    before = min(max_chars // 3, max_chars - (reach - first))
    start = max(0, min(first - before, len(text) - max_chars))
    if start:
        gap = text.find(" ", start, first)
        start = gap + 1 if gap >= 0 else first if first - start < 30 else start
    return start, _word_edge(text, start + max_chars, reach)


def _word_edge(text: str, end: int, at_least: int) -> int:
    """The end of a word at or before `end`, or `end` itself where the text has no spaces."""
    if end >= len(text):
        return len(text)
    gap = text.rfind(" ", at_least, end + 1)
    return gap if gap > 0 else end


def _fragments(text: str, marks: Sequence[Mark], start: int, end: int) -> list[Fragment]:
    fragments = [Fragment(ELLIPSIS, False)] if start else []
    at = start
    for begin, stop in _merged(marks):
        if begin > at:
            fragments.append(Fragment(text[at:begin], False))
        fragments.append(Fragment(text[begin:stop], True))
        at = stop
    if at < end:
        fragments.append(Fragment(text[at:end], False))
    return [*fragments, Fragment(ELLIPSIS, False)] if end < len(text) else fragments


def _merged(marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Overlapping marks as one."""
    open_start, open_end = -1, -1
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if mark.start < open_end:
            open_end = max(open_end, mark.end)
            continue
        if open_end >= 0:
            yield open_start, open_end
        open_start, open_end = mark.start, mark.end
    if open_end >= 0:
        yield open_start, open_end
