"""Large files at rest, sealed piece by piece: written as they come, read as they go, never whole in memory.

The first line has the number of the key and a name that is the file's own; each line after it is one piece, sealed
together with that name, its place, and whether it is the last. So no piece can be moved, left out, or taken from
another file without its being noticed. A file is there under its own name only once all of it lies on the disk.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import Self

from cryptography.fernet import InvalidToken

from .errors import DomainError
from .files import file_path, sync_folder
from .sealing import cipher_of, newest_cipher

PIECE = 1 << 18
DRAFT = ".draft"
_PLACE = Struct(">16sI?")


class SealBroken(DomainError):
    """The file is not what was written."""


class SealedWriter:
    """Seals what it is given into a new file of `folder`; `keep` makes it last, and closing without that removes it."""

    def __init__(self, folder: str, purpose: str) -> None:
        self.key = f"{folder}/{secrets.token_hex(16)}"
        self._path = file_path(self.key)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        number, self._cipher = newest_cipher(purpose)
        self._name, self._place, self._waits = secrets.token_bytes(16), 0, bytearray()
        self._file = self._draft.open("xb")
        self._file.write(f"{number} {self._name.hex()}\n".encode())

    @property
    def _draft(self) -> Path:
        return self._path.with_name(self._path.name + DRAFT)

    def write(self, data: bytes) -> None:
        """Take more of the content."""
        self._waits += data
        while len(self._waits) > PIECE:
            self._seal(bytes(self._waits[:PIECE]))
            del self._waits[:PIECE]

    def keep(self) -> None:
        """Seal the rest and put the file safely onto the disk; after that it can be read by its `key`."""
        self._seal(bytes(self._waits), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._draft.replace(self._path)
        sync_folder(self._path.parent)

    def close(self) -> None:
        """Let go of a file that was not kept."""
        self._file.close()
        self._draft.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _seal(self, piece: bytes, *, last: bool = False) -> None:
        self._file.write(self._cipher.encrypt(_PLACE.pack(self._name, self._place, last) + piece) + b"\n")
        self._place += 1


def read_sealed(key: str, purpose: str) -> Iterator[bytes]:
    """The content, piece by piece. Raises KeyMissing, SealBroken, or FileNotFoundError."""
    with file_path(key).open("rb") as file:
        number, _, name = file.readline().decode("ascii", "replace").strip().partition(" ")
        cipher, last = cipher_of(number, purpose), False
        for place, line in enumerate(file):
            try:
                opened = cipher.decrypt(line.rstrip(b"\n"))
            except InvalidToken:
                raise SealBroken(key) from None
            *found, last = _PLACE.unpack_from(opened)
            if found != [bytes.fromhex(name), place]:
                raise SealBroken(key)
            yield opened[_PLACE.size :]
        if not last:
            raise SealBroken(key)
