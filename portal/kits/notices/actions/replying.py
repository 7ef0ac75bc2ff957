"""Addresses by which one person can answer one thing by mail."""

import secrets
from datetime import timedelta

from flask import current_app

from portal.access.models import Link, User
from portal.core.clock import now
from portal.core.database import db
from portal.core.tokens import token_hash

from ..replies import HANDLERS

PURPOSE = "reply"
LASTS = timedelta(days=60)
KNOWN_AFTERWARDS = timedelta(days=120)
"""How long after its end an address is known still: whoever answers an old mail is told that it is over."""
REPLIES = Link.purpose.between(f"{PURPOSE}:", f"{PURPOSE};")
"""Every link that is a reply address, whatever it is about."""


def reply_address(user_id: int, about: tuple[str, int]) -> str | None:
    """An address for this user's answer to this thing, for sixty days; None where no mail comes in.

    Its token is in small letters, for servers that write addresses so; only the hash is kept.
    """
    user = db.session.get_one(User, user_id)
    return reply_address_for(user, about)


def reply_address_for(user: User, about: tuple[str, int] | None) -> str | None:
    """The same for a user at hand; None too where nobody takes such answers."""
    domain = current_app.config["MAIL_IN_DOMAIN"]
    if not domain or about is None or about[0] not in HANDLERS:
        return None
    token, moment = secrets.token_hex(16), now()
    link = Link(
        purpose=f"{PURPOSE}:{about[0]}",
        subject_id=about[1],
        recipient=user.email,
        member_id=user.member_id,
        token_hash=token_hash(token),
        created_at=moment,
        expires_at=moment + LASTS,
    )
    db.session.add(link)
    return f"{PURPOSE}+{token}@{domain}"
