"""The counters of many ideas, put right in a few statements after a page of a file was written."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, update

from portal.core.database import db

from ..actions.counting import rank_of
from ..models import Idea, IdeaComment, IdeaFollower, Vote

IDEAS: Any = Idea.__table__


class VoteCount(NamedTuple):
    """Of one idea."""

    voters: int
    points: int


NO_VOTES = VoteCount(0, 0)


def recount_ideas(ids: Collection[int]) -> None:
    """Voters, points, comments, followers and rank of these ideas, which are locked in one order."""
    ideas = _lock(ids)
    votes = _votes(ideas)
    public = IdeaComment.internal.is_(False), IdeaComment.deleted_at.is_(None)
    comments = _counted(IdeaComment.idea_id, ideas, *public)
    followers = _counted(IdeaFollower.idea_id, ideas)
    rows = [
        {
            "key": idea_id,
            **votes.get(idea_id, NO_VOTES)._asdict(),
            "rank": rank_of(votes.get(idea_id, NO_VOTES).points, created_at),
            "comments": comments.get(idea_id, 0),
            "followers": followers.get(idea_id, 0),
        }
        for idea_id, created_at in ideas.items()
    ]
    if rows:
        db.session.connection().execute(update(IDEAS).where(IDEAS.c.id == bindparam("key")), rows)


def _lock(ids: Collection[int]) -> dict[int, datetime]:
    """When each of them was suggested."""
    ideas = select(IDEAS.c.id, IDEAS.c.created_at).where(IDEAS.c.id.in_(ids)).order_by(IDEAS.c.id)
    return {idea.id: idea.created_at for idea in db.session.execute(ideas.with_for_update(key_share=True))}


def _votes(ids: Iterable[int]) -> dict[int, VoteCount]:
    counts = select(Vote.idea_id, func.count().label("voters"), func.sum(Vote.weight).label("points"))
    rows = db.session.execute(counts.where(Vote.idea_id.in_(list(ids))).group_by(Vote.idea_id))
    return {row.idea_id: VoteCount(row.voters, row.points) for row in rows}


def _counted(column: Any, ids: Iterable[int], *conditions: Any) -> dict[int, int]:
    counts = select(column.label("idea_id"), func.count().label("number")).where(column.in_(list(ids)), *conditions)
    return {row.idea_id: row.number for row in db.session.execute(counts.group_by(column))}
