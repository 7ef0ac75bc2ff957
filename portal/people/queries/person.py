"""What a member's page shows beside their history."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db

from ..models import Employment, Hold, Member, SegmentChange

MAX_ANSWERS = 8


def answers_of(member: Member) -> list[SegmentChange]:
    """The newest real answers, each with the segment it made."""
    return list(db.session.scalars(_ANSWERS, {"whose": member.id}))


def employments_of(member: Member) -> list[Employment]:
    """Where the member works and worked, the current one first."""
    return list(db.session.scalars(_EMPLOYMENTS, {"whose": member.id}))


def holds_of(member: Member) -> list[Hold]:
    """What does not reach the member now, and why."""
    standing = db.session.scalars(_HOLDS, {"whose": member.id})
    return [hold for hold in standing if hold.until is None or hold.until > now()]


# Written once: building a statement anew costs as much as running it.
_ANSWERS = (
    select(SegmentChange)
    .where(SegmentChange.member_id == bindparam("whose"))
    .order_by(SegmentChange.answered_at.desc(), SegmentChange.id.desc())
    .limit(MAX_ANSWERS)
)
_EMPLOYMENTS = (
    select(Employment)
    .where(Employment.member_id == bindparam("whose"))
    .options(joinedload(Employment.company))
    .order_by(Employment.until.is_(None).desc(), Employment.since.desc(), Employment.id.desc())
)
_HOLDS = select(Hold).where(Hold.member_id == bindparam("whose"), Hold.released_at.is_(None)).order_by(Hold.id)
