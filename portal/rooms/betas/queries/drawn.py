"""Who was drawn, with the reason for each: what colleagues look at before they invite."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.people.models import Member
from portal.rooms.ideas.models import Idea, Vote

from ..models import Beta
from ..sample import Candidate


class Drawn(NamedTuple):
    """Somebody who was drawn. `said` is why they voted, where they wrote it down."""

    member: Member
    said: str
    by: Candidate
    """What the draw went by."""


def drawn_people(drawn: Sequence[Candidate], voted: bool, beta: Beta) -> list[Drawn]:
    """These candidates (their ids are members'), in the order of being drawn. Two queries."""
    ids = [one.id for one in drawn]
    statement = select(Member).where(Member.id.in_(ids)).options(joinedload(Member.company))
    members = {member.id: member for member in db.session.scalars(statement)}
    reasons = _reasons(ids, beta) if voted else {}
    return [Drawn(members[one.id], reasons.get(one.id, ""), one) for one in drawn if one.id in members]


def _reasons(member_ids: Sequence[int], beta: Beta) -> dict[int, str]:
    its = select(Idea.id).where(or_(Idea.id == beta.idea_id, Idea.merged_into_id == beta.idea_id))
    statement = select(Vote.member_id, Vote.reason).where(Vote.member_id.in_(member_ids), Vote.idea_id.in_(its))
    return {row.member_id: row.reason for row in db.session.execute(statement.order_by(Vote.id)) if row.reason}
