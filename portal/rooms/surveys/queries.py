"""Questions about questions: which one a link stands for, what was answered, what it adds up to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from portal.access.links import led_to_by
from portal.access.models import Link
from portal.core.clock import now
from portal.core.database import db
from portal.people.actions.segments import segment_of
from portal.people.models import Member
from portal.people.queries.addresses import why_fallen

from .models import SurveyAnswer, SurveyRequest

FEW = 20
"""Fewer answers say nothing about the rest."""
QUARTER = timedelta(days=90)
SEGMENTS = ("promoter", "passive", "detractor")


def request_of(token: str) -> SurveyRequest | None:
    """The question that this link was made for, answered or not."""
    return db.session.scalar(
        select(SurveyRequest)
        .join(Link, Link.subject_id == SurveyRequest.id)
        .where(_is_link(token))
        .options(joinedload(SurveyRequest.member), joinedload(SurveyRequest.asked_by))
    )


def why_not_by_link(request: SurveyRequest, token: str) -> str | None:
    """Why this link to it answers nothing any more: the member has moved, or closed their login since."""
    link = db.session.scalar(select(Link).where(_is_link(token)))
    return why_fallen(request.member, link) if link is not None else None


def _is_link(token: str) -> ColumnElement[bool]:
    return and_(led_to_by(token), Link.purpose == "survey")


def open_request(member_id: int) -> SurveyRequest | None:
    """The newest question that this member can still answer."""
    return db.session.scalar(
        select(SurveyRequest)
        .where(
            SurveyRequest.member_id == member_id,
            SurveyRequest.answered_at.is_(None),
            SurveyRequest.expires_at > now(),
        )
        .order_by(SurveyRequest.asked_at.desc(), SurveyRequest.id.desc())
        .limit(1)
    )


def answer_to(request: SurveyRequest) -> SurveyAnswer | None:
    """What was answered to this question."""
    return db.session.scalar(select(SurveyAnswer).where(SurveyAnswer.request_id == request.id))


def answers_of(member_id: int, most: int = 4) -> list[SurveyAnswer]:
    """A member's newest answers."""
    return list(db.session.scalars(_ANSWERS, {"whose": member_id, "most": most}))


_ANSWERS = (
    select(SurveyAnswer)
    .where(SurveyAnswer.member_id == bindparam("whose"))
    .order_by(SurveyAnswer.answered_at.desc(), SurveyAnswer.id.desc())
    .limit(bindparam("most"))
)


def real_answers(segment: str | None = None) -> Select[SurveyAnswer]:
    """Scored answers that count, with who gave them; those of one segment."""
    people = joinedload(SurveyAnswer.member).joinedload(Member.company)
    answers = select(SurveyAnswer).where(SurveyAnswer.kind == "nps", SurveyAnswer.real).options(people)
    if segment in SEGMENTS:
        scores = [score for score in range(11) if segment_of(score) == segment]
        answers = answers.where(SurveyAnswer.score.in_(scores))
    return answers


@dataclass(frozen=True)
class Tally:
    """Answers by score, 0-10, of a span of time."""

    by_score: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.by_score.values())

    @property
    def by_segment(self) -> dict[str, int]:
        return {name: sum(n for score, n in self.by_score.items() if segment_of(score) == name) for name in SEGMENTS}

    @property
    def nps(self) -> int | None:
        """Promoters less detractors in per cent (Reichheld 2003); None where there are too few to tell."""
        if self.total < FEW:
            return None
        return round(100 * (self.by_segment["promoter"] - self.by_segment["detractor"]) / self.total)


def tally(since: datetime) -> Tally:
    """How real answers since then spread over the eleven scores."""
    counts = (
        select(SurveyAnswer.score, func.count())
        .where(SurveyAnswer.kind == "nps", SurveyAnswer.real, SurveyAnswer.answered_at >= since)
        .where(SurveyAnswer.score.is_not(None))
        .group_by(SurveyAnswer.score)
    )
    counted = {score: count for score, count in db.session.execute(counts) if score is not None}
    return Tally({score: counted.get(score, 0) for score in range(11)})
