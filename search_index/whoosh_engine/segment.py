"""Reading a segment: sets of documents for words, phrases, beginnings and keywords."""

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TypeVar

from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filetables import OrderedHashReader

from search_index.analyzer import SEPARATOR
from search_index.documents import Key
from search_index.engine import IndexUnavailable, Reason
from search_index.whoosh_engine.bits import Bits, from_places
from search_index.whoosh_engine.cache import Cache
from search_index.whoosh_engine.columns import Column
from search_index.whoosh_engine.files import OpenFile, Part
from search_index.whoosh_engine.manifest import SegmentEntry
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
from search_index.whoosh_engine.rows import HEAD, audience_key, key_key, keyword_key, stream, unpacked_key, word_key
from search_index.whoosh_engine.segment_writer import OFFSETS, ROWS, STREAMS, TERMS, VOCABULARY

T = TypeVar("T")
BROKEN = (zlib.error, struct.error, ValueError, KeyError, LookupError, EOFError)


@dataclass(frozen=True, slots=True)
class Head:
    key: Key
    at: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Keywords:
    """The values of a field: those that many documents have as sets, the others as document numbers."""

    many: list[tuple[str, Bits]]
    few: list[tuple[str, list[int]]]

    @property
    def size(self) -> int:
        return sum(160 + bits.bit_length() // 7 for _, bits in self.many) + sum(
            160 + 8 * len(documents) for _, documents in self.few
        )


class Segment:
    """One segment, open. Threads share it; what it reads is kept in the cache under its name."""

    def __init__(self, folder: Path, entry: SegmentEntry, cache: Cache) -> None:
        whole = _checked(folder / entry.name, entry)
        storage = CompoundStorage(Part(whole, 0, entry.length), use_mmap=False)
        self.name = entry.name
        self.documents = entry.documents
        self._cache = cache
        self._terms = OrderedHashReader(storage.open_file(TERMS), storage.file_length(TERMS))
        self._vocabulary: Part = storage.open_file(VOCABULARY)
        self._vocabulary_length: int = storage.file_length(VOCABULARY)
        self._heads = _column(storage, ROWS)
        self._streams = _column(storage, STREAMS)

    def word(self, stem: str) -> Postings:
        """Documents with any form of a word."""
        return self._kept(("word", stem), lambda: self._joined(word_key(stem)), _size)

    def phrase(self, stems: tuple[str, ...], open_end: bool, among: Bits) -> Bits:
        """Of the given documents, which must have all the (closed) stems, those with the phrase.

        `among` follows from the stems alone, so that the answer can be kept.
        """
        needle = stream(stems)[: -1 if open_end else None]
        return self._kept(
            ("phrase", needle),
            lambda: self._streams.containing(needle, among),
            lambda bits: 200 + bits.bit_length() // 7,
        )

    def prefix(self, prefix: str) -> Postings:
        """Documents with any word that begins so, all at one level."""
        return self._kept(("prefix", prefix), lambda: self._beginning_with(prefix), _size)

    def seen_by(self, audience: frozenset[str]) -> Bits:
        """Documents for any of these tokens."""
        return self._kept(
            ("audience", audience),
            lambda: reduce(or_, (self._exactly(audience_key(token)) for token in audience), 0),
            lambda bits: _bits_size(bits) + 16 * len(audience),
        )

    def keyword(self, field: str, value: str) -> Bits:
        return self._exactly(keyword_key(field, value))

    def keywords(self, field: str) -> Keywords:
        return self._kept(("keywords", field), lambda: self._all_keywords(field), lambda found: found.size)

    def with_keys(self, keys: frozenset[Key]) -> Bits:
        """The documents with these keys, deleted or not."""
        return self._kept(
            ("keys", keys),
            lambda: from_places([int.from_bytes(found, "little") for found in self._numbers(keys)]),
            lambda bits: _bits_size(bits) + 100 * len(keys),
        )

    def head(self, document: int) -> Head:
        return _head(self._heads[document])

    def heads(self) -> Iterator[Head]:
        return map(_head, self._heads)

    def streams(self) -> Iterator[bytes]:
        return iter(self._streams)

    def terms(self) -> Iterator[tuple[bytes, bytes]]:
        """Every key of the term table with its value, for merging."""
        found: Iterator[tuple[bytes, bytes]] = self._terms.items()
        return found

    def vocabulary(self) -> bytes:
        """Lines of `surface SEPARATOR stem`, sorted, with a line end before the first."""
        return self._kept(("vocabulary",), lambda: self._vocabulary.get(0, self._vocabulary_length), len)

    def _joined(self, beginning: bytes) -> Postings:
        several = [unpack(value) for _, value in self._beginning(beginning)]
        return joined(several) if several else NOWHERE

    def _numbers(self, keys: Iterable[Key]) -> Iterator[bytes]:
        found = (self._terms.get(key_key(key)) for key in keys)
        return (number for number in found if number is not None)

    def _exactly(self, key: bytes) -> Bits:
        def read() -> Postings:
            value = self._terms.get(key)
            return NOWHERE if value is None else unpack(value)

        return self._kept((key,), read, _size).documents

    def _beginning_with(self, prefix: str) -> Postings:
        keys = [word_key(stem, surface) for surface, stem in self._surfaces(prefix)]
        values = [self._terms.get(key) for key in keys]
        many = [unpack(value).documents for value in values if value[:1] != SPARSE]
        few = [posting >> LEVEL_BITS for value in values if value[:1] == SPARSE for posting in numbers(value)]
        return flat(reduce(or_, many, from_places(few)))

    def _surfaces(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Words as written that begin so, with their stems."""
        lines = self.vocabulary()
        beginning = prefix.encode()
        at = lines.find(b"\n" + beginning) + 1
        while at and lines.startswith(beginning, at):
            end = lines.index(b"\n", at)
            surface, _, stem = lines[at:end].decode().partition(SEPARATOR)
            yield surface, stem
            at = end + 1

    def _all_keywords(self, field: str) -> Keywords:
        beginning = keyword_key(field)
        found = Keywords([], [])
        for key, value in self._beginning(beginning):
            name = key[len(beginning) :].decode(errors="surrogatepass")
            if value[:1] == SPARSE:
                packed: Packed = numbers(value)
                found.few.append((name, [posting >> LEVEL_BITS for posting in packed]))
            else:
                found.many.append((name, unpack(value).documents))
        return found

    def _beginning(self, beginning: bytes) -> Iterator[tuple[bytes, bytes]]:
        for key, value in self._terms.items_from(beginning):
            if not key.startswith(beginning):
                return
            yield key, value

    def _kept(self, key: tuple[object, ...], read: Callable[[], T], size: Callable[[T], int]) -> T:
        try:
            return self._cache.get((self.name, *key), read, size)
        except BROKEN as error:
            raise IndexUnavailable(Reason.DAMAGED, f"{self.name}: {error!r}") from error


def _checked(path: Path, entry: SegmentEntry) -> OpenFile:
    """The open file. FileNotFoundError passes: its segment may just have been replaced."""
    try:
        whole = OpenFile(path)
        seen = whole.checksum()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise IndexUnavailable(Reason.DAMAGED, f"{path.name}: {error.strerror}") from error
    if seen != (entry.length, entry.checksum):
        raise IndexUnavailable(Reason.DAMAGED, f"{path.name} does not match its checksum")
    return whole


def _column(storage: CompoundStorage, name: str) -> Column:
    offsets = storage.open_file(name + OFFSETS)
    return Column(storage.open_file(name), offsets.get(0, storage.file_length(name + OFFSETS)))


def _head(value: bytes) -> Head:
    at, digest = HEAD.unpack_from(value)
    return Head(unpacked_key(value[HEAD.size :]), at, digest.hex())


def _size(postings: Postings) -> int:
    return postings.size


def _bits_size(bits: Bits) -> int:
    return 200 + bits.bit_length() // 7
