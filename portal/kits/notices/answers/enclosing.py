"""An answer as the last part of the email that forwards it: as it came, unread and unopened."""

import base64
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from portal.core.sealed_files import read_sealed
from portal.ledger.outbox.mail import mail_enclosure

from ..models import Answer
from .spool import MAX_HEAD_BYTES, SEAL

PART, WHOLE = "answer", "answer-whole"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_KIND = re.compile(rb"^content-(?!length)[a-z-]+[ \t]*:.*(?:\r?\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
_LINE = 57
"""Bytes in a line of base64 (RFC 2045, 6.8)."""
_FILE = (
    b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="email.eml"\r\n\r\n'
)


def enclosure_of(answer: Answer) -> str | None:
    """What the email that forwards it names; None where its file is gone."""
    return f"{WHOLE if answer.as_file else PART}:{answer.file_key}" if answer.file_key else None


@mail_enclosure(PART)
def as_a_part(key: str) -> Iterator[bytes]:
    """What it says and what is attached to it, under the lines of its head that say what kind of content that is."""
    pieces, taken, end = read_sealed(key, SEAL), b"", None
    while end is None and len(taken) <= MAX_HEAD_BYTES and (piece := next(pieces, None)) is not None:
        taken += piece
        end = _HEAD_END.search(taken, 0, MAX_HEAD_BYTES)
    if end is None:
        yield from _as_a_file(chain((taken,), pieces))
    else:
        kinds = (found[0].strip() for found in _KIND.finditer(taken, 0, end.start()))
        yield b"".join(line + b"\r\n" for line in kinds) + b"\r\n" + taken[end.end() :]
    yield from pieces


@mail_enclosure(WHOLE)
def as_a_file(key: str) -> Iterator[bytes]:
    """The whole email as a file, whatever it holds."""
    yield from _as_a_file(read_sealed(key, SEAL))


def _as_a_file(pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield _FILE
    waits = b""
    for piece in pieces:
        waits += piece
        whole = len(waits) - len(waits) % _LINE
        yield base64.encodebytes(waits[:whole])
        waits = waits[whole:]
    yield base64.encodebytes(waits)
