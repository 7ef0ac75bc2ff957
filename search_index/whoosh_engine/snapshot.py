"""A snapshot: the segments of one commit, open, with the documents that are still there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from search_index.whoosh_engine import manifest
from search_index.whoosh_engine.bits import Bits, places
from search_index.whoosh_engine.cache import Cache
from search_index.whoosh_engine.manifest import Manifest
from search_index.whoosh_engine.segment import Head, Segment


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`line` is the first line of its manifest. A snapshot stays readable after its files were deleted."""

    line: bytes
    manifest: Manifest
    parts: tuple[tuple[Segment, Bits], ...]

    def heads(self) -> Iterator[Head]:
        """Of every document, in no order."""
        for segment, live in self.parts:
            heads = segment.heads()
            for document in places(live):
                yield heads[document]

    @property
    def segments(self) -> dict[str, Segment]:
        return {segment.name: segment for segment, _ in self.parts}


def open_snapshot(root: Path, known: Mapping[str, Segment], cache: Cache) -> Snapshot:
    """The present commit; segments that are open already are used again.

    Raises FileNotFoundError when another commit took a file away meanwhile: then look again.
    """
    line, content = manifest.read(root)
    folder = root / content.folder
    parts = [
        (known.get(entry.name) or Segment(folder, entry, cache), ~entry.deleted & ((1 << entry.documents) - 1))
        for entry in content.segments
    ]
    return Snapshot(line, content, tuple(parts))
