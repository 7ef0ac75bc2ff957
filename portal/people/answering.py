"""Emails with a link that answers in a member's name: one whose link has fallen meanwhile does not leave."""

from portal.access.links import links_in
from portal.core.database import db
from portal.core.registry import Registry
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import mail_check

from .models import Member
from .queries.addresses import why_fallen

REASONS = {"moved": "moved", "closed": "locked"}
"""What is noted with the email (see kits/notices/contact_policy.py)."""
_purposes: Registry[str] = Registry("add_answering_link")


def add_answering_link(purpose: str) -> str:
    """Register a purpose whose links answer in the name of whoever they were sent to."""
    return _purposes.add(purpose, purpose)


@mail_check
def still_answers(mail: Mail) -> str | None:
    """A reason to keep a mail back whose link would answer nothing."""
    member = db.session.get(Member, mail.member_id) if mail.member_id else None
    if member is None:
        return None
    answering = (link for link in links_in(mail) if link.purpose in set(_purposes.values()))
    fallen = (why_fallen(member, link) for link in answering)
    return next((REASONS[why] for why in fallen if why), None)
