"""Writing a segment: one immutable file with the terms, rows, words and streams of its documents.

Documents are numbered newest first, so that the lowest bits of any set are its newest documents.
Built of Whoosh's own parts: an ordered hash of terms and a compound file around everything.
"""

import os
from array import array
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import OrderedHashWriter

from search_index.analyzer import SEPARATOR
from search_index.whoosh_engine.files import OpenFile
from search_index.whoosh_engine.manifest import SegmentEntry
from search_index.whoosh_engine.postings import LEVEL_BITS, Packed, pack
from search_index.whoosh_engine.rows import HEAD, WORD, Row, key_key, packed_key

TERMS, ROWS, STREAMS, VOCABULARY = "terms", "rows", "streams", "vocabulary"
OFFSETS = ".offsets"
NUMBER = "I"


def write_segment(folder: Path, name: str, rows: Sequence[Row]) -> SegmentEntry:
    """Everything is on the disk when this returns; nothing refers to it yet."""
    ordered = sorted(rows, key=lambda row: row.newest_first)
    parts = folder / f"{name}.parts"
    parts.mkdir()
    storage = FileStorage(str(parts))
    _write_terms(storage, ordered)
    _write_column(parts / ROWS, [_head(row) for row in ordered])
    _write_column(parts / STREAMS, [row.stream for row in ordered])
    _assemble(storage, folder / name)
    for part in parts.iterdir():
        part.unlink()
    parts.rmdir()
    length, checksum = OpenFile(folder / name).checksum()
    return SegmentEntry(name=name, documents=len(ordered), length=length, checksum=checksum)


def _write_terms(storage: FileStorage, rows: Sequence[Row]) -> None:
    gathered = _gathered(rows)
    documents = {key_key(row.key): document for document, row in enumerate(rows)}
    table = OrderedHashWriter(storage.create_file(TERMS))
    for term in sorted([*gathered, *documents]):
        packed = gathered.get(term)
        table.add(term, documents[term].to_bytes(4, "little") if packed is None else pack(packed, len(rows)))
    table.close()
    with storage.create_file(VOCABULARY) as file:
        file.write(_vocabulary(gathered))


def _gathered(rows: Sequence[Row]) -> dict[bytes, Packed]:
    gathered: dict[bytes, Packed] = {}
    new = partial(array, "I")
    for document, row in enumerate(rows):
        high = document << LEVEL_BITS
        for term, level in zip(row.terms, row.levels, strict=True):
            packed = gathered.get(term)
            if packed is None:
                packed = gathered[term] = new()
            packed.append(high | level)
    return gathered


def _vocabulary(terms: Iterable[bytes]) -> bytes:
    """Lines of `surface SEPARATOR stem`, sorted, each after a line end: found by searching the bytes."""
    split = (term[len(WORD) :].split(SEPARATOR.encode()) for term in terms if term.startswith(WORD))
    lines = sorted(surface + SEPARATOR.encode() + stem for stem, surface in split)
    return b"\n" + b"".join(line + b"\n" for line in lines)


def _head(row: Row) -> bytes:
    return HEAD.pack(row.at, bytes.fromhex(row.fingerprint)) + packed_key(row.key)


def _write_column(path: Path, values: Sequence[bytes]) -> None:
    """The values one after another, and beside them where each begins, the end last."""
    offsets = array(NUMBER, [0])
    for value in values:
        offsets.append(offsets[-1] + len(value))
    path.write_bytes(b"".join(values))
    path.with_suffix(OFFSETS).write_bytes(offsets.tobytes())


def _assemble(storage: FileStorage, path: Path) -> None:
    names = sorted(storage.list())
    whole = FileStorage(str(path.parent)).create_file(path.name)
    CompoundStorage.assemble(whole, storage, names)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
