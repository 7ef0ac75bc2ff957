"""The embedded engine: an index in a folder, read by any number of threads and processes, written by one."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from search_index.documents import Document, Key
from search_index.engine import Health, IndexUnavailable, Reason
from search_index.queries import Query, Results
from search_index.whoosh_engine import manifest, writing
from search_index.whoosh_engine.cache import Cache
from search_index.whoosh_engine.searching import search
from search_index.whoosh_engine.segment import Segment
from search_index.whoosh_engine.snapshot import Snapshot, open_snapshot

CACHE_BYTES = 24 << 20  # of a web process that should stay under 150 MB
LOCK_TIMEOUT = 20.0  # seconds
TRIES = 10
PAUSE = 1.0  # seconds before a commit that could not be opened is read and summed up again


class Broken(NamedTuple):
    line: bytes
    until: float
    reason: Reason
    detail: str


def _now() -> datetime:
    return datetime.now(UTC)


class WhooshEngine:
    """See SearchEngine. One for a process; its threads share it."""

    def __init__(
        self,
        folder: Path | str,
        *,
        cache_bytes: int = CACHE_BYTES,
        lock_timeout: float = LOCK_TIMEOUT,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.folder = Path(folder)
        self.lock_timeout = lock_timeout
        self.clock = clock
        self._cache = Cache(cache_bytes)
        self._opening = Lock()
        self._current: Snapshot | None = None
        self._broken: Broken | None = None

    def search(self, query: Query) -> Results:
        return search(self._snapshot(), query)

    def generation(self) -> int:
        return self._snapshot().manifest.generation

    def keys(self) -> frozenset[Key]:
        return frozenset(head.key for head in self._snapshot().heads())

    def fingerprints(self) -> dict[Key, str]:
        return {head.key: head.fingerprint for head in self._snapshot().heads()}

    def apply(self, upserts: Iterable[Document], deletions: Iterable[Key], generation: int) -> None:
        gone = frozenset(deletions)
        wanted = {document.key: document for document in upserts if document.key not in gone}
        with writing.writing(self.folder, self.lock_timeout):
            writing.apply(self.folder, self._snapshot(), wanted, gone, generation)

    def rebuild(self, documents: Iterable[Document], generation: int) -> None:
        with writing.writing(self.folder, self.lock_timeout):
            writing.rebuild(self.folder, documents, generation, self.clock())

    def healthy(self) -> Health:
        try:
            fresh = self._opened({}, Cache(0))
        except IndexUnavailable as unavailable:
            return Health(reason=unavailable.reason, detail=unavailable.detail)
        stored = sum(entry.documents for entry in fresh.manifest.segments)
        live = sum(entry.live for entry in fresh.manifest.segments)
        return Health(
            generation=fresh.manifest.generation,
            built_at=fresh.manifest.built_at,
            documents=live,
            dead_share=1 - live / stored if stored else 0.0,
            size=sum(entry.length for entry in fresh.manifest.segments),
        )

    def _snapshot(self) -> Snapshot:
        """The present commit. One short read tells whether it is still the one that is open."""
        line = manifest.first_line(self.folder)
        current = self._current
        if current is not None and current.line == line:
            return current
        with self._opening:
            return self._change_over(line)

    def _change_over(self, line: bytes) -> Snapshot:
        current = self._current
        if current is not None and current.line == line:
            return current
        if self._broken is not None and self._broken.line == line and time.monotonic() < self._broken.until:
            raise IndexUnavailable(self._broken.reason, self._broken.detail)
        try:
            self._current = self._opened(current.segments if current else {}, self._cache)
        except IndexUnavailable as unavailable:
            self._broken = Broken(line, time.monotonic() + PAUSE, unavailable.reason, unavailable.detail)
            raise
        return self._current

    def _opened(self, known: dict[str, Segment], cache: Cache) -> Snapshot:
        """A commit may take a file away between our reading the manifest and opening it: look again."""
        for _ in range(TRIES):
            try:
                return open_snapshot(self.folder, known, cache)
            except FileNotFoundError as error:
                missing = error
                time.sleep(0.01)
        raise IndexUnavailable(Reason.DAMAGED, f"{missing.filename} is missing")
