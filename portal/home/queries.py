"""What a day at customer success begins with, each part short enough to be read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.ledger.models import Activity
from portal.people.models import Company, Member
from portal.rooms.care.models import Call, Case
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.verbs import FEEDBACK_GIVEN
from portal.rooms.surveys.models import SurveyAnswer

ROWS = 8
SOON = timedelta(days=90)
THANKED_WITHIN = timedelta(days=30)
SPOKE = ("reached", "wrote")


@dataclass(frozen=True)
class Renewal:
    """A company that renews soon, and when one of us last spoke with it."""

    company: Company
    days: int
    touched_at: datetime | None


@dataclass(frozen=True)
class Thanks:
    """Somebody who said something good or useful and has not heard from us since."""

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
    """The newest promoter's answer or piece of feedback whose author nobody has spoken with since."""
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
    untouched = (Member.last_touch_at.is_(None)) | (Member.last_touch_at < SurveyAnswer.answered_at)
    newest = (
        select(SurveyAnswer)
        .join(SurveyAnswer.member)
        .where(
            SurveyAnswer.kind == "nps",
            SurveyAnswer.answered_at >= since,
            SurveyAnswer.real,
            SurveyAnswer.score >= 9,
            untouched,
        )
        .order_by(SurveyAnswer.text == "", SurveyAnswer.answered_at.desc(), SurveyAnswer.id.desc())
        .options(joinedload(SurveyAnswer.member).joinedload(Member.company))
    )
    answer = db.session.scalar(newest.limit(1))
    return Thanks(answer.member, answer.text, answer.score, answer.answered_at) if answer else None


def _feedback(since: datetime) -> Thanks | None:
    """Something a member told us by themselves. An unhappy one is called about their case, not thanked."""
    untouched = (Member.last_touch_at.is_(None)) | (Member.last_touch_at < Activity.occurred_at)
    newest = (
        select(Feedback, Activity.occurred_at)
        .join(Activity, (Activity.about_kind == "feedback") & (Activity.about_id == Feedback.id))
        .join(Member, Member.id == Activity.member_id)
        .where(
            Activity.verb == FEEDBACK_GIVEN,
            Activity.occurred_at >= since,
            Member.segment != "detractor",
            ~Feedback.between_us,
            untouched,
        )
        .order_by(Activity.occurred_at.desc(), Activity.id.desc())
        .options(joinedload(Feedback.member).joinedload(Member.company))
    )
    row = db.session.execute(newest.limit(1)).first()
    if row is None or row.Feedback.member is None:
        return None
    return Thanks(row.Feedback.member, row.Feedback.text, None, row.occurred_at)
