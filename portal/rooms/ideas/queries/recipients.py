"""Those who are to be notified that an idea shipped: whom nothing reaches now, and what each wrote."""

from collections.abc import Collection

from sqlalchemy import case, select

from portal.core.clock import now
from portal.core.database import db
from portal.people.holds import HELD, PAUSE, reasons_to_wait
from portal.people.models import Member

from ..actions.parts import whole_of
from ..models import Vote


def held_back(member_ids: Collection[int]) -> dict[int, str]:
    """Those of these members whom nothing that promotes reaches: something is to be put right with them first (HELD),
    or a colleague paused them (PAUSE)."""
    against = reasons_to_wait(now())
    why = case((against[HELD], HELD), (against[PAUSE], PAUSE))
    rows = db.session.execute(select(Member.id, why).where(Member.id.in_(member_ids), why.is_not(None)))
    return {member_id: reason for member_id, reason in rows if reason is not None}


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
