"""What a day at customer success begins with, each part short enough to be read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.core.database import db
from portal.people.models import Company, Member
from portal.rooms.care.models import STANDING, Call, Case
from portal.rooms.feedback.models import Feedback
from portal.rooms.surveys.models import SurveyAnswer

ROWS = 8
SOON = timedelta(days=90)
THANKED_WITHIN = timedelta(days=30)
FIVE_STARS = 5
SPOKE = ("reached", "wrote")


@dataclass(frozen=True)
class Renewal:
    """A company that renews soon, and when one of us last spoke with it."""

    company: Company
    days: int
    touched_at: datetime | None


@dataclass(frozen=True)
class Thanks:
    """Somebody who said something good and has not heard from us since."""

    member: Member
    text: str
    score: int | None
    said_at: datetime


def overdue_cases(moment: datetime) -> int:
    """How many customers have waited longer than we promised."""
    late = select(func.count()).select_from(Case).where(Case.status == "open", Case.due_at < moment)
    return db.session.scalar(late) or 0


def renewing_soon(today: date, most: int = ROWS) -> list[Renewal]:
    """Customers whose contract ends within ninety days, the next one first."""
    soon = select(Company).where(Company.renews_on.between(today, today + SOON), Company.kind != "former")
    companies = list(
        db.session.scalars(soon.order_by(Company.renews_on, Company.id).limit(most).options(joinedload(Company.owner)))
    )
    touched = _touched([company.id for company in companies])
    return [
        Renewal(company, (company.renews_on - today).days, touched.get(company.id))
        for company in companies
        if company.renews_on
    ]


def person_to_thank(moment: datetime) -> Thanks | None:
    """The newest praise, in an answer or a review, whose author nobody has spoken with since and who has no open
    case."""
    since = moment - THANKED_WITHIN
    candidates = [said for said in (_praise(since), _feedback(since)) if said]
    return max(candidates, key=lambda said: (bool(said.text), said.said_at), default=None)


def _touched(companies: list[int]) -> dict[int, datetime]:
    last = (
        select(Call.company_id, func.max(Call.at))
        .where(Call.company_id.in_(companies), Call.outcome.in_(SPOKE))
        .group_by(Call.company_id)
    )
    return {company_id: at for company_id, at in db.session.execute(last) if company_id}


def _praise(since: datetime) -> Thanks | None:
    """A real 9 or 10; one with words before one without."""
    newest = (
        select(SurveyAnswer)
        .join(SurveyAnswer.member)
        .where(
            SurveyAnswer.kind == "nps",
            SurveyAnswer.answered_at >= since,
            SurveyAnswer.real,
            SurveyAnswer.score >= 9,
            *_unanswered(SurveyAnswer.answered_at),
        )
        .order_by(SurveyAnswer.text == "", SurveyAnswer.answered_at.desc(), SurveyAnswer.id.desc())
        .options(joinedload(SurveyAnswer.member).joinedload(Member.company))
    )
    answer = db.session.scalar(newest.limit(1))
    return Thanks(answer.member, answer.text, answer.score, answer.answered_at) if answer else None


def _feedback(since: datetime) -> Thanks | None:
    """Words that came with five stars. Without any mark nobody knows whether they praise or complain."""
    newest = (
        select(Feedback)
        .join(Feedback.member)
        .where(
            Feedback.said_at >= since,
            Feedback.dated,
            Feedback.rating == FIVE_STARS,
            ~Feedback.between_us,
            Member.segment != "detractor",
            *_unanswered(Feedback.said_at),
        )
        .order_by(Feedback.said_at.desc(), Feedback.id.desc())
        .options(contains_eager(Feedback.member).joinedload(Member.company))
    )
    piece = db.session.scalar(newest.limit(1))
    return Thanks(piece.member, piece.text, None, piece.said_at) if piece and piece.member else None


def _unanswered(said_at: Any) -> tuple[ColumnElement[bool], ...]:
    """Nobody has spoken with the member since, and nobody owes them an answer to a complaint."""
    complains = exists().where(Case.member_id == Member.id, Case.status.in_(STANDING))
    return or_(Member.last_touch_at.is_(None), Member.last_touch_at < said_at), ~complains
