"""Voting: once for each idea, with a reason if one likes, and back again."""

from datetime import timedelta
from functools import cache
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, fetch_rows, upserting
from portal.core.errors import Refused
from portal.core.floods import refuse_flood
from portal.core.text import clean
from portal.ledger.ledger import Identified, Line, record, record_lines
from portal.people.models import Member

from ..models import Idea, Vote
from ..models.votes import SOURCES
from ..verbs import VOTE_CAPTURED, VOTE_CAST, VOTE_CONFIRMED, VOTE_EXPLAINED, VOTE_WITHDRAWN
from .budget import refund, spend
from .counting import Ballot, ballot_of, count_votes, refuse_closed
from .parts import parts_of

MAX_REASON_CHARS = 2_000
MAX_VOTES = 60
WITHIN = timedelta(minutes=10)
"""How many votes a member casts within so long: a whole board read with care, too few for a machine."""


class Voter(Protocol):
    """A member, or as much of one as a vote keeps."""

    @property
    def id(self) -> int: ...
    @property
    def company_id(self) -> int | None: ...


def cast_vote(ballot: Ballot, member: Voter, *, reason: str = "", actor: Identified | None = None) -> bool:
    """A member's own vote. Twice is once; whether it was new.

    Raises VotingClosed for a decided idea, Refused when the board's budget is spent, TooMany for a flood.
    """
    refusal = _l("That was a lot in a few minutes. Take a breath.")
    refuse_flood(Vote.member_id, member.id, Vote.confirmed_at, most=MAX_VOTES, within=WITHIN, refusal=refusal)
    return _vote(ballot, member, reason=reason, actor=actor)


def vote_on_behalf(idea: Idea, member: Member, by: User, *, source: str, reason: str = "") -> bool:
    """One of us heard that a customer wants it. It costs nothing of the member's budget: they did not choose."""
    if source not in SOURCES or source == "portal":
        raise Refused(_("Say where you heard it."))
    if member.merged_into_id is not None:
        raise Refused(_("This record was merged into another one. Choose that one."))
    return _vote(ballot_of(idea), member, reason=reason, actor=by, source=source, by=by)


def explain_vote(vote: Vote, reason: str, actor: User | None = None) -> None:
    """Answer "Why does this matter to you?"; whoever says so wants it still."""
    reason = clean(reason)
    if len(reason) > MAX_REASON_CHARS:
        raise Refused(_("Use at most %(most)s characters.", most=MAX_REASON_CHARS))
    vote.confirmed_at = now()
    if reason == vote.reason:
        return
    news = bool(reason) and not vote.reason
    vote.reason = reason
    if news:
        record(VOTE_EXPLAINED, member=vote.member, actor=actor, about=vote, facts={"idea": vote.idea_id})


def confirm_vote(vote: Vote, actor: User | None = None) -> None:
    """Say that one wants it still."""
    vote.confirmed_at = now()
    record(VOTE_CONFIRMED, member=vote.member, actor=actor, about=vote, facts={"idea": vote.idea_id})


def withdraw_vote(idea: Idea, member: Member, actor: User | None = None) -> bool:
    """Take the vote back, and what lies still in the ideas that became part of this one; whether there was one."""
    ballot = ballot_of(idea)
    refuse_closed(ballot)
    gone = delete(Vote).where(Vote.idea_id == idea.id, Vote.member_id == member.id)
    row = db.session.execute(gone.returning(Vote.weight, Vote.spends)).first()
    if row is None:
        return False
    db.session.execute(delete(Vote).where(Vote.idea_id.in_(parts_of(idea.id)), Vote.member_id == member.id))
    if row.spends:
        refund(ballot.board_id, member.id)
    count_votes(ballot, -1, -row.weight)
    record(VOTE_WITHDRAWN, member=member, actor=actor, about=idea, facts={"idea": idea.id})
    return True


def vote_as_author(idea: Idea, member: Member) -> bool:
    """Whoever suggests something wants it: their vote, unless the board's budget is spent. The idea is new."""
    if not spend(idea.board_id, idea.board.vote_budget, member.id):
        return False
    ballot = ballot_of(idea)
    _insert(ballot, member, "", "portal", None)
    count_votes(ballot, 1, 1)
    return True


def _vote(
    ballot: Ballot,
    member: Voter,
    *,
    reason: str,
    actor: Identified | None,
    source: str = "portal",
    by: User | None = None,
) -> bool:
    reason = clean(reason)
    if len(reason) > MAX_REASON_CHARS:
        raise Refused(_("Use at most %(most)s characters.", most=MAX_REASON_CHARS))
    refuse_closed(ballot)
    if not _insert(ballot, member, reason, source, by):
        return False
    if by is None and not spend(ballot.board_id, ballot.vote_budget, member.id):
        raise Refused(_("You've used all your votes here. Remove one from another idea, then vote for this one."))
    count_votes(ballot, 1, 1)
    actor_id = by.id if by else actor.id if actor else None
    verb, facts = (VOTE_CAPTURED, {"source": source}) if by else (VOTE_CAST, {})
    about = "idea", ballot.id
    record_lines([Line(verb, member.id, member.company_id, actor_id, about, {"idea": ballot.id, **facts})])
    return True


def _insert(ballot: Ballot, member: Voter, reason: str, source: str, by: User | None) -> bool:
    """The row, unless the constraint knows it already."""
    moment = now()
    row = {
        "idea_id": ballot.id,
        "member_id": member.id,
        "company_id": member.company_id,
        "weight": 1,
        "reason": reason,
        "source": source,
        "on_behalf_by_id": by.id if by else None,
        "spends": by is None and ballot.vote_budget is not None,
        "created_at": moment,
        "confirmed_at": moment,
    }
    return bool(fetch_rows(_new_vote(db.engine.dialect.name), row))


@cache
def _new_vote(_dialect: str) -> Any:
    votes = Vote.metadata.tables["votes"]
    inserted = upserting(votes).on_conflict_do_nothing(index_elements=["idea_id", "member_id"])
    return inserted.returning(votes.c.id)
