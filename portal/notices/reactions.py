"""The last look before a mail goes out: things may have changed since it was written."""

from ..activity.models import Mail
from ..activity.outbox import before_send
from ..core.database import db
from ..members.models import Member
from .letters import OPTIONAL
from .rules import refusal


@before_send
def still_wanted(mail: Mail) -> str | None:
    """A reason to keep an optional mail back: its member unsubscribed, is held, moved or is gone."""
    if mail.category not in OPTIONAL:
        return None
    member = db.session.get(Member, mail.member_id, populate_existing=True) if mail.member_id else None
    if member is None:
        return "merged"
    if member.email != mail.recipient:
        return "moved"
    return refusal(member, mail.category)
