"""Reading a mail that came in: who sent it, whether a machine did, and what it says."""

import hashlib
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr

import structlog

from portal.core.addresses import normal_address
from portal.core.text import clean, one_line

from .html import text_of
from .own_text import own_text

log = structlog.get_logger()
NOBODY = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply")
MAX_PARTS, LONGEST_FROM = 50, 500


@dataclass(frozen=True)
class Incoming:
    """What is kept of a mail."""

    message_id: str
    sender: str
    automatic: bool
    attachments: int
    text: str
    status: str = ""
    complaint: bool = False


def read_mail(raw: bytes, envelope_from: str) -> Incoming:
    """The mail of these bytes. Nothing in them raises: what cannot be read is left out, and kept as a machine's."""
    name = f"<{hashlib.sha256(raw).hexdigest()}@unnamed>"
    try:
        return _read(raw, envelope_from, name)
    except Exception as error:
        log.warning("mail_in.unreadable", error=repr(error)[:200])
        return Incoming(name, sender="", automatic=True, attachments=0, text="")


def _read(raw: bytes, envelope_from: str, name: str) -> Incoming:
    message = message_from_bytes(raw, policy=policy.compat32)
    sender = normal_address(parseaddr(_header(message, "From")[:LONGEST_FROM])[1]) or ""
    status, complaint = _report(message)
    plain, html, attachments = _parts(message)
    return Incoming(
        message_id=one_line(_header(message, "Message-ID"))[:250] or name,
        sender=sender,
        automatic=_is_automatic(message, sender, envelope_from),
        attachments=attachments,
        text=own_text(clean(plain if plain.strip() else text_of(html))),
        status=status,
        complaint=complaint,
    )


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
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS or part.is_multipart():
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


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8")
    except (LookupError, ValueError):
        return payload.decode("utf-8", "replace")


def _report(message: Message) -> tuple[str, bool]:
    """The status of a delivery report (RFC 3464), "" for none; and whether it is a complaint (RFC 5965)."""
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            break
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
