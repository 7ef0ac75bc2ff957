"""Merging: keeping the number of segments small without ever writing much at once.

Segments are sorted into sizes by powers of ten of their live documents. When one size has `CROWD` of them they
become one, as long as it stays small; large segments wait for the next rebuild.
"""

from collections.abc import Sequence
from itertools import accumulate

from search_index.whoosh_engine.bits import Bits, places
from search_index.whoosh_engine.manifest import SegmentEntry
from search_index.whoosh_engine.postings import LEVEL_BITS, TOP_LEVEL, numbers
from search_index.whoosh_engine.rows import KEY, Row
from search_index.whoosh_engine.segment import Segment

CROWD = 8
LARGEST = 10_000  # documents: a second or two of work


def crowded(entries: Sequence[SegmentEntry]) -> list[SegmentEntry]:
    """The segments to make one of, or none."""
    by_size: dict[int, list[SegmentEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.live):
        by_size.setdefault(len(str(entry.live)), []).append(entry)
    for _, alike in sorted(by_size.items()):
        sums = accumulate(entry.live for entry in alike)
        small = [entry for entry, total in zip(alike, sums, strict=True) if total <= LARGEST]
        if len(small) >= CROWD:
            return small
    return []


def live_rows(segment: Segment, live: Bits) -> list[Row]:
    """The rows that the segment was written from, less the deleted."""
    kept = set(places(live))
    terms: dict[int, list[bytes]] = {document: [] for document in kept}
    levels: dict[int, bytearray] = {document: bytearray() for document in kept}
    for term, value in segment.terms.items():
        if term.startswith(KEY):
            continue
        for posting in numbers(value):
            document = posting >> LEVEL_BITS
            if document in kept:
                terms[document].append(term)
                levels[document].append(posting & TOP_LEVEL)
    return [
        Row(head.key, head.at, head.fingerprint, stream, tuple(terms[document]), bytes(levels[document]))
        for document, (head, stream) in enumerate(zip(segment.heads(), segment.streams(), strict=True))
        if document in kept
    ]
