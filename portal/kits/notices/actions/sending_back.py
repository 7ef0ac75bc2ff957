"""Telling somebody that an answer could not be taken: whom its address was made for, and nobody else.

What a mail says of its sender is anybody's to write, and so is what it says. So nothing goes to an address that stands
in a mail, and the words of a mail go back only to where it says on both sides that it comes from.
"""

import hashlib
from collections.abc import Iterator

from flask import current_app
from sqlalchemy import func, select

from portal.access.models import Link, User
from portal.core.clock import now
from portal.core.database import db
from portal.core.mail import MailText, render_mail
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import post_mail

from ..contact_policy import suppressed
from ..models import MailIn

LETTER = "notices/mail/returned.txt"
MAX_A_DAY = 20
"""Letters of this kind to one person, whatever arrives at their addresses."""
HEADERS = {"Auto-Submitted": "auto-replied", "Return-Path": "<>"}


def owner_of(link: Link | None) -> User | None:
    """Whom this reply address was made for, as long as they can sign in with the address that they had then."""
    if link is None:
        return None
    return db.session.scalar(select(User).where(User.email == link.recipient, User.active))


def send_back(mail: MailIn, message: str) -> None:
    """Say to whom the address is for why the mail was not taken; to no machine, and at most twenty times a day."""
    owner = owner_of(mail.link)
    if owner is None or mail.automatic or suppressed(owner.email):
        return
    is_theirs = mail.sender == owner.email
    own_text = mail.text if is_theirs and mail.from_envelope else ""
    letter = render_mail(
        LETTER, reason=message, is_theirs=is_theirs, own_text=own_text, home_url=current_app.config["BASE_URL"]
    )
    any(_post(owner.email, letter, key) for key in _free_keys(owner.email))


def _free_keys(recipient: str) -> Iterator[str]:
    """The keys that are left of today's for this person. A key is used once, also by two workers at a time."""
    whom = hashlib.sha256(recipient.encode()).hexdigest()[:32]
    today = f"returned:{now().date()}>{whom}"
    sent = db.session.scalar(select(func.count()).where(Mail.key.between(f"{today}:", f"{today};"))) or 0
    return (f"{today}:{number}" for number in range(sent + 1, MAX_A_DAY + 1))


def _post(recipient: str, letter: MailText, key: str) -> bool:
    return post_mail(
        key=key,
        recipient=recipient,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        category="service",
        sender_name=current_app.config["COMPANY_NAME"],
        headers=HEADERS,
    )
