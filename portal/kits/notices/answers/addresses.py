"""Addresses for answers: one for each email in a colleague's name, and in ours."""

from flask import current_app
from sqlalchemy import select

from portal.access.links import led_to_by, mail_link
from portal.access.models import Link, User
from portal.core.clock import now
from portal.core.database import db
from portal.people.answers import answer_address
from portal.people.models import Member

from ..models import AnswerAddress

LETTER = "letter"
PURPOSE = f"reply:{LETTER}"


@answer_address
def address_for_answer(writer: User | None, member: Member, key: str) -> str | None:
    """An address by which this email is answered; None where no email comes in.

    It never runs out: what would have reached the colleague reaches them, or whoever comes after them, years later.
    """
    domain = current_app.config["MAIL_IN_DOMAIN"]
    if not domain:
        return None
    address = AnswerAddress(member_id=member.id, mail_key=key, created_at=now())
    address.writer_user_id, address.in_our_name = writer.id if writer else None, writer is None
    db.session.add(address)
    db.session.flush()
    _link, placeholder = mail_link(PURPOSE, address.id, member.email, member_id=member.id)
    return f"reply+{placeholder}@{domain}"


def link_of_answer(token: str) -> Link | None:
    """The link of a token in such an address."""
    return db.session.scalar(select(Link).where(led_to_by(token), Link.purpose == PURPOSE))
