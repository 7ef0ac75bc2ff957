"""The words of a survey's answer are feedback too: taken over once, and counted as one act, the answer."""

from flask import Flask
from sqlalchemy import func, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.search.actions import index_due, index_faults
from portal.ledger.ledger import record
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.reactions import keep_text
from portal.rooms.surveys.models import SurveyAnswer
from portal.rooms.surveys.transfer.writing import Answer, keep_answers
from tests.actors import a_member


def answered(member: Member, text: str, score: int = 9) -> None:
    with transaction() as session:
        answer = SurveyAnswer(
            kind="nps",
            member_id=member.id,
            score=score,
            text=text,
            answered_at=now(),
            source="link",
            row_key=f"link:{text}{score}",
            real=True,
            created_at=now(),
        )
        session.add(answer)
        session.flush()
        facts = {"survey": "nps", "score": score, "real": True}
        record("survey.answered", member=session.get_one(Member, member.id), about=answer, facts=facts)


def test_an_answer_with_words_becomes_feedback_once(app: Flask) -> None:
    mei = a_member()
    answered(mei, "Ward forms still arrive by fax.")
    answered(mei, "")
    drain()
    piece = db.session.scalars(select(Feedback)).one()
    assert (piece.text, piece.source, piece.score) == ("Ward forms still arrive by fax.", "survey", 9)
    assert (piece.member_id, piece.company_id) == (mei.id, mei.company_id)
    with transaction() as session:
        keep_text(session.scalars(select(Activity).where(Activity.verb == "survey.answered")).all())
    assert db.session.scalar(select(func.count()).select_from(Feedback)) == 1
    assert db.session.scalar(select(func.count()).where(Activity.verb.startswith("feedback."))) == 0


def test_thousands_of_answers_cost_a_few_statements(app: Flask) -> None:
    people = [a_member(f"Person {number}", "Orbit Health") for number in range(5)]
    with transaction():
        keep_answers(
            [
                Answer(
                    people[number % 5].id, people[number % 5].company_id, 9, f"Words {number}", now(), f"row:{number}"
                )
                for number in range(2_000)
            ]
        )
    drain()
    assert db.session.scalar(select(func.count()).select_from(Feedback)) == 2_000
    while index_due():
        pass
    assert list(index_faults()) == []
