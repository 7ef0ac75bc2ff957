"""The counters of ideas and budgets against the rows: what `flask ideas recount` proves."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select

from portal.core.database import db

from ..actions.counting import rank_of
from ..models import Idea, IdeaComment, IdeaFollower, Vote, VoteBudget

PAGE = 500


class Difference(NamedTuple):
    """One counter that says something else than the rows do. `kind` is "idea", or "budget" for (board, member)."""

    kind: str
    key: tuple[int, ...]
    counter: str
    kept: float
    found: float


def differences() -> Iterator[Difference]:
    """Every counter that is wrong. Ideas are read in pages of five hundred, four statements each.

    Those that became part of another show no counters; they are counted anew when they are parted.
    """
    after = 0
    columns = Idea.id, Idea.created_at, Idea.voters, Idea.points, Idea.comments, Idea.followers, Idea.rank
    while True:
        statement = select(*columns).where(Idea.id > after, Idea.merged_into_id.is_(None))
        page = db.session.execute(statement.order_by(Idea.id).limit(PAGE)).all()
        if not page:
            break
        after = page[-1].id
        counts = _counted([row.id for row in page])
        for row in page:
            voters, points, comments, followers = counts[row.id]
            right = {
                "voters": voters,
                "points": points,
                "comments": comments,
                "followers": followers,
                "rank": rank_of(points, row.created_at),
            }
            for counter, value in right.items():
                kept = getattr(row, counter)
                if abs(kept - value) > 1e-9 * max(1, abs(value)):
                    yield Difference("idea", (row.id,), counter, kept, value)
    yield from _budgets()


def _budgets() -> Iterator[Difference]:
    held = select(Idea.board_id, Vote.member_id, func.count().label("held")).join(Idea, Idea.id == Vote.idea_id)
    by_budget = held.where(Vote.spends).group_by(Idea.board_id, Vote.member_id)
    right = {(board_id, member_id): number for board_id, member_id, number in db.session.execute(by_budget)}
    kept = select(VoteBudget.board_id, VoteBudget.member_id, VoteBudget.spent)
    budgets = {(board_id, member_id): spent for board_id, member_id, spent in db.session.execute(kept)}
    for key in sorted({*right, *budgets}):
        if right.get(key, 0) != budgets.get(key, 0):
            yield Difference("budget", key, "spent", budgets.get(key, 0), right.get(key, 0))


def _counted(ids: list[int]) -> dict[int, tuple[int, int, int, int]]:
    """By idea: voters, points, comments that stand in public, followers."""
    votes = select(Vote.idea_id, func.count(), func.sum(Vote.weight)).where(Vote.idea_id.in_(ids))
    voted = {idea_id: (n, points) for idea_id, n, points in db.session.execute(votes.group_by(Vote.idea_id))}
    written = select(IdeaComment.idea_id, func.count()).where(
        IdeaComment.idea_id.in_(ids), IdeaComment.internal.is_(False), IdeaComment.deleted_at.is_(None)
    )
    comments = dict(db.session.execute(written.group_by(IdeaComment.idea_id)).all())
    heard = select(IdeaFollower.idea_id, func.count()).where(IdeaFollower.idea_id.in_(ids))
    followers = dict(db.session.execute(heard.group_by(IdeaFollower.idea_id)).all())
    return {each: (*voted.get(each, (0, 0)), comments.get(each, 0), followers.get(each, 0)) for each in ids}
