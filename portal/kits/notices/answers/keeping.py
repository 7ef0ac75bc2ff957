"""Keeping an answer: sealed on the disk, and as a row with what its reader has found. Acknowledged after that alone."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from portal.access.models import Link
from portal.core.addresses import normal_address
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, transaction
from portal.core.files import forget_file

from ..incoming.apart import READER, Reading
from ..lifecycle import ANSWER
from ..models import Answer, AnswerAddress
from .addresses import link_of_answer
from .spool import Spool

MAX_KEPT_BYTES = 2 * 1024**3
"""Of all answers that wait to be forwarded."""
MAX_KEPT = 5_000
"""So many may wait."""
MAX_BYTES_OF_ONE, MAX_OF_ONE = 200 * 1024**2, 40
"""Of what waits for one member's answers, so that nobody fills the disk alone."""
FORWARDED = "X-Fanfare-Forwarded"
"""The header of what we forward: our own domain. What has it was with us before."""


def has_room(link: Link) -> bool:
    """Whether one more answer to this address can be kept now; whoever sends it keeps it until then."""
    count, size = _waiting()
    own_count, own_size = _waiting(Answer.member_id == link.member_id)
    return count < MAX_KEPT and size < MAX_KEPT_BYTES and own_count < MAX_OF_ONE and own_size < MAX_BYTES_OF_ONE


def _waiting(*which: ColumnElement[bool]) -> tuple[int, int]:
    """How many answers wait on the disk, and how many bytes they have."""
    kept = select(func.count(), func.coalesce(func.sum(Answer.size), 0)).where(Answer.file_key.is_not(None), *which)
    count, size = db.session.execute(kept).one()
    return int(count), int(size)


def keep_answer(spool: Spool, envelope_from: str, token: str) -> bool:
    """Keep the answer that came to the address of this token; False if it was kept before.

    A file whose row is never written is swept away (tidying.py): an error does not say whether it was.
    """
    reading = READER.read(spool.beginning(), envelope_from, current_app.config["MAIL_IN_AUTHSERV_ID"])
    returns = _was_ours(spool)
    if not returns:
        spool.file.keep()
    with transaction():
        link = link_of_answer(token)
        if link is None:
            raise LookupError("the address was forgotten meanwhile")
        row = _row(spool, reading, envelope_from, link)
        if returns:
            row |= {"state": ANSWER.after(ANSWER.initial, "loop"), "file_key": None, "text": ""}
            row |= {"name": spool.name("sent round", row["sender"])}
        is_new = insert_or_ignore(Answer, [row]) == 1
    if not is_new:
        forget_file(spool.key)
    return is_new


def _was_ours(spool: Spool) -> bool:
    mark = f"\r\n{FORWARDED}: {current_app.config['MAIL_IN_DOMAIN']}\r\n".lower().encode()
    return mark in b"\r\n" + spool.head().lower() + b"\r\n"


def _row(spool: Spool, reading: Reading, envelope_from: str, link: Link) -> dict[str, Any]:
    address = db.session.get_one(AnswerAddress, link.subject_id)
    mail = reading.mail
    sender = mail.sender if mail else normal_address(envelope_from.strip("<> ")) or ""
    mark, moment = _mark(reading, link, address), now()
    return {
        "address_id": address.id,
        "member_id": address.member_id,
        "name": spool.name(mail.message_id if mail else "", sender, mark),
        "mark": mark,
        "reason": reading.aside,
        "sender": sender,
        "subject": mail.subject if mail else "",
        "others": ", ".join(_others(mail.others if mail else ()))[:1_000],
        "text": mail.text if mail and not mark else "",
        "attachments": mail.attachments if mail else 0,
        "size": spool.size,
        "as_file": spool.is_odd or mail is None,
        "file_key": spool.key,
        "state": ANSWER.initial,
        "times": 0,
        "attempts": 0,
        "received_at": moment,
        "next_at": moment,
    }


def _others(addresses: Sequence[str]) -> list[str]:
    """Who else got it, without our own addresses, which are for one person each."""
    ours = f"@{current_app.config['MAIL_IN_DOMAIN']}"
    return [address for address in addresses if not address.lower().endswith(ours)]


def _mark(reading: Reading, link: Link, address: AnswerAddress) -> str:
    """Why it settles nothing (a key of MARKS); empty for the member's own answer."""
    mail = reading.mail
    if mail is None:
        return "unread"
    reasons = {
        "unverified": not mail.authentic,
        "automatic": mail.automatic,
        "foreign": mail.sender != address.member.email,
        "ended": link.used_at is not None,
    }
    return next((mark for mark, applies in reasons.items() if applies), "")
