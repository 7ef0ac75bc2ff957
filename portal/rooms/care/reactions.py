"""What a low answer sets off."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.ledger.ledger import Line, record_lines, subscriber
from portal.ledger.models import Activity
from portal.people.models import Company, Hold, Member
from portal.rooms.surveys.models import SurveyAnswer
from portal.rooms.surveys.verbs import SURVEY_ANSWERED

from .actions.cases import FRESH, hold_source, new_case, start_clock
from .models import STANDING, Case, Concern
from .verbs import CASE_OPENED

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
    standing = _standing_cases(members)
    told: list[tuple[Activity, Case, str]] = []
    opened: list[tuple[Activity, Case, bool]] = []
    for line in lines:
        member = members.get(line.member_id or 0)
        if member is None:
            continue
        text = texts.get(line.about_id or 0, "")
        fresh = is_fresh(line)
        case = standing.get(member.id)
        if case is None:
            case = standing[member.id] = new_case(member, line.occurred_at, fresh=fresh)
            opened.append((line, case, not fresh))
        elif fresh and case.status != "open":
            start_clock(case, line.occurred_at)
            opened.append((line, case, False))
        case.hear(text, line.facts["score"], line.occurred_at)
        told.append((line, case, text))
    db.session.flush()
    _keep_concerns(told)
    _hold_promotion(case for _line, case, triage in opened if not triage)
    record_lines([_opening(line, case, triage) for line, case, triage in opened])


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


def _opening(line: Activity, case: Case, triage: bool) -> Line:
    return Line(
        CASE_OPENED,
        member_id=case.member_id,
        company_id=case.company_id,
        about=("case", case.id),
        facts={"score": line.facts["score"], "triage": triage},
        historic=line.historic,
        cause=line,
    )
