"""The term table of a segment: Whoosh's ordered hash from terms to packed documents, and the words as written."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filetables import OrderedHashReader

from search_index.analyzer import SEPARATOR
from search_index.documents import Key
from search_index.whoosh_engine.bits import Bits, from_places
from search_index.whoosh_engine.files import Part
from search_index.whoosh_engine.postings import (
    LEVEL_BITS,
    NOWHERE,
    SPARSE,
    Packed,
    Postings,
    flat,
    joined,
    numbers,
    unpack,
)
from search_index.whoosh_engine.rows import key_key, keyword_key, word_key
from search_index.whoosh_engine.segment_writer import NUMBER, TERMS, VOCABULARY


@dataclass(frozen=True, slots=True)
class Keywords:
    """The values of a field: those that many documents have as sets, the others as document numbers."""

    many: list[tuple[str, Bits]]
    few: list[tuple[str, Packed]]


class TermTable:
    """Reads from the disk every time; the segment keeps what was read."""

    def __init__(self, storage: CompoundStorage) -> None:
        self._table = OrderedHashReader(storage.open_file(TERMS), storage.file_length(TERMS))
        self._vocabulary: Part = storage.open_file(VOCABULARY)
        self._vocabulary_length: int = storage.file_length(VOCABULARY)

    def word(self, stem: str) -> Postings:
        """Documents with any form of a word."""
        several = [unpack(value) for _, value in self._beginning(word_key(stem))]
        return joined(several) if several else NOWHERE

    def exactly(self, term: bytes) -> Postings:
        value = self._table.get(term)
        return NOWHERE if value is None else unpack(value)

    def prefix(self, prefix: str, vocabulary: bytes) -> Postings:
        """Documents with any word that begins so, all at one level."""
        values = [self._table[word_key(stem, surface)] for surface, stem in surfaces(prefix, vocabulary)]
        many = [unpack(value).documents for value in values if value[:1] != SPARSE]
        few = [posting >> LEVEL_BITS for value in values if value[:1] == SPARSE for posting in numbers(value)]
        return flat(reduce(or_, many, from_places(few)))

    def keywords(self, field: str) -> Keywords:
        beginning = keyword_key(field)
        found = Keywords([], [])
        for term, value in self._beginning(beginning):
            name = term[len(beginning) :].decode(errors="surrogatepass")
            if value[:1] == SPARSE:
                found.few.append((name, array(NUMBER, (posting >> LEVEL_BITS for posting in numbers(value)))))
            else:
                found.many.append((name, unpack(value).documents))
        return found

    def with_keys(self, keys: Iterable[Key]) -> Bits:
        found = [self._table.get(key_key(key)) for key in keys]
        return from_places([int.from_bytes(number, "little") for number in found if number is not None])

    def vocabulary(self) -> bytes:
        """Lines of `surface SEPARATOR stem`, sorted, with a line end before the first."""
        return self._vocabulary.get(0, self._vocabulary_length)

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """Every term with its packed documents, and every key with its number."""
        found: Iterator[tuple[bytes, bytes]] = self._table.items()
        return found

    def _beginning(self, beginning: bytes) -> Iterator[tuple[bytes, bytes]]:
        for term, value in self._table.items_from(beginning):
            if not term.startswith(beginning):
                return
            yield term, value


def surfaces(prefix: str, vocabulary: bytes) -> Iterator[tuple[str, str]]:
    """Words as written that begin so, with their stems."""
    beginning = prefix.encode()
    at = vocabulary.find(b"\n" + beginning) + 1
    while at and vocabulary.startswith(beginning, at):
        end = vocabulary.index(b"\n", at)
        surface, _, stem = vocabulary[at:end].decode().partition(SEPARATOR)
        yield surface, stem
        at = end + 1
