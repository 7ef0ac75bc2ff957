"""Searching: a query against a snapshot. Sets first, for every segment; then only the page's hits are ranked."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_, or_

from search_index.grammar import Clause, Parsed, parse
from search_index.queries import Hit, Order, Query, Results
from search_index.whoosh_engine.bits import Bits, Planes, added, best, places, times
from search_index.whoosh_engine.postings import TOP_LEVEL, Postings
from search_index.whoosh_engine.segment import Head, Segment
from search_index.whoosh_engine.snapshot import Snapshot
from search_index.whoosh_engine.spelling import suggestion

RARITY = 2  # steps of a word's weight for each power of e that it is rarer
Filters = Sequence[tuple[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Matched:
    """Of one segment: what the viewer may find, what of it has the words, and what passes each filter."""

    segment: Segment
    visible: Bits
    worded: Bits
    passing: list[tuple[str, Bits]]

    def found(self, but: str | None = None) -> Bits:
        """Words and filters together, leaving out the filters of one field."""
        return reduce(and_, (bits for field, bits in self.passing if field != but), self.worded)


def search(snapshot: Snapshot, query: Query) -> Results:
    parsed = parse(query.text)
    matched = [_matched(segment, live, query, parsed) for segment, live in snapshot.parts]
    total = sum(part.found().bit_count() for part in matched)
    visible = [(part.segment, part.visible) for part in matched]
    return Results(
        total=total,
        hits=_page(matched, query, parsed) if total else [],
        facets={field: _counts(matched, field) for field in query.facets},
        suggestion=suggestion(visible, parsed) if query.spelling and not total else None,
        notes=parsed.notes,
        generation=snapshot.manifest.generation,
    )


def _matched(segment: Segment, live: Bits, query: Query, parsed: Parsed) -> Matched:
    visible = live & segment.seen_by(query.audience)
    if query.exclude:
        visible &= ~segment.with_keys(query.exclude)
    worded = reduce(and_, (clause_documents(segment, clause) for clause in parsed.wanted), visible)
    for clause in parsed.unwanted:
        worded &= ~clause_documents(segment, clause)
    filters: Filters = [*query.filters, ("kind", query.kinds)] if query.kinds else query.filters
    passing = [
        (field, reduce(or_, (segment.keyword(field, value) for value in values), 0)) for field, values in filters
    ]
    return Matched(segment, visible, worded, passing)


def clause_documents(segment: Segment, clause: Clause) -> Bits:
    closed = clause.stems[:-1] if clause.open_end else clause.stems
    found = (1 << segment.documents) - 1
    for stem in closed:
        found &= segment.word(stem).documents
    if found and clause.is_phrase:
        found = segment.phrase(clause.stems, clause.open_end, found)
    if found and clause.prefix:
        found &= segment.prefix(clause.prefix).documents
    return found


def _counts(matched: Sequence[Matched], field: str) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for part in matched:
        found = part.found(but=field)
        if not found:
            continue
        keywords = part.segment.keywords(field)
        for value, bits in keywords.many:
            counts[value] += (bits & found).bit_count()
        room = found.to_bytes((part.segment.documents + 7) >> 3, "little")
        for value, documents in keywords.few:
            counts[value] += sum(room[document >> 3] >> (document & 7) & 1 for document in documents)
    return sorted(((value, n) for value, n in counts.items() if n), key=lambda pair: (-pair[1], pair[0]))


def _page(matched: Sequence[Matched], query: Query, parsed: Parsed) -> list[Hit]:
    """The hits of the page: the best of every segment, put in one order."""
    end = query.offset + query.limit
    weighed = _weighed(matched, parsed) if query.order is Order.RELEVANCE else []
    ranked: list[tuple[int, Head]] = []
    for part, planes in zip(matched, weighed or [[]] * len(matched), strict=True):
        found = part.found()
        top = best(found, planes, end) if planes else [(0, n) for n in islice(places(found), end)]
        ranked += [(score, part.segment.head(document)) for score, document in top]
    ranked.sort(key=lambda hit: (-hit[0], -hit[1].at, hit[1].key[0], -hit[1].key[1]))
    return [Hit(head.key, score / (RARITY * TOP_LEVEL)) for score, head in ranked[query.offset : end]]


def _weighed(matched: Sequence[Matched], parsed: Parsed) -> list[list[Bits]]:
    """For each segment the planes of its scores: every word's level, times how rare the word is."""
    stems = dict.fromkeys(stem for clause in parsed.wanted for stem in clause.stems)
    prefixes = dict.fromkeys(clause.prefix for clause in parsed.wanted if clause.prefix)
    scores: list[list[Bits]] = [[] for _ in matched]
    for postings in [
        *([part.segment.word(stem) for part in matched] for stem in stems),
        *([part.segment.prefix(prefix) for part in matched] for prefix in prefixes),
    ]:
        weight = _weight(postings, sum(part.segment.documents for part in matched))
        scores = [_more(score, word, weight) for score, word in zip(scores, postings, strict=True)]
    return scores


def _more(score: list[Bits], word: Postings, weight: int) -> list[Bits]:
    planes: Planes = times(word.planes, weight)
    return added(score, planes) if score else list(planes)


def _weight(postings: Sequence[Postings], documents: int) -> int:
    """Robertson and Spärck Jones' inverse document frequency, in steps."""
    having = sum(word.documents.bit_count() for word in postings)
    return max(1, round(RARITY * math.log(1 + (documents - having + 0.5) / (having + 0.5))))
