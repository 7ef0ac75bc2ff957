"""Writing: changes and rebuilds, under one lock, each made real by replacing the manifest."""

import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from whoosh.util.filelock import FileLock, try_for

from search_index.documents import Document, Key, fingerprint
from search_index.engine import IndexUnavailable, Reason
from search_index.whoosh_engine import manifest
from search_index.whoosh_engine.bits import places
from search_index.whoosh_engine.manifest import Manifest, SegmentEntry
from search_index.whoosh_engine.merging import crowded, live_rows
from search_index.whoosh_engine.rows import Row, row
from search_index.whoosh_engine.segment_writer import write_segment
from search_index.whoosh_engine.snapshot import Snapshot

LOCK = "writing.lock"
# What a rebuild holds in memory, and writes as one segment: documents, and bytes of their words.
AT_ONCE = 20_000
BYTES_AT_ONCE = 16 << 20


@contextmanager
def writing(root: Path, timeout: float) -> Iterator[None]:
    """One writer at a time, in all processes; the lock ends with its process."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(root / LOCK))
        if not try_for(lock.acquire, timeout=timeout, delay=0.05):
            raise IndexUnavailable(Reason.LOCKED, f"another writer for {timeout:g} seconds")
    except OSError as error:
        raise IndexUnavailable(Reason.UNWRITABLE, str(error)) from error
    try:
        yield
    except OSError as error:
        raise IndexUnavailable(Reason.UNWRITABLE, str(error)) from error
    finally:
        lock.release()


def apply(root: Path, now: Snapshot, upserts: Mapping[Key, Document], gone: frozenset[Key], generation: int) -> None:
    """One commit: replaced and deleted documents marked, new ones in a segment of their own, small ones merged.

    Documents that the index already has as they are are left alone.
    """
    changed = _changed(now, upserts)
    entries = _without(now, gone.union(changed))
    crowd = {entry.name: entry for entry in crowded(entries)}
    rows = [row(document) for document in changed.values()]
    rows += [
        kept
        for segment, live in now.parts
        if segment.name in crowd
        for kept in live_rows(segment, live & ~crowd[segment.name].deleted)
    ]
    segments = [entry for entry in entries if entry.name not in crowd]
    folder = root / now.manifest.folder
    try:
        if rows:
            segments.append(write_segment(folder, _name(), rows))
            manifest.fsync_folder(folder)
        known = max(now.manifest.generation, generation)
        manifest.replace(root, replace(now.manifest, generation=known, segments=tuple(segments)))
    finally:
        _tidy(root)


def rebuild(root: Path, documents: Iterable[Document], generation: int, at: datetime) -> None:
    """In a new folder, a segment for every so many documents; nothing of the old index is read."""
    name = f"built-{secrets.token_hex(6)}"
    folder = root / name
    try:
        folder.mkdir()
        entries = tuple(write_segment(folder, _name(), rows) for rows in _batches(documents))
        manifest.fsync_folder(folder)
        manifest.replace(root, Manifest(generation=generation, built_at=at, folder=name, segments=entries))
    finally:
        _tidy(root)


def _changed(now: Snapshot, upserts: Mapping[Key, Document]) -> dict[Key, Document]:
    """Less those that the index has with the same fingerprint."""
    keys = frozenset(upserts)
    indexed = {
        head.key: head.fingerprint
        for segment, live in now.parts
        for head in map(segment.head, places(live & segment.with_keys(keys)))
    }
    return {key: document for key, document in upserts.items() if indexed.get(key) != fingerprint(document)}


def _without(now: Snapshot, keys: frozenset[Key]) -> list[SegmentEntry]:
    """The present segments with these documents marked as gone; those left empty are dropped."""
    entries = [
        replace(entry, deleted=entry.deleted | segment.with_keys(keys))
        for entry, (segment, _) in zip(now.manifest.segments, now.parts, strict=True)
    ]
    return [entry for entry in entries if entry.live]


def _batches(documents: Iterable[Document]) -> Iterator[list[Row]]:
    rows: list[Row] = []
    size = 0
    for document in _once(documents):
        rows.append(row(document))
        size += len(rows[-1].stream)
        if len(rows) >= AT_ONCE or size >= BYTES_AT_ONCE:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _once(documents: Iterable[Document]) -> Iterator[Document]:
    """The first of each key, so that a page read twice does no harm."""
    seen: set[Key] = set()
    for document in documents:
        if document.key not in seen:
            seen.add(document.key)
            yield document


def _name() -> str:
    return f"{secrets.token_hex(8)}.segment"


def _tidy(root: Path) -> None:
    """Remove whatever the manifest does not name: old folders, merged segments, traces of a killed writer."""
    try:
        _, content = manifest.read(root)
        named = {entry.name for entry in content.segments}
        strays = [path for path in root.iterdir() if path.name not in {LOCK, manifest.NAME, content.folder}]
        strays += [path for path in (root / content.folder).iterdir() if path.name not in named]
    except (IndexUnavailable, OSError):
        return
    for path in strays:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
