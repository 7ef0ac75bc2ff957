"""Addresses by which one person can answer one thing by mail."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import update

from portal.access.endings import login_end
from portal.access.links import mail_link
from portal.access.models import Link, User
from portal.core.clock import now
from portal.core.database import db

from ..replies import HANDLERS

PURPOSE = "reply"
LASTS = timedelta(days=60)
KNOWN_AFTERWARDS = timedelta(days=120)
"""How long after its end an address is known still: whoever answers an old mail is told that it is over."""
REPLIES = Link.purpose.between(f"{PURPOSE}:", f"{PURPOSE};")
"""Every link that is a reply address, whatever it is about."""


@login_end
def end_reply_addresses(user: User, _by: User) -> None:
    """No mail is taken as theirs any more at the addresses that went to where they are reached until now."""
    theirs = REPLIES, Link.recipient == user.email, Link.used_at.is_(None)
    db.session.execute(update(Link).where(*theirs).values(used_at=now()))


def reply_address_for(user: User, about: tuple[str, int] | None) -> str | None:
    """An address for this user's answer to this thing, for sixty days; None where no mail comes in, or nobody takes
    such answers.

    It stands in a mail to the user, so its token is made when that is handed over.
    """
    domain = current_app.config["MAIL_IN_DOMAIN"]
    if not domain or about is None or about[0] not in HANDLERS:
        return None
    purpose = f"{PURPOSE}:{about[0]}"
    _link, placeholder = mail_link(purpose, about[1], user.email, member_id=user.member_id, lasts=LASTS)
    return f"{PURPOSE}+{placeholder}@{domain}"
