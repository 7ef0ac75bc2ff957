"""The counters and the rank of an idea: changed under its lock, in the transaction of the row that changes them."""

from datetime import datetime
from functools import cache
from http import HTTPStatus
from math import log10
from typing import Any, NamedTuple, Protocol

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Integer, Update, bindparam, func, select, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from portal.core.database import db, execute_many, fetch_rows
from portal.core.errors import Refused
from portal.core.rows import columns_for

from ..lifecycle import OPEN
from ..models import Board, Idea, IdeaComment, IdeaFollower, Vote

HOURS = 22
"""Ten times the points outweigh so many hours."""
_LOCKED = (
    *("board_id", "status", "version", "quarter", "merged_into_id", "deleted_at", "answered_at"),
    *("points", "voters", "comments", "followers"),
)
_LOCK = (
    select(*(getattr(Idea, name) for name in _LOCKED))
    .where(Idea.id == bindparam("idea", type_=Integer))
    .with_for_update(of=Idea, key_share=True)
)
"""Made once, as every vote asks it."""


class Ballot(NamedTuple):
    """An idea as far as a vote needs it. Whoever has one keeps others from the idea until the transaction ends.

    A vote of a member gets it in the statement that asks whether they may vote (queries.votes.ballot_for).
    """

    id: int
    board_id: int
    vote_budget: int | None
    created_at: datetime
    status: str
    merged_into_id: int | None
    deleted_at: datetime | None
    points: int
    voters: int


BALLOT = columns_for(
    Ballot,
    id=Idea.id,
    board_id=Idea.board_id,
    vote_budget=Board.vote_budget,
    created_at=Idea.created_at,
    status=Idea.status,
    merged_into_id=Idea.merged_into_id,
    deleted_at=Idea.deleted_at,
    points=Idea.points,
    voters=Idea.voters,
)
"""The columns of a ballot, of ideas joined with their boards."""


class Counted(Protocol):
    """An idea or a ballot: what of it the counters follow from. Whoever has it holds the lock."""

    @property
    def id(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def points(self) -> int: ...
    @property
    def voters(self) -> int: ...


class VotingClosed(Refused):
    """The idea takes no votes any more."""

    status = HTTPStatus.CONFLICT


def rank_of(points: int, created_at: datetime) -> float:
    """Where an idea stands among others: sign·log10(max(1, |points|)) + seconds since 1970 / 22 hours.

    It depends on nothing that passes by itself, so it is stored and read from an index. The formula is that of Reddit's
    "hot" ranking (reddit r2, lib/db/_sorts.pyx, 2008), with 22 hours for its 12.5: a board lives slower.
    """
    sign = (points > 0) - (points < 0)
    return sign * log10(max(1, abs(points))) + created_at.timestamp() / (HOURS * 3600)


def lock_idea(idea: Idea) -> None:
    """Read the idea afresh and keep it from others until the transaction ends."""
    (row,) = fetch_rows(_LOCK, {"idea": idea.id})
    for name, value in zip(_LOCKED, row, strict=True):
        set_committed_value(idea, name, value)
    board = idea.__dict__.get("board")
    if board is not None and board.id != idea.board_id:
        db.session.expire(idea, ["board"])


def lock_ideas(*ideas: Idea) -> None:
    """The same for several, always in one order, so that no two wait for each other."""
    for idea in sorted(ideas, key=lambda each: each.id):
        lock_idea(idea)


def ballot_of(idea: Idea) -> Ballot:
    """Lock it for a vote of somebody who may."""
    lock_idea(idea)
    return Ballot(
        id=idea.id,
        board_id=idea.board_id,
        vote_budget=idea.board.vote_budget,
        created_at=idea.created_at,
        status=idea.status,
        merged_into_id=idea.merged_into_id,
        deleted_at=idea.deleted_at,
        points=idea.points,
        voters=idea.voters,
    )


def refuse_closed(idea: Ballot) -> None:
    """Raise unless it takes votes: Refused where it has just become part of another."""
    if idea.merged_into_id is not None:
        raise Refused(_("This idea has just been merged into another. Vote for that one."))
    if idea.deleted_at is not None or idea.status not in OPEN:
        raise VotingClosed(_("This idea no longer takes votes."))


def count_votes(idea: Counted, voters: int, points: int) -> None:
    """Add to the counters (or take away) and rank anew. The idea is locked, so what was read of it still holds."""
    points += idea.points
    _change(idea.id, voters=idea.voters + voters, points=points, rank=rank_of(points, idea.created_at))


def count_one(idea: Idea, counter: str, step: int) -> None:
    """One comment or follower more or less. The idea is locked."""
    _change(idea.id, **{counter: getattr(idea, counter) + step})


def recount(idea: Idea) -> None:
    """Write down what the rows say. The idea is locked; one that is merged counts what lies still in it."""
    db.session.flush()
    voters, points = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Vote.weight), 0)).where(Vote.idea_id == idea.id)
    ).one()
    stands = IdeaComment.idea_id == idea.id, IdeaComment.internal.is_(False), IdeaComment.deleted_at.is_(None)
    comments = _number(*stands)
    followers = _number(IdeaFollower.idea_id == idea.id)
    rank = rank_of(points, idea.created_at)
    _change(idea.id, voters=voters, points=points, comments=comments, followers=followers, rank=rank)


def _number(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0


def _change(idea_id: int, **values: Any) -> None:
    """By a statement of its own: the index of ideas does not care who votes. What was loaded of it follows."""
    execute_many(
        _changing(tuple(values)), {"idea": idea_id, **{f"new_{name}": value for name, value in values.items()}}
    )
    loaded = db.session.identity_map.get(identity_key(Idea, idea_id))
    if loaded is not None:
        for name, value in values.items():
            set_committed_value(loaded, name, value)


@cache
def _changing(names: tuple[str, ...]) -> Update:
    changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(Idea.metadata.tables["ideas"]).where(Idea.id == bindparam("idea", type_=Integer)).values(changed)
