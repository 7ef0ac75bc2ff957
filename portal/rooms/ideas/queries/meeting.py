"""What a planning meeting reads of many ideas at once: the newest reasons of each."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.core.database import db

from ..models import Vote

MAX_REASONS = 3


def reasons_of(idea_ids: Collection[int], most: int = MAX_REASONS) -> dict[int, list[Vote]]:
    """The newest reasons of each of these ideas, with who gave them. One statement."""
    place = func.row_number().over(partition_by=Vote.idea_id, order_by=Vote.id.desc()).label("place")
    placed = select(Vote.id, place).where(Vote.idea_id.in_(idea_ids), Vote.reason != "").subquery()
    statement = select(Vote).join(placed, placed.c.id == Vote.id).where(placed.c.place <= most)
    by_idea: dict[int, list[Vote]] = defaultdict(list)
    for vote in db.session.scalars(
        statement.options(joinedload(Vote.member), joinedload(Vote.company)).order_by(Vote.id.desc())
    ):
        by_idea[vote.idea_id].append(vote)
    return by_idea
