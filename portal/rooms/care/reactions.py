"""What a low answer sets off, and what the worker does for cases: clocks, promises, telling colleagues."""

from collections.abc import Iterable, Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.kits.notices.due_days import latest_day, note_due
from portal.ledger.ledger import Line, record, record_lines, subscriber
from portal.ledger.models import Activity
from portal.ledger.queue import settle_each
from portal.ledger.worker import worker_step
from portal.people.absences import Roster, roster
from portal.people.models import Company, Hold, Member
from portal.rooms.surveys.models import SurveyAnswer
from portal.rooms.surveys.verbs import SURVEY_ANSWERED

from .actions.cases import FRESH, hold_source, new_case, start_clock
from .models import STANDING, Case, Concern, Promise
from .telling import note_promise, tell
from .verbs import CASE_ASSIGNED, CASE_HEARD, CASE_OPENED, CASE_OVERDUE

log = structlog.get_logger()
PAGE = 50

LOW = 6
"""0 to 6 is a detractor's answer (Reichheld 2003)."""


@subscriber("care", SURVEY_ANSWERED)
def hear_low_answers(lines: Sequence[Activity]) -> None:
    """Each real low answer belongs to one case: the member's standing one, or a new one."""
    low = [line for line in lines if _is_low(line)]
    heard = set(db.session.scalars(select(Concern.source).where(Concern.source.in_(map(_source, low)))))
    unheard = [line for line in low if _source(line) not in heard]
    if unheard:
        _open_cases(unheard)


def _open_cases(lines: Sequence[Activity]) -> None:
    texts = _texts_of(lines)
    members = _members_of(lines)
    standing, duty = _standing_cases(members), roster()
    told: list[tuple[Activity, Case, str]] = []
    news: list[tuple[Activity, Case, str]] = []
    for line in lines:
        member = members.get(line.member_id or 0)
        if member is None:
            continue
        text = texts.get(line.about_id or 0, "")
        case, became = _case_of(line, member, standing, duty)
        if became:
            news.append((line, case, became))
        case.hear(text, line.facts["score"], line.occurred_at)
        told.append((line, case, text))
    db.session.flush()
    _keep_concerns(told)
    _hold_promotion(case for _line, case, became in news if became == "opened")
    record_lines([_news(line, case, became) for line, case, became in news])


def _case_of(line: Activity, member: Member, standing: dict[int, Case], duty: Roster) -> tuple[Case, str]:
    """The case that an answer belongs to, and what became of it: opened, put into triage, or heard of again."""
    fresh, case = is_fresh(line), standing.get(member.id)
    if case is None:
        case = standing[member.id] = new_case(member, line.occurred_at, fresh=fresh, duty=duty)
        return case, "opened" if fresh else "triage"
    if fresh and case.status != "open":
        start_clock(case, line.occurred_at)
        return case, "opened"
    known_before = case.id is not None
    return case, "heard" if fresh and known_before else ""


def is_fresh(line: Activity) -> bool:
    """Whether the answer was news when we learned of it."""
    return line.recorded_at - line.occurred_at <= FRESH


def _is_low(line: Activity) -> bool:
    score = line.facts.get("score")
    return bool(line.facts.get("real")) and line.member_id is not None and score is not None and score <= LOW


def _source(line: Activity) -> str:
    return f"answer:{line.about_id}"


def _texts_of(lines: Sequence[Activity]) -> dict[int, str]:
    answers = select(SurveyAnswer.id, SurveyAnswer.text).where(SurveyAnswer.id.in_(line.about_id for line in lines))
    return dict(db.session.execute(answers).all())


def _members_of(lines: Sequence[Activity]) -> dict[int, Member]:
    statement = select(Member).where(Member.id.in_({line.member_id for line in lines}))
    owners = joinedload(Member.owner), joinedload(Member.company).joinedload(Company.owner)
    return {member.id: member for member in db.session.scalars(statement.options(*owners))}


def _standing_cases(members: Iterable[int]) -> dict[int, Case]:
    cases = select(Case).where(Case.member_id.in_(members), Case.status.in_(STANDING))
    return {case.member_id: case for case in db.session.scalars(cases.order_by(Case.id))}


def _keep_concerns(told: Iterable[tuple[Activity, Case, str]]) -> None:
    for line, case, text in told:
        db.session.add(
            Concern(
                case_id=case.id,
                source=_source(line),
                score=line.facts["score"],
                text=text,
                said_at=line.occurred_at,
            )
        )


def _hold_promotion(cases: Iterable[Case]) -> None:
    rows = [
        {"member_id": case.member_id, "category": "promotion", "source": hold_source(case), "created_at": now()}
        for case in cases
    ]
    insert_or_ignore(Hold, rows)


def _news(line: Activity, case: Case, became: str) -> Line:
    return Line(
        CASE_HEARD if became == "heard" else CASE_OPENED,
        member_id=case.member_id,
        company_id=case.company_id,
        about=("case", case.id),
        facts={} if became == "heard" else {"score": line.facts["score"], "triage": became == "triage"},
        historic=line.historic,
        cause=line,
    )


@worker_step("overdue_cases", every=30)
def note_overdue() -> int:
    """Tell the ledger of a page of cases whose clock has run out, once for each clock; how many."""
    late = select(Case).where(Case.status == "open", Case.due_at <= now(), Case.overdue_noted_at.is_(None))
    return settle_each(late.order_by(Case.due_at, Case.id), PAGE, _note_overdue, _mark_overdue)


def _note_overdue(case: Case) -> None:
    record(CASE_OVERDUE, member=case.member, about=case)
    case.overdue_noted_at = now()


def _mark_overdue(case: Case, failure: Exception) -> None:
    log.error("care.overdue_failed", case=case.id, exc_info=failure)
    case.overdue_noted_at = now()


@worker_step("promises_due", every=300)
def promises_due() -> int:
    """Tell colleagues of a page of promises whose day has come."""
    waiting = Promise.done_at.is_(None), Promise.due_noted_at.is_(None), Promise.due_on <= latest_day()
    due = select(Promise).where(*waiting).order_by(Promise.due_on, Promise.id).options(joinedload(Promise.by))
    return note_due(due, note_promise)


@subscriber("care.tell", CASE_OPENED, CASE_HEARD, CASE_ASSIGNED, CASE_OVERDUE)
def tell_colleagues(lines: Sequence[Activity]) -> None:
    """Tell whoever has the case, or everybody who could take it, as it stands by now."""
    for line in lines:
        case = db.session.get(Case, line.about_id) if line.about_id else None
        if case is not None and case.status == "open":
            tell(case, line)
