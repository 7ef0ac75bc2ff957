"""The engine: what an index can be asked and told, whichever engine keeps it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from search_index.documents import Document, Key
from search_index.queries import Query, Results


class Reason(StrEnum):
    MISSING = "missing"  # there is none yet, or its folder is gone
    DAMAGED = "damaged"  # cut, flipped, or not ours
    OUTDATED = "outdated"  # written by another version of the analyzer or the format
    LOCKED = "locked"  # somebody else is writing
    UNWRITABLE = "unwritable"  # the disk is full, or refuses


class IndexUnavailable(Exception):
    """The index cannot be read or written now. All reasons but LOCKED and UNWRITABLE call for a rebuild."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"search index {reason}" + (f": {detail}" if detail else ""))
        self.reason = reason
        self.detail = detail

    @property
    def wants_rebuild(self) -> bool:
        return self.reason in {Reason.MISSING, Reason.DAMAGED, Reason.OUTDATED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """`generation`: the last change applied; `built_at`: the last rebuild; `dead_share`: of what is stored,
    how much was replaced or deleted since (above a half a rebuild makes it smaller)."""

    reason: Reason | None = None
    detail: str = ""
    generation: int = 0
    built_at: datetime | None = None
    documents: int = 0
    dead_share: float = 0.0
    size: int = 0

    @property
    def ok(self) -> bool:
        return self.reason is None


class SearchEngine(Protocol):
    """Any number of readers; one writer at a time. Every call may raise IndexUnavailable, save `healthy`."""

    def search(self, query: Query) -> Results: ...

    def generation(self) -> int:
        """The id of the last change that the index knows; never behind what `search` sees."""

    def apply(self, upserts: Iterable[Document], deletions: Iterable[Key], generation: int) -> None:
        """Both at once, in one commit. Of equal keys the last document counts; a deletion counts more."""

    def rebuild(self, documents: Iterable[Document], generation: int) -> None:
        """The whole index anew, whatever state the old one is in; readers change over when it is complete."""

    def keys(self) -> frozenset[Key]: ...

    def fingerprints(self) -> Mapping[Key, str]:
        """Every key with the fingerprint of the document as indexed."""

    def healthy(self) -> Health:
        """Reads everything once and compares checksums."""
