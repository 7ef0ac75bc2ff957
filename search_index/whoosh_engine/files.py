"""Files of a segment: read by position, so that any number of threads share one, and checked when opened.

Whoosh would map them into memory; a mapped file that is cut short kills the process that touches it.
"""

import os
import weakref
import zlib
from pathlib import Path

from whoosh.filedb.structfile import StructFile

from search_index.engine import IndexUnavailable, Reason

CHUNK = 1 << 20


class OpenFile:
    """A file descriptor that closes when nobody reads from it any more."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self.descriptor)

    def read(self, position: int, length: int) -> bytes:
        try:
            found = os.pread(self.descriptor, length, position) if position >= 0 <= length else b""
        except OSError as error:
            raise IndexUnavailable(Reason.DAMAGED, f"{self.name}: {error.strerror}") from error
        if len(found) < length or length < 0:
            raise IndexUnavailable(Reason.DAMAGED, f"{self.name} ends too early")
        return found

    def checksum(self) -> tuple[int, int]:
        """Its length and CRC-32."""
        position, sum_so_far = 0, 0
        while chunk := os.pread(self.descriptor, CHUNK, position):
            sum_so_far = zlib.crc32(chunk, sum_so_far)
            position += len(chunk)
        return position, sum_so_far


class Part(StructFile):  # type: ignore[misc]  # Whoosh is not typed
    """A stretch of an open file in the shape that Whoosh reads: `get` by position, or like a file."""

    def __init__(self, whole: OpenFile, start: int, length: int) -> None:
        super().__init__(Cursor(whole, start, length), name=whole.name)

    def get(self, position: int, length: int) -> bytes:
        found: bytes = self.file.get(position, length)
        return found

    def subset(self, position: int, length: int, name: str | None = None) -> "Part":
        del name
        return Part(self.file.whole, self.file.start + position, length)


class Cursor:
    """What a Part reads from: knows its place for those who read in order (only while opening)."""

    def __init__(self, whole: OpenFile, start: int, length: int) -> None:
        self.whole, self.start, self.length = whole, start, length
        self.position = 0

    def get(self, position: int, length: int) -> bytes:
        if position + length > self.length:
            raise IndexUnavailable(Reason.DAMAGED, f"{self.whole.name} points past its end")
        return self.whole.read(self.start + position, length)

    def read(self, length: int = -1) -> bytes:
        left = max(0, self.length - self.position)
        found = self.get(self.position, left if length < 0 else min(length, left))
        self.position += len(found)
        return found

    def readline(self) -> bytes:
        """For unpickling: up to a line end."""
        rest = self.get(self.position, max(0, self.length - self.position))
        line = rest[: rest.find(b"\n") + 1] or rest
        self.position += len(line)
        return line

    def seek(self, position: int, whence: int = os.SEEK_SET) -> int:
        self.position = position + (0, self.position, self.length)[whence]
        return self.position

    def tell(self) -> int:
        return self.position
