"""Rows: a document taken apart into what a segment keeps of it."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from search_index.analyzer import SEPARATOR, Word, terms
from search_index.documents import Document, Key, fingerprint
from search_index.whoosh_engine.postings import level

TITLE, TAG, BODY = 3, 2, 1  # how much a word weighs by where it stands
WORD, KEYWORD, AUDIENCE, KEY = b"w", b"f", b"a", b"k"  # what a key of the term table begins with
HEAD = struct.Struct("<q16s")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """`terms` and `levels` run side by side. `stream` is the stems in order, each part of the document
    between spaces of its own: ` title stems  body stems `."""

    key: Key
    at: int  # microseconds since 1970
    fingerprint: str
    stream: bytes
    terms: tuple[bytes, ...]
    levels: bytes

    @property
    def newest_first(self) -> tuple[int, str, int]:
        return -self.at, self.key[0], -self.key[1]


def row(document: Document) -> Row:
    parts = [(TITLE, terms(document.title)), *((TAG, terms(tag)) for tag in document.tags)]
    parts.append((BODY, terms(document.body)))
    found = _levels(parts)
    keywords = [keyword_key(name, value) for name, values in document.keywords().items() for value in sorted(values)]
    keywords += [audience_key(token) for token in sorted(set(document.audience))]
    return Row(
        document.key,
        (document.at - EPOCH) // timedelta(microseconds=1),
        fingerprint(document),
        b"".join(stream(word.stem for word in part) for _, part in parts if part),
        (*found, *keywords),
        bytes(found.values()) + b"\1" * len(keywords),
    )


def _levels(parts: Iterable[tuple[int, list[Word]]]) -> dict[bytes, int]:
    """Every form of a word gets the level of its stem, so that the forms together are the stem."""
    weights: dict[str, int] = {}
    forms: dict[bytes, str] = {}
    for weight, part in parts:
        for word in part:
            weights[word.stem] = weights.get(word.stem, 0) + weight
            forms[word_key(word.stem, word.surface)] = word.stem
    length = sum(weights.values())
    levels = {weight: level(weight, length) for weight in set(weights.values())}
    return {key: levels[weights[stem]] for key, stem in forms.items()}


def stream(stems: Iterable[str]) -> bytes:
    return f" {' '.join(stems)} ".encode()


@lru_cache(maxsize=50_000)
def word_key(stem: str, surface: str = "") -> bytes:
    return WORD + f"{stem}{SEPARATOR}{surface}".encode()


def keyword_key(field: str, value: str = "") -> bytes:
    return KEYWORD + f"{field}{SEPARATOR}{value}".encode(errors="surrogatepass")


def audience_key(token: str) -> bytes:
    return AUDIENCE + token.encode(errors="surrogatepass")


def key_key(key: Key) -> bytes:
    return KEY + packed_key(key)


def packed_key(key: Key) -> bytes:
    return f"{key[0]}{SEPARATOR}{key[1]}".encode(errors="surrogatepass")


def unpacked_key(value: bytes) -> Key:
    kind, _, number = value.decode(errors="surrogatepass").partition(SEPARATOR)
    return kind, int(number)
