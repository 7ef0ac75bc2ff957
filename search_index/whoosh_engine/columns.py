"""Columns: one value for each document of a segment, read by its number or searched as one text."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator

from search_index.whoosh_engine.bits import Bits, from_places, places
from search_index.whoosh_engine.files import Part
from search_index.whoosh_engine.segment_writer import NUMBER

FEW = 16  # below one document in so many, look into each; above, search the whole text at once


class Column:
    def __init__(self, values: Part, offsets: bytes) -> None:
        self._values = values
        self._offsets = array(NUMBER)
        self._offsets.frombytes(offsets)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, document: int) -> bytes:
        start = self._offsets[document]
        return self._values.get(start, self._offsets[document + 1] - start)

    def __iter__(self) -> Iterator[bytes]:
        whole = self._whole()
        return (whole[start:end] for start, end in zip(self._offsets, self._offsets[1:], strict=False))

    def containing(self, needle: bytes, among: Bits) -> Bits:
        """The documents of a set whose value contains these bytes."""
        if among.bit_count() * FEW < len(self):
            return from_places([document for document in places(among) if needle in self[document]])
        return among & from_places(list(self._found(needle)))

    def _found(self, needle: bytes) -> Iterator[int]:
        """Every document with the needle. Values begin and end with a space, so none is found across two."""
        whole = self._whole()
        at = whole.find(needle)
        while at >= 0:
            document = bisect_right(self._offsets, at) - 1
            yield document
            at = whole.find(needle, self._offsets[document + 1])

    def _whole(self) -> bytes:
        return self._values.get(0, self._offsets[-1])
