"""Customers saying things, for tests of care and of the pages that show it."""

from datetime import timedelta

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.ledger import record
from portal.ledger.worker import drain
from portal.people.actions.segments import note_answer
from portal.people.models import Member
from portal.rooms.care.models import Case
from portal.rooms.surveys.models import SurveyAnswer


def says(
    member: Member, score: int, text: str = "", *, ago: timedelta = timedelta(), real: bool = True
) -> SurveyAnswer:
    """The member answers; the ledger is not delivered yet."""
    with transaction() as session:
        person = session.get_one(Member, member.id)
        said_at = now() - ago
        answer = SurveyAnswer(
            kind="nps",
            member_id=person.id,
            score=score,
            text=text,
            answered_at=said_at,
            source="link",
            row_key=f"test:{person.id}:{score}:{said_at.timestamp()}:{text}",
            real=real,
            created_at=now(),
        )
        session.add(answer)
        session.flush()
        if real:
            note_answer(person, score, said_at, f"answer:{answer.id}")
        facts = {"survey": "nps", "score": score, "real": real}
        record("survey.answered", member=person, about=answer, facts=facts, occurred_at=said_at)
    return answer


def case_of(member: Member) -> Case:
    """The member's only case, once everything is delivered."""
    drain()
    return db.session.scalars(db.select(Case).where(Case.member_id == member.id)).one()


def a_case(member: Member, score: int = 3, text: str = "The rollout was left to us.") -> Case:
    """An open case of the member."""
    says(member, score, text)
    return case_of(member)
