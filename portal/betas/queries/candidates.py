"""Who could test: people who applied, an idea's voters, a segment; with what makes a draw fair."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from ...core.clock import now
from ...core.database import db
from ...ideas.models import Idea, Vote
from ...members.models import Hold, Member, User
from ..models import SEATED, Applicant, Beta
from ..sample import Candidate


def applied(beta: Beta) -> list[Candidate]:
    """Those who applied and wait for a decision, the first first. `id` is the applicant's."""
    wanted = _fairly(Applicant.id, Applicant.company_id).where(
        Applicant.beta_id == beta.id, Applicant.status == "applied"
    )
    return _candidates(wanted.join(Member, Member.id == Applicant.member_id).order_by(Applicant.applied_at))


def in_segment(beta: Beta, segment: str) -> list[Candidate]:
    """Members of a segment who may be asked. `id` is the member's."""
    return _candidates(_askable(beta).where(Member.segment == segment).order_by(Member.id))


def voters_of(beta: Beta, idea: Idea) -> list[Candidate]:
    """Those who voted for the idea (or for one that became part of it) and may be asked. `id` is the member's."""
    its = select(Idea.id).where(or_(Idea.id == idea.id, Idea.merged_into_id == idea.id))
    voted = exists().where(Vote.member_id == Member.id, Vote.idea_id.in_(its))
    return _candidates(_askable(beta).where(voted).order_by(Member.id))


def _askable(beta: Beta) -> Select[Any]:
    """Members who can sign in, are not on a break, want such mails, have nothing to be put right with them first,
    and are not in this beta already."""
    return _fairly(Member.id, Member.company_id).where(
        Member.merged_into_id.is_(None),
        Member.unsubscribed_at.is_(None),
        or_(Member.paused_until.is_(None), Member.paused_until <= now()),
        exists().where(User.member_id == Member.id, User.active),
        ~exists().where(Hold.member_id == Member.id, Hold.category == "promotion", Hold.released_at.is_(None)),
        ~exists().where(Applicant.member_id == Member.id, Applicant.beta_id == beta.id),
    )


def _fairly(*columns: Any) -> Select[Any]:
    return select(*columns, _betas_of("not_this_round"), _betas_of(*SEATED))


def _betas_of(*statuses: str) -> ColumnElement[int]:
    """In how many betas the member of the row stands so."""
    other = Applicant.__table__.alias()
    counted = select(func.count()).where(other.c.member_id == Member.id, other.c.status.in_(statuses))
    return counted.correlate(Member).scalar_subquery()


def _candidates(wanted: Select[Any]) -> list[Candidate]:
    return [Candidate(*row) for row in db.session.execute(wanted)]
