"""Reading a mail that came in: who sent it, whether a machine did, and what it says.

Only the reader's process does this (reader.py): anybody may send anything.
"""

import codecs
import hashlib
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses

from portal.core.addresses import normal_address
from portal.core.text import clean, one_line

from . import bounds
from .authentication import did_not_pass
from .bounded import parse_bounded
from .bounds import OverBound
from .html import text_of
from .own_text import own_text

NOBODY = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply")
NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs that Python knows and no mail is written in; the work of some grows with the square of the text."""


@dataclass(frozen=True)
class Incoming:
    """What is kept of a mail."""

    message_id: str
    sender: str
    automatic: bool
    attachments: int
    text: str
    subject: str = ""
    others: tuple[str, ...] = ()
    """Whom else it names as its readers."""
    status: str = ""
    complaint: bool = False
    from_envelope: bool = False
    """Whether the address on its envelope is that of its From."""
    authentic: bool = True
    """False where the mail server in front says that its From is not true."""


def read_mail(raw: bytes, envelope_from: str, server: str = "") -> Incoming:
    """The mail of these bytes; `server` is whose Authentication-Results count. Raises OverBound, and whatever the
    email package raises for what is no mail."""
    message = parse_bounded(raw)
    sender = _sender(message)
    status, complaint = _report(message)
    plain, html, attachments = _parts(message)
    return Incoming(
        message_id=one_line(_header(message, "Message-ID"))[:250] or content_id(raw),
        sender=sender,
        automatic=_is_automatic(message, sender, envelope_from),
        attachments=attachments,
        text=own_text(clean(_bounded(plain) if plain.strip() else text_of(_bounded(html)))),
        subject=_subject(message),
        others=_others(message),
        status=status,
        complaint=complaint,
        from_envelope=bool(sender) and normal_address(envelope_from.strip("<> ")) == sender,
        authentic=not did_not_pass(_results(message), server, sender.rpartition("@")[2]),
    )


def _sender(message: Message) -> str:
    """The one address of the one From. Of two, a server in front may have judged either."""
    headers = [str(value) for value in message.get_all("From", ())]
    if len(headers) != 1:
        return ""
    addresses = [address for _name, address in getaddresses(headers) if "@" in address]
    return normal_address(addresses[0]) or "" if len(addresses) == 1 else ""


def _subject(message: Message) -> str:
    """What the sender called it, in plain letters."""
    raw = _header(message, "Subject")[: bounds.MAX_SUBJECT_CHARS]
    try:
        subject = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, ValueError):
        subject = raw
    return one_line(subject)[:250]


def _others(message: Message) -> tuple[str, ...]:
    """The addresses of its To and Cc."""
    lines = [_header(message, name)[: bounds.MAX_READ_HEADER_CHARS] for name in ("To", "Cc")]
    addresses = (one_line(address)[:254] for _name, address in getaddresses(lines) if "@" in address)
    return tuple(dict.fromkeys(addresses))[: bounds.MAX_OTHERS]


def content_id(raw: bytes) -> str:
    """A name for a mail that has none of its own: the same mail has the same."""
    return f"<{hashlib.sha256(raw).hexdigest()}@unnamed>"


def _is_automatic(message: Message, sender: str, envelope_from: str) -> bool:
    """Whether a machine wrote it (RFC 3834), so that it is never answered."""
    if not envelope_from.strip("<> ") or sender.partition("@")[0] in NOBODY:
        return True
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return True
    if _header(message, "Precedence").strip().lower() in {"bulk", "list", "junk", "auto_reply"}:
        return True
    names = {name.lower() for name in message.keys()}  # noqa: SIM118 - a message is no mapping
    told = {"x-autoreply", "x-autorespond", "x-auto-response-suppress"}
    return bool(names & told) or any(name.startswith("list-") for name in names) or _kind(message) == "multipart/report"


def _parts(message: Message) -> tuple[str, str, int]:
    """The plain text, the HTML, and how many other parts there are."""
    plain, html, attachments = [], [], 0
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = _kind(part)
        named = part.get_filename() or (part.get_content_disposition() == "attachment")
        if named or kind not in {"text/plain", "text/html"}:
            attachments += 1
        elif kind == "text/plain":
            plain.append(_decoded(part))
        else:
            html.append(_decoded(part))
    return "\n".join(plain), "\n".join(html), attachments


def _bounded(text: str) -> str:
    if len(text) > bounds.MAX_TEXT_CHARS:
        raise OverBound("text")
    return text


def _results(message: Message) -> list[str]:
    results = [str(value) for value in message.get_all("Authentication-Results", ())]
    if len(results) > bounds.MAX_RESULTS:
        raise OverBound("headers")
    return results


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        charset = codecs.lookup(part.get_content_charset() or "utf-8").name
        return payload.decode("utf-8" if charset in NO_CHARSETS else charset)
    except (LookupError, ValueError):
        return payload.decode("utf-8", "replace")


def _report(message: Message) -> tuple[str, bool]:
    """The status of a delivery report (RFC 3464), "" for none; and whether it is a complaint (RFC 5965)."""
    for part in message.walk():
        kind = _kind(part)
        if kind == "message/feedback-report":
            return "", True
        if kind == "message/delivery-status":
            return _status(part), False
    return "", False


def _status(part: Message) -> str:
    """The worst status of the recipients that it names; only what failed or is late has one."""
    blocks = part.get_payload()
    statuses = []
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, Message) and _header(block, "Action").strip().lower() in {"failed", "delayed"}:
            digits = _header(block, "Status").strip().split(" ")[0]
            if digits[:2] in {"4.", "5."} and digits.replace(".", "").isdigit():
                statuses.append(digits[:20])
    return max(statuses, default="")


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def _kind(message: Message | EmailMessage) -> str:
    return str(message.get_content_type())
