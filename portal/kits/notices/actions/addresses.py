"""Addresses that take no more mail: found out by what comes back, lifted by a colleague who knows better."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.ledger.ledger import record
from portal.people.models import Member

from ..models import MailIn, Suppression
from ..verbs import ADDRESS_LIFTED, ADDRESS_SUPPRESSED

SOFT_BOUNCES, SOFT_WITHIN = 3, timedelta(days=7)
"""A full mailbox is emptied; three times in a week is no accident any more."""


def note_bounce(report: MailIn) -> bool:
    """Draw the conclusion from a report that a mail did not arrive; whether the address is kept back now."""
    address = report.address or ""
    if report.kind == "complaint":
        return suppress(address, "complained")
    if report.status.startswith("5."):
        return suppress(address, "bounced", report.status)
    if report.status.startswith("4.") and _soft_bounces(address) >= SOFT_BOUNCES:
        return suppress(address, "bounced", report.status)
    return False


def suppress(address: str, reason: str, detail: str = "") -> bool:
    """Send nothing but mails about sign-in to this address; False if that was so before."""
    row = {"address": address, "reason": reason, "detail": detail, "at": now()}
    if not insert_or_ignore(Suppression, [row]):
        return False
    record(ADDRESS_SUPPRESSED, member=_member_at(address), facts={"reason": reason})
    return True


def lift_suppression(suppression: Suppression, actor: User) -> None:
    """Mails may go to the address again: somebody has asked whoever it belongs to."""
    record(ADDRESS_LIFTED, member=_member_at(suppression.address), actor=actor)
    db.session.delete(suppression)


def _member_at(address: str) -> Member | None:
    return db.session.scalar(select(Member).where(Member.email == address))


def _soft_bounces(address: str) -> int:
    lately = MailIn.address == address, MailIn.received_at > now() - SOFT_WITHIN
    bounces = select(func.count(MailIn.mail_id.distinct())).where(*lately, MailIn.status.startswith("4."))
    return db.session.scalar(bounces) or 0
