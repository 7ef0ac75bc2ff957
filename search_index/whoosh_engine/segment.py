"""Reading a segment: sets of documents for words, phrases, beginnings and keywords."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TypeVar

from whoosh.filedb.compound import CompoundStorage

from search_index.documents import Key
from search_index.engine import IndexUnavailable, Reason
from search_index.whoosh_engine.bits import Bits
from search_index.whoosh_engine.cache import Cache
from search_index.whoosh_engine.columns import Column
from search_index.whoosh_engine.files import OpenFile, Part
from search_index.whoosh_engine.manifest import SegmentEntry
from search_index.whoosh_engine.postings import Postings
from search_index.whoosh_engine.rows import HEAD, audience_key, keyword_key, stream, unpacked_key
from search_index.whoosh_engine.segment_writer import OFFSETS, ROWS, STREAMS
from search_index.whoosh_engine.term_table import Keywords, TermTable

T = TypeVar("T")
BROKEN = (zlib.error, struct.error, ValueError, LookupError, EOFError)


@dataclass(frozen=True, slots=True)
class Head:
    key: Key
    at: int
    fingerprint: str


class Segment:
    """One segment, open. Threads share it; what it reads is kept in the cache under its name."""

    def __init__(self, folder: Path, entry: SegmentEntry, cache: Cache) -> None:
        whole = _checked(folder / entry.name, entry)
        storage = CompoundStorage(Part(whole, 0, entry.length), use_mmap=False)
        self.name = entry.name
        self.documents = entry.documents
        self.terms = TermTable(storage)
        self._cache = cache
        self._heads = _column(storage, ROWS)
        self._streams = _column(storage, STREAMS)

    def word(self, stem: str) -> Postings:
        return self._kept(("word", stem), lambda: self.terms.word(stem), _size)

    def phrase(self, stems: tuple[str, ...], open_end: bool, among: Bits) -> Bits:
        """Of the given documents, which must have all the (closed) stems, those with the phrase.

        `among` follows from the stems alone, so that the answer can be kept.
        """
        needle = stream(stems)[: -1 if open_end else None]
        return self._kept(("phrase", needle), lambda: self._streams.containing(needle, among), _bits_size)

    def prefix(self, prefix: str) -> Postings:
        return self._kept(("prefix", prefix), lambda: self.terms.prefix(prefix, self.vocabulary()), _size)

    def vocabulary(self) -> bytes:
        return self._kept(("vocabulary",), self.terms.vocabulary, len)

    def seen_by(self, audience: frozenset[str]) -> Bits:
        """Documents for any of these tokens."""
        return self._kept(
            ("audience", audience),
            lambda: reduce(or_, (self._exactly(audience_key(token)) for token in audience), 0),
            lambda bits: _bits_size(bits) + 100 * len(audience),
        )

    def with_keys(self, keys: frozenset[Key]) -> Bits:
        """The documents with these keys, deleted or not."""
        return self._kept(
            ("keys", keys), lambda: self.terms.with_keys(keys), lambda bits: _bits_size(bits) + 100 * len(keys)
        )

    def keyword(self, field: str, value: str) -> Bits:
        return self._exactly(keyword_key(field, value))

    def keywords(self, field: str) -> Keywords:
        return self._kept(("keywords", field), lambda: self.terms.keywords(field), _keywords_size)

    def head(self, document: int) -> Head:
        return self._read(lambda: _head(self._heads[document]))

    def heads(self) -> list[Head]:
        return self._read(lambda: [_head(value) for value in self._heads])

    def streams(self) -> list[bytes]:
        return self._read(lambda: list(self._streams))

    def _exactly(self, term: bytes) -> Bits:
        return self._kept((term,), lambda: self.terms.exactly(term), _size).documents

    def _kept(self, key: tuple[object, ...], read: Callable[[], T], size: Callable[[T], int]) -> T:
        return self._read(lambda: self._cache.get((self.name, *key), read, size))

    def _read(self, read: Callable[[], T]) -> T:
        """What the disk says; bytes that make no sense were changed after the file was opened."""
        try:
            return read()
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


def _keywords_size(found: Keywords) -> int:
    many = sum(160 + bits.bit_length() // 7 for _, bits in found.many)
    return many + sum(200 + 4 * len(documents) for _, documents in found.few)
