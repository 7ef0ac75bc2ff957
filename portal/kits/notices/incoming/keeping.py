"""Keeping a mail that came in as a row. It is acknowledged only after this was committed."""

import re

from flask import current_app
from sqlalchemy import select

from portal.access.models import Link
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, transaction
from portal.core.tokens import token_hash
from portal.ledger.models import Mail
from portal.ledger.outbox.mail.return_path import mail_of

from ..actions.replying import PURPOSE
from ..lifecycle import MAIL_IN
from ..models import MailIn
from .reading import Incoming, read_mail

BOUNCE = "bounce"
_OURS = re.compile(rf"({PURPOSE}|{BOUNCE})\+([A-Za-z0-9-]{{16,80}})")


def is_ours(address: str) -> bool:
    """Whether mail to this address is taken at all."""
    local, _, domain = address.strip("<> ").rpartition("@")
    known = current_app.config["MAIL_IN_DOMAIN"]
    return bool(known) and domain.lower() == known and _OURS.fullmatch(local) is not None


def keep_mail(raw: bytes, envelope_from: str, recipients: list[str]) -> bool:
    """Keep the mail for the first of these addresses that is ours; False if it was kept before."""
    mail = read_mail(raw, envelope_from)
    local = next(address for address in recipients if is_ours(address)).strip("<> ").rpartition("@")[0]
    purpose, _, token = local.partition("+")
    with transaction():
        outcome = _reply(mail, token) if purpose == PURPOSE else _report(mail, token)
        row = {"message_id": mail.message_id, "sender": mail.sender, "automatic": mail.automatic}
        row |= {"attachments": mail.attachments, "state": MAIL_IN.initial, "reason": "", "received_at": now()}
        return insert_or_ignore(MailIn, [row | outcome]) == 1


def _reply(mail: Incoming, token: str) -> dict[str, object]:
    link = db.session.scalar(select(Link.id).where(Link.token_hash == token_hash(token.lower())))
    return {"kind": "reply", "link_id": link, "mail_id": None, "address": None, "status": "", "text": mail.text}


def _report(mail: Incoming, token: str) -> dict[str, object]:
    """News of a mail of ours; its own words are nobody's business."""
    kind = "complaint" if mail.complaint else "bounce"
    sent_id = mail_of(token.lower())
    address = db.session.scalar(select(Mail.recipient).where(Mail.id == sent_id)) if sent_id else None
    known = sent_id if address else None
    return {"kind": kind, "link_id": None, "mail_id": known, "address": address, "status": mail.status, "text": ""}
