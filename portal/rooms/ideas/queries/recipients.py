"""Those who are to be notified that an idea shipped: whom nothing reaches now, and what each wrote."""

from collections.abc import Collection

from sqlalchemy import or_, select

from portal.core.clock import now
from portal.core.database import db
from portal.people.models import Hold

from ..actions.parts import whole_of
from ..models import Vote


def held_back(member_ids: Collection[int]) -> set[int]:
    """Those of these members with whom something is to be put right first: nothing that promotes reaches them."""
    stands = Hold.category == "promotion", Hold.released_at.is_(None), or_(Hold.until.is_(None), Hold.until > now())
    return set(db.session.scalars(select(Hold.member_id).where(Hold.member_id.in_(member_ids), *stands)))


def own_reasons(idea_id: int, member_ids: Collection[int]) -> dict[int, str]:
    """By member, what they wrote beside their vote here or, where that is empty, in what became part of it.

    The same that is quoted when they are told. One statement.
    """
    theirs = Vote.member_id.in_(member_ids), Vote.idea_id.in_(whole_of(idea_id)), Vote.reason != ""
    statement = select(Vote.member_id, Vote.reason).where(*theirs).order_by(Vote.idea_id != idea_id, Vote.id)
    by_member: dict[int, str] = {}
    for member_id, reason in db.session.execute(statement):
        by_member.setdefault(member_id, reason)
    return by_member
