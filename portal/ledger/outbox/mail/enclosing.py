"""What goes along with a mail unopened: an entity of MIME (RFC 2045), handed over piece by piece.

A mail's row says who can read it and by which key ("answer:…"); whoever keeps such things registers how they are read.
"""

import re
import smtplib
from collections.abc import Callable, Iterable, Iterator
from email import policy
from email.message import EmailMessage
from secrets import token_hex

from portal.core.registry import Registry

Read = Callable[[str], Iterator[bytes]]
_readers: Registry[Read] = Registry("mail_enclosure")
_BREAK = re.compile(rb"\r\n|\r|\n")
PATIENCE = 120.0
"""Seconds for a server to look through a large mail before it answers."""


class Unfinished(Exception):
    """The mail broke off before its end was said: the other side has surely not taken it."""


def mail_enclosure(kind: str) -> Callable[[Read], Read]:
    """Register how an enclosure of this kind is read: from its key to the bytes of an entity, head and body."""

    def register(read: Read) -> Read:
        return _readers.add(kind, read)

    return register


def enclosed_in(name: str) -> Iterator[bytes]:
    """The entity that a mail names, "kind:key"."""
    kind, _, key = name.partition(":")
    return _readers[kind](key)


def with_enclosure(message: EmailMessage, entity: Iterable[bytes]) -> Iterator[bytes]:
    """The whole message with the entity as its last part, as it came but for its line ends."""
    border = f"=_{token_hex(16)}"
    message.make_mixed(border)
    flat = message.as_bytes(policy=policy.SMTP)
    head, _, _end = flat.rpartition(f"\r\n--{border}--".encode())
    yield head + f"\r\n--{border}\r\n".encode()
    yield from _with_line_ends(entity)
    yield f"\r\n--{border}--\r\n".encode()


def hand_over_pieces(line: smtplib.SMTP, sender: str, recipient: str, pieces: Iterable[bytes]) -> None:
    """Give a server one mail in pieces. Raises what smtplib raises, and Unfinished where it broke off."""
    line.ehlo_or_helo_if_needed()
    options = ["BODY=8BITMIME"] if line.has_extn("8bitmime") else []
    _expect(line, line.mail(sender, options), smtplib.SMTPSenderRefused, sender)
    code, reply = line.rcpt(recipient)
    if code not in {250, 251}:
        line.rset()
        raise smtplib.SMTPRecipientsRefused({recipient: (code, reply)})
    _expect(line, line.docmd("data"), smtplib.SMTPDataError, accepted=354)
    try:
        for piece in _stuffed(pieces):
            line.send(piece)
    except Exception as error:
        line.close()
        raise Unfinished(repr(error)[:200]) from error
    if line.sock is not None:
        line.sock.settimeout(PATIENCE)
    line.send(b".\r\n")
    _expect(line, line.getreply(), smtplib.SMTPDataError)


def _expect(
    line: smtplib.SMTP, answer: tuple[int, bytes], refusal: Callable[..., Exception], *words: str, accepted: int = 250
) -> None:
    if answer[0] != accepted:
        line.rset()
        raise refusal(*answer, *words)


def _with_line_ends(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Every break of a line as CRLF: a lone CR or LF is read as an end of the mail by some servers."""
    kept = b""
    for piece in pieces:
        taken = kept + piece
        kept = b"\r" if taken.endswith(b"\r") else b""
        yield _BREAK.sub(b"\r\n", taken[: len(taken) - len(kept)])
    if kept:
        yield b"\r\n"


def _stuffed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """With a second point before each that begins a line (RFC 5321, 4.5.2)."""
    before = b"\n"
    for piece in pieces:
        if not piece:
            continue
        stuffed = (before + piece).replace(b"\n.", b"\n..")
        yield stuffed[1:]
        before = piece[-1:]
