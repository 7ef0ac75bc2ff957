"""The manifest: the one small file that says what the index is. Replacing it is the commit.

Its first line names the commit and checks the rest, so that a reader learns with one short read whether
anything changed. Readers and generation can never disagree, since both come from the same file.
"""

import json
import os
import secrets
import shutil
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from search_index.analyzer import VERSION
from search_index.engine import IndexUnavailable, Reason

FORMAT = f"fanfare-search 1.{VERSION}"
NAME = "current"
LINE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentEntry:
    """A segment's file, how it must look, and which of its documents (a set of bits) are gone."""

    name: str
    documents: int
    length: int
    checksum: int
    deleted: int = 0

    @property
    def live(self) -> int:
        return self.documents - self.deleted.bit_count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    generation: int
    built_at: datetime
    folder: str  # of the last rebuild, beside the manifest
    segments: tuple[SegmentEntry, ...]


def first_line(root: Path) -> bytes:
    """What changes with every commit."""
    try:
        descriptor = os.open(root / NAME, os.O_RDONLY)
    except FileNotFoundError as error:
        raise IndexUnavailable(Reason.MISSING, str(root)) from error
    except OSError as error:
        raise IndexUnavailable(Reason.DAMAGED, f"{NAME}: {error.strerror}") from error
    try:
        return os.pread(descriptor, LINE, 0).partition(b"\n")[0]
    except OSError as error:
        raise IndexUnavailable(Reason.DAMAGED, f"{NAME}: {error.strerror}") from error
    finally:
        os.close(descriptor)


def read(root: Path) -> tuple[bytes, Manifest]:
    """The first line and the manifest, from the same commit."""
    first_line(root)
    try:
        line, _, body = (root / NAME).read_bytes().partition(b"\n")
    except OSError as error:
        raise IndexUnavailable(Reason.DAMAGED, f"{NAME}: {error.strerror}") from error
    head, _, checksum = line.rpartition(b" ")
    if checksum != _checksum(head, body):
        raise IndexUnavailable(Reason.DAMAGED, f"{NAME} does not match its checksum")
    if not head.startswith(FORMAT.encode() + b" "):
        raise IndexUnavailable(Reason.OUTDATED, f"{head.decode(errors='replace')} is not {FORMAT}")
    return line, _from_json(body)


def replace(root: Path, manifest: Manifest) -> None:
    """Commit: all or nothing, on the disk when this returns."""
    head = f"{FORMAT} {secrets.token_hex(8)}".encode()
    body = _to_json(manifest)
    beside = root / f"{NAME}.new"
    with beside.open("wb") as file:
        file.write(head + b" " + _checksum(head, body) + b"\n" + body)
        file.flush()
        os.fsync(file.fileno())
    if (root / NAME).is_dir():
        shutil.rmtree(root / NAME)
    beside.replace(root / NAME)
    fsync_folder(root)


def fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(head: bytes, body: bytes) -> bytes:
    return f"{zlib.crc32(body, zlib.crc32(head)):08x}".encode()


def _to_json(manifest: Manifest) -> bytes:
    content = {
        "generation": manifest.generation,
        "built_at": manifest.built_at.isoformat(),
        "folder": manifest.folder,
        "segments": [asdict(entry) | {"deleted": f"{entry.deleted:x}"} for entry in manifest.segments],
    }
    return json.dumps(content, indent=1).encode()


def _from_json(body: bytes) -> Manifest:
    content = json.loads(body)
    segments = [SegmentEntry(**entry | {"deleted": int(entry["deleted"], 16)}) for entry in content["segments"]]
    return Manifest(
        generation=content["generation"],
        built_at=datetime.fromisoformat(content["built_at"]),
        folder=content["folder"],
        segments=tuple(segments),
    )
