"""How much one reader gets by mail at once; what is more than that waits for their digest."""

from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.ledger.models import Mail

from .contact_policy import NEVER_OUT, WEEKLY, written_lately
from .mornings import zone_of_user

A_DAY = 5
"""Mails at once to a colleague on one day of theirs; the morning's email is the sixth."""
FOR_THE_DIGEST = 1
"""Of the mails that a member gets in a week, so many are kept for the digest."""


def may_get_more(user: User) -> bool:
    """Whether one more mail at once is not too much for this reader."""
    if user.is_staff or user.member_id is None:
        return _mailed_today(user) < A_DAY
    others = written_lately(user.member_id, now(), WEEKLY, Mail.key.not_like("digest:%"))
    return others < WEEKLY.times - FOR_THE_DIGEST


def _mailed_today(user: User) -> int:
    """Emails at once by their keys: one line may have been mailed many times. Its member's id, mostly none, comes first
    in the index that serves this."""
    there = now().astimezone(zone_of_user(user))
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    theirs = Mail.member_id == user.member_id, Mail.created_at >= midnight
    at_once = Mail.key.like(f"telling:%>u{user.id}"), Mail.state.not_in(NEVER_OUT)
    return db.session.scalar(select(func.count()).where(*theirs, *at_once)) or 0
