"""A person is erased: ideas count without their votes, in the transaction that erases them."""

from typing import Any

from sqlalchemy import Connection, bindparam, event, select, update

from portal.people.models import Member

from ..models import Idea, IdeaFollower, Vote
from .counting import rank_of

_COUNT_FEWER = (
    update(Idea)
    .where(Idea.id == bindparam("which"))
    .values(
        voters=Idea.voters - bindparam("fewer_voters"),
        points=Idea.points - bindparam("fewer_points"),
        followers=Idea.followers - bindparam("fewer_followers"),
        rank=bindparam("ranked"),
    )
)


@event.listens_for(Member, "before_delete")
def take_back_votes(_mapper: Any, connection: Connection, member: Member) -> None:
    """Votes and follows go with the person by foreign keys, which count nothing; so counters come down just before.

    The ideas are locked first, always in one order: nobody votes meanwhile. A budget goes with its votes, and an idea
    that became part of another is counted anew when they are parted.
    """
    voted = select(Vote.idea_id, Vote.weight).where(Vote.member_id == member.id)
    follows = select(IdeaFollower.idea_id).where(IdeaFollower.member_id == member.id)
    concerned = Idea.id.in_(voted.with_only_columns(Vote.idea_id).union(follows)), Idea.merged_into_id.is_(None)
    ideas = select(Idea.id, Idea.points, Idea.created_at).where(*concerned).order_by(Idea.id)
    locked = connection.execute(ideas.with_for_update(key_share=True)).all()
    if not locked:
        return
    weights: dict[int, int] = dict(connection.execute(voted).all())
    followed = set(connection.execute(follows).scalars())
    rows = [
        {
            "which": idea.id,
            "fewer_voters": int(idea.id in weights),
            "fewer_points": weights.get(idea.id, 0),
            "fewer_followers": int(idea.id in followed),
            "ranked": rank_of(idea.points - weights.get(idea.id, 0), idea.created_at),
        }
        for idea in locked
    ]
    connection.execute(_COUNT_FEWER, rows)
