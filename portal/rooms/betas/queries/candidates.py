"""Who could test: people who applied, an idea's voters, a segment; with what makes a draw fair."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, not_, or_, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.rows import columns_for
from portal.people.audience import members_in
from portal.people.holds import BREAK, HELD, PAUSE, reasons_to_wait, stands
from portal.people.models import Audience, Company, Member, Pause
from portal.rooms.ideas.models import Idea, Vote

from ..models import SEATED, Applicant, Beta
from ..sample import Candidate

MAX_PAUSED = 8
REST = timedelta(days=90)
"""So long nobody is asked who said no to a beta or left one."""


def applied(beta: Beta) -> list[Candidate]:
    """Those who applied and wait for a decision, the first first. `id` is the applicant's."""
    statement = _fairly(Applicant).select_from(Applicant)
    mine = Applicant.beta_id == beta.id, Applicant.status == "applied"
    joined = statement.join(Member, Member.id == Applicant.member_id)
    joined = joined.outerjoin(Company, Company.id == Applicant.company_id)
    return _candidates(joined.where(*mine).order_by(Applicant.applied_at, Applicant.id))


def in_segment(beta: Beta, segment: str) -> list[Candidate]:
    """Members of a segment who may be asked. `id` is the member's."""
    return _candidates(_askable(beta).where(Member.segment == segment).order_by(Member.id))


def voters_of(beta: Beta, idea: Idea) -> list[Candidate]:
    """Those who voted for the idea (or for one that became part of it) and may be asked. `id` is the member's."""
    return _candidates(_askable(beta).where(_voted(idea)).order_by(Member.id))


def left_out(beta: Beta, among: Idea | str) -> dict[str, int]:
    """How many of the idea's voters, or of a segment, are not asked now, by the first reason against it."""
    of_them = Member.segment == among if isinstance(among, str) else _voted(among)
    against = _against(beta)
    reason = case(*((applies, name) for name, applies in against.items()))
    counted = select(reason, func.count()).select_from(Member).outerjoin(Company, Company.id == Member.company_id)
    counted = counted.where(of_them, Member.merged_into_id.is_(None), or_(*against.values())).group_by(reason)
    counts: dict[str, int] = dict(db.session.execute(counted).all())
    return {name: counts[name] for name in against if name in counts}


def paused_among(among: Idea | str, most: int = MAX_PAUSED) -> list[tuple[Member, Pause]]:
    """Those of the idea's voters, or of a segment, whom a colleague paused, the longest pause first."""
    of_them = Member.segment == among if isinstance(among, str) else _voted(among)
    theirs = or_(Pause.member_id == Member.id, Pause.company_id == Member.company_id)
    paused = select(Member, Pause).join(Pause, theirs).where(of_them, Member.merged_into_id.is_(None), stands(now()))
    rows = db.session.execute(paused.order_by(Pause.until.desc(), Member.id).limit(most)).all()
    longest: dict[Member, Pause] = {}
    for member, pause in rows:
        longest.setdefault(member, pause)
    return list(longest.items())


def _askable(beta: Beta) -> Select[Any]:
    """Members against whom nothing speaks."""
    statement = _fairly(Member).select_from(Member)
    joined = statement.outerjoin(Company, Company.id == Member.company_id)
    return joined.where(Member.merged_into_id.is_(None), *(not_(applies) for applies in _against(beta).values()))


def _against(beta: Beta) -> dict[str, ColumnElement[bool]]:
    """What speaks against asking a member (with their company) now, by name; each is true or false, never unknown."""
    audience = db.session.get(Audience, beta.audience_id) if beta.audience_id else None
    waits = reasons_to_wait(now())
    said_no = Applicant.status.in_(("declined", "withdrawn")), Applicant.changed_at > now() - REST
    return {
        "in_it": exists().where(Applicant.member_id == Member.id, Applicant.beta_id == beta.id),
        "not_for_them": not_(func.coalesce(members_in(audience), False)),
        "no_login": ~exists().where(User.member_id == Member.id, User.active),
        BREAK: waits[BREAK],
        "unsubscribed": Member.unsubscribed_at.is_not(None),
        HELD: waits[HELD],
        PAUSE: waits[PAUSE],
        "said_no": exists().where(Applicant.member_id == Member.id, *said_no),
    }


def _voted(idea: Idea) -> ColumnElement[bool]:
    its = select(Idea.id).where(or_(Idea.id == idea.id, Idea.merged_into_id == idea.id))
    return exists().where(Vote.member_id == Member.id, Vote.idea_id.in_(its))


def _fairly(counted: type[Applicant | Member]) -> Select[Any]:
    """What makes a draw among them fair. They are joined with their member and their company."""
    columns = columns_for(
        Candidate,
        id=counted.id,
        company_id=counted.company_id,
        turned_away=_betas_of("not_this_round"),
        tested=_betas_of(*SEATED),
        segment=Member.segment,
        plan=Company.plan,
        region=Company.region,
    )
    return select(*columns)


def _betas_of(*statuses: str) -> ColumnElement[int]:
    """In how many betas the member of the row stands so."""
    other = Applicant.__table__.alias()
    counted = select(func.count()).where(other.c.member_id == Member.id, other.c.status.in_(statuses))
    return counted.correlate(Member).scalar_subquery()


def _candidates(statement: Select[Any]) -> list[Candidate]:
    return [Candidate._make(row) for row in db.session.execute(statement)]
