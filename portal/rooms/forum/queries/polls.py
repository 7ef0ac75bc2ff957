"""A poll as somebody sees it: what it offers, what they chose, and how it stands once they may know."""

from dataclasses import dataclass

from sqlalchemy import case, func, select

from portal.core.clock import now
from portal.core.database import db
from portal.people.viewer import Viewer

from ..models import PollOption, PollVote
from .topic import TopicHead


@dataclass(frozen=True)
class Choice:
    """One answer: how many chose it, its share of the voters in percent, and whether the viewer did."""

    id: int
    text: str
    votes: int
    share: int
    mine: bool


@dataclass(frozen=True)
class Poll:
    """Results are shown to whoever has voted, and to everybody once it is closed."""

    choices: list[Choice]
    voters: int
    closed: bool

    @property
    def voted(self) -> bool:
        return any(choice.mine for choice in self.choices)

    @property
    def shows_results(self) -> bool:
        return self.voted or self.closed


def poll_of(viewer: Viewer, topic: TopicHead) -> Poll:
    """The poll of a topic that the viewer has before them. Two statements."""
    mine = func.max(case((PollVote.user_id == viewer.id, 1), else_=0))
    counted = (
        select(PollOption.id, PollOption.text, func.count(PollVote.user_id), mine)
        .outerjoin(PollVote, PollVote.option_id == PollOption.id)
        .where(PollOption.topic_id == topic.id)
        .group_by(PollOption.id, PollOption.text, PollOption.position)
        .order_by(PollOption.position)
    )
    rows = db.session.execute(counted).all()
    voted = select(func.count(PollVote.user_id.distinct())).join(PollOption, PollOption.id == PollVote.option_id)
    voters = db.session.scalar(voted.where(PollOption.topic_id == topic.id)) or 0
    choices = [
        Choice(id, text, votes, round(100 * votes / voters) if voters else 0, bool(chosen))
        for id, text, votes, chosen in rows
    ]
    ended = topic.closes_at is not None and topic.closes_at <= now()
    return Poll(choices, voters, closed=ended or topic.is_closed)
