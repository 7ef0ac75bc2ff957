"""What a member's page shows beside their history."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ...core.clock import now
from ...core.database import db
from ..models import Employment, Hold, Member, SegmentChange

MOST_ANSWERS = 8


def answers_of(member: Member) -> list[SegmentChange]:
    """The newest real answers, each with the segment it made."""
    found = select(SegmentChange).where(SegmentChange.member_id == member.id)
    newest = found.order_by(SegmentChange.answered_at.desc(), SegmentChange.id.desc())
    return list(db.session.scalars(newest.limit(MOST_ANSWERS)))


def employments_of(member: Member) -> list[Employment]:
    """Where the member works and worked, the current one first."""
    found = (
        select(Employment)
        .where(Employment.member_id == member.id)
        .options(joinedload(Employment.company))
        .order_by(Employment.until.is_(None).desc(), Employment.since.desc(), Employment.id.desc())
    )
    return list(db.session.scalars(found))


def holds_of(member: Member) -> list[Hold]:
    """What does not reach the member now, and why."""
    found = select(Hold).where(Hold.member_id == member.id, Hold.released_at.is_(None)).order_by(Hold.id)
    return [hold for hold in db.session.scalars(found) if hold.until is None or hold.until > now()]
