"""A member's break: a month in which nobody asks anything of them."""

from datetime import timedelta

from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.ledger.ledger import Line, record, record_lines

from ..models import Member
from ..verbs import MEMBER_PAUSED, MEMBER_RESUMED

DAYS = 30


def take_break(member: Member, user: User) -> None:
    """Let the member be for a month. Taking one twice begins the month again."""
    member.paused_until = now() + timedelta(days=DAYS)
    record(MEMBER_PAUSED, member=member, actor=user, facts={"days": DAYS})


def end_break(member: Member, user: User) -> None:
    """The member is back before the month is over."""
    if member.paused_until is None:
        return
    member.paused_until = None
    record(MEMBER_RESUMED, member=member, actor=user)


def end_due_breaks(page: int = 200) -> int:
    """End the breaks whose month is over; how many there were."""
    due = (
        select(Member)
        .where(Member.paused_until <= now())
        .order_by(Member.paused_until, Member.id)
        .limit(page)
        .with_for_update(skip_locked=True, of=Member)
    )
    members = db.session.scalars(due).all()
    for member in members:
        member.paused_until = None
    db.session.flush()
    record_lines([Line(MEMBER_RESUMED, member_id=member.id, company_id=member.company_id) for member in members])
    return len(members)
