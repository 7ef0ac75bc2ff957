"""Projections that surveys and nurture write down on a member: segment, stage, holds."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore

from ..models import Hold, Member, SegmentChange


def segment_of(score: int) -> str:
    """The segment of a 0-10 answer: 0-6 detractor, 7-8 passive, 9-10 promoter (Reichheld 2003)."""
    if not 0 <= score <= 10:
        raise ValueError("a score is 0 to 10")
    return "detractor" if score <= 6 else "passive" if score <= 8 else "promoter"


def note_answer(member: Member, score: int, answered_at: datetime, source: str) -> None:
    """Keep a real answer in the member's history; the newest one makes the segment."""
    row = {
        "member_id": member.id,
        "score": score,
        "segment": segment_of(score),
        "answered_at": answered_at,
        "source": source,
    }
    if insert_or_ignore(SegmentChange, [row]):
        settle_segment(member)


def settle_segment(member: Member) -> None:
    """Set segment and score from the newest real answer, or to unknown."""
    newest = db.session.scalar(
        select(SegmentChange)
        .where(SegmentChange.member_id == member.id)
        .order_by(SegmentChange.answered_at.desc(), SegmentChange.id.desc())
        .limit(1)
    )
    member.nps = newest.score if newest else None
    member.segment = newest.segment if newest else "unknown"


def hold(member_id: int, category: str, source: str, until: datetime | None = None) -> None:
    """Let nothing of `category` reach the member until `until` (or until it is released)."""
    row = {"member_id": member_id, "category": category, "source": source, "until": until, "created_at": now()}
    insert_or_ignore(Hold, [row])


def release_hold(member_id: int, category: str, source: str) -> None:
    """End the hold that `source` put on the member."""
    standing = (
        Hold.member_id == member_id,
        Hold.category == category,
        Hold.source == source,
        Hold.released_at.is_(None),
    )
    db.session.execute(update(Hold).where(*standing).values(released_at=now()))


def standing_holds(member_id: int, category: str) -> list[Hold]:
    """The holds of `category` that stand now."""
    holds = db.session.scalars(_STANDING, {"whose": member_id, "category": category})
    return [hold for hold in holds if hold.until is None or hold.until > now()]


_STANDING = select(Hold).where(
    Hold.member_id == bindparam("whose"), Hold.category == bindparam("category"), Hold.released_at.is_(None)
)
