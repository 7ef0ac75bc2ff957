"""An answer as it comes over the line: sealed on the disk piece by piece, with its beginning kept for the reader."""

import hashlib
from typing import Self

from portal.core.sealed_files import SealedWriter

from ..incoming import bounds

FOLDER, SEAL = "answers", "fanfare: answers by email"
MAX_LINE_BYTES = 999
"""Of a line with its carriage return."""
MAX_HEAD_BYTES = 256 * 1024
"""In which the head of an email must end, to be told from its body."""
_END = b"\r\n.\r\n"
_HEAD_END = b"\r\n\r\n"


class Spool:
    """Takes what is sent after DATA (RFC 5321, 4.5.2). Nothing of it is in memory but the first megabyte."""

    def __init__(self) -> None:
        self.file = SealedWriter(FOLDER, SEAL)
        self.size = 0
        self.is_odd = False
        """Whether it has lines that mail servers refuse: longer than any may be (RFC 5321), or with a zero in them."""
        self._column = 0
        self._beginning = bytearray()
        self._waits = _END[:2]  # as if a line had ended: the point of an empty mail is its first sign
        self._skip = len(self._waits)
        self._body = hashlib.sha256()
        self._head: bytearray | None = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    @property
    def key(self) -> str:
        return self.file.key

    @property
    def is_over(self) -> bool:
        return self.size > bounds.MAX_ANSWER_BYTES

    def take(self, data: bytes) -> bytes | None:
        """Take what came; once the mail has ended, what came after it."""
        taken = self._waits + data
        end = taken.find(_END)
        if end >= 0:
            self._write(taken[: end + 2])
            return taken[end + len(_END) :]
        kept = next((number for number in range(len(_END) - 1, 0, -1) if taken.endswith(_END[:number])), 0)
        self._waits = taken[len(taken) - kept :]
        self._write(taken[: len(taken) - kept])
        return None

    def beginning(self) -> bytes:
        """As much of it as the reader takes."""
        lines = bytes(self._beginning).split(b"\n", bounds.MAX_LINES)
        return b"\n".join(lines[: bounds.MAX_LINES])

    def head(self) -> bytes:
        """The lines of its head, or as much as is known of them."""
        return bytes(self._beginning[:MAX_HEAD_BYTES]).partition(_HEAD_END)[0]

    def name(self, *said: str) -> str:
        """A hash of its body, and of what else is said of it."""
        end = self._body.copy()
        end.update(bytes(self._head or b""))
        return hashlib.sha256("\n".join((*said, end.hexdigest())).encode()).hexdigest()

    def _write(self, piece: bytes) -> None:
        piece = piece.replace(b"\r\n.", b"\r\n")
        piece, self._skip = piece[self._skip :], max(self._skip - len(piece), 0)
        self.size += len(piece)
        if self.is_over:
            return
        self.file.write(piece)
        self._look_at_lines(piece)
        self._beginning += piece[: bounds.MAX_BYTES - len(self._beginning)]
        self._hash(piece)

    def _look_at_lines(self, piece: bytes) -> None:
        if not self.is_odd:
            first, *others = map(len, piece.split(b"\n"))
            longest = max(self._column + first, *others) if others else self._column + first
            self._column = others[-1] if others else longest
            self.is_odd = longest > MAX_LINE_BYTES or b"\0" in piece

    def _hash(self, piece: bytes) -> None:
        """The body alone is hashed: servers write lines of their own into the head, each time another."""
        if self._head is None:
            self._body.update(piece)
            return
        self._head += piece
        end = self._head.find(_HEAD_END)
        if end >= 0 or len(self._head) > MAX_HEAD_BYTES:
            self._body.update(self._head[max(end, 0) :])
            self._head = None
