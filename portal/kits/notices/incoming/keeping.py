"""Keeping a mail that came in as a row. It is acknowledged only after this was committed."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import select

from portal.access.links import led_to_by
from portal.access.models import Link
from portal.core.addresses import normal_address
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, transaction
from portal.ledger.models import Mail
from portal.ledger.outbox.mail.return_path import mail_of

from ..actions.replying import PURPOSE, REPLIES
from ..answers.addresses import PURPOSE as ANSWERS
from ..answers.keeping import has_room
from ..lifecycle import MAIL_IN
from ..models import MailIn
from .apart import READER
from .reading import Incoming, content_id

BOUNCE = "bounce"
_OURS = re.compile(rf"({PURPOSE}|{BOUNCE})\+([A-Za-z0-9-]{{16,80}})")


@dataclass(frozen=True)
class _Address:
    """An address of ours: for an answer, or for what comes back."""

    purpose: str
    token: str


class Known(NamedTuple):
    """What is known of an address that we made; `answers` is its token where it is for the answer to an email."""

    answers: str = ""
    has_room: bool = True
    """False while no more answers can be kept for it."""


def known_address(address: str) -> Known | None:
    """What we made this address for, be it that its time is over; None: mail to any other is not taken at all."""
    ours = _ours(address)
    if ours is None or (ours.purpose == BOUNCE and mail_of(ours.token) is None):
        return None
    link = _link(ours.token) if ours.purpose == PURPOSE else None
    if link is not None and link.purpose == ANSWERS:
        return Known(ours.token, has_room(link))
    return None if ours.purpose == PURPOSE and link is None else Known()


def keep_mail(raw: bytes, envelope_from: str, recipients: list[str], over: str = "") -> bool:
    """Keep the mail for the first of these addresses that is ours; False if it was kept before.

    One that is `over` a bound already (a key of REASONS), or could not be read within the others, is kept aside: with
    nothing of it but the reason and its envelope.
    """
    address = next(ours for recipient in recipients if (ours := _ours(recipient)) is not None)
    mail, aside = (None, over) if over else _read(raw, envelope_from)
    mail = mail or Incoming(content_id(raw), _sender(envelope_from), automatic=True, attachments=0, text="")
    with transaction():
        row = _row(mail) | (_reply(mail, address.token) if address.purpose == PURPOSE else _report(mail, address.token))
        if aside or (address.purpose == PURPOSE and not mail.authentic):
            row |= _aside(raw, aside or "unauthenticated")
        return insert_or_ignore(MailIn, [row]) == 1


def _read(raw: bytes, envelope_from: str) -> tuple[Incoming | None, str]:
    reading = READER.read(raw, envelope_from, current_app.config["MAIL_IN_AUTHSERV_ID"])
    return reading.mail, reading.aside


def _ours(address: str) -> _Address | None:
    local, _, domain = address.strip("<> ").rpartition("@")
    known = current_app.config["MAIL_IN_DOMAIN"]
    form = _OURS.fullmatch(local) if known and domain.lower() == known else None
    return _Address(form[1], form[2].lower()) if form else None


def _sender(envelope_from: str) -> str:
    return normal_address(envelope_from.strip("<> ")) or ""


def _row(mail: Incoming) -> dict[str, Any]:
    kept = {"message_id": mail.message_id, "sender": mail.sender, "automatic": mail.automatic}
    kept |= {"attachments": mail.attachments, "from_envelope": mail.from_envelope}
    return kept | {"state": MAIL_IN.initial, "reason": "", "received_at": now(), "settled_at": None}


def _aside(raw: bytes, reason: str) -> dict[str, Any]:
    """It does not take the name that it gives itself: that may be an honest mail's, which is still to come."""
    state = MAIL_IN.after(MAIL_IN.initial, "keep_aside")
    return {"message_id": content_id(raw), "state": state, "reason": reason, "settled_at": now(), "text": ""}


def _reply(mail: Incoming, token: str) -> dict[str, Any]:
    """An answer; the words of anybody but the one whose address it is are not kept."""
    link = _link(token)
    own = link is not None and mail.sender == link.recipient
    kept = {"kind": "reply", "link_id": link.id if link else None, "text": mail.text if own else ""}
    return kept | {"mail_id": None, "address": None, "status": ""}


def _link(token: str) -> Link | None:
    return db.session.scalar(select(Link).where(led_to_by(token), REPLIES))


def _report(mail: Incoming, token: str) -> dict[str, Any]:
    """News of a mail of ours; its own words are nobody's business."""
    kind = "complaint" if mail.complaint else "bounce"
    sent_id = mail_of(token)
    address = db.session.scalar(select(Mail.recipient).where(Mail.id == sent_id)) if sent_id else None
    known = sent_id if address else None
    return {"kind": kind, "link_id": None, "mail_id": known, "address": address, "status": mail.status, "text": ""}
