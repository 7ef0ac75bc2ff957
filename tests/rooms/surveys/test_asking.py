from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.models import HeldBack
from portal.ledger.models import Activity, Mail
from portal.people.actions.segments import hold
from portal.people.models import Member
from portal.rooms.surveys.actions import ask
from portal.rooms.surveys.models import SurveyRequest
from tests.actors import a_member, a_user, signed_in, staff


def asking(member: Member, cause: str = "test:1", **options: object) -> tuple[bool, str | None]:
    with transaction() as session:
        outcome = ask(session.get_one(Member, member.id), "nps", cause_key=cause, **options)
    return outcome.posted, outcome.reason


def requests() -> int:
    return db.session.scalar(select(func.count()).select_from(SurveyRequest)) or 0


def test_a_contact_is_asked_once_for_one_cause(app: Flask) -> None:
    member = a_member()
    assert asking(member) == asking(member) == (True, None)
    assert requests() == 1
    assert db.session.scalars(select(Mail.category)).all() == ["survey"]
    told = select(Activity.facts).where(Activity.verb == "survey.asked")
    assert db.session.scalars(told).all() == [{"survey": "nps"}]


def test_nobody_is_asked_a_second_time_while_the_first_question_waits(app: Flask) -> None:
    member = a_member()
    asking(member)
    assert asking(member, "test:2") == (False, "open_question")
    with at(now() + timedelta(days=31)):
        assert asking(member, "test:3") == (True, None)


def test_a_question_that_the_gate_holds_back_leaves_nothing_behind(app: Flask) -> None:
    member = a_member(unsubscribed_at=now())
    assert asking(member) == (False, "unsubscribed")
    assert requests() == 0
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0
    assert db.session.scalars(select(HeldBack.template)).all() == ["one_question"]
    assert not db.session.scalars(select(Activity).where(Activity.verb == "survey.asked")).all()


def test_a_care_follow_up_reaches_somebody_who_is_held(app: Flask) -> None:
    member = a_member()
    with transaction():
        hold(member.id, "promotion", "case:1")
    assert asking(member) == (False, "held")
    assert asking(member, "test:2", care=True) == (True, None)


def test_a_question_for_later_can_be_answered_for_thirty_days_from_then(app: Flask) -> None:
    later = now() + timedelta(days=30)
    asking(a_member(), due_at=later)
    request = db.session.scalars(select(SurveyRequest)).one()
    assert request.expires_at == later + timedelta(days=30)
    assert db.session.scalars(select(Mail.due_at)).one() >= later


def test_success_asks_in_their_own_name_and_a_moderator_cannot(app: Flask) -> None:
    member = a_member()
    address = f"/people/{member.id}/question"
    for nobody in (signed_in(app, staff("moderator")), signed_in(app, a_user(a_member("Tom Hale")))):
        assert nobody.post(address, data={"kind": "nps"}).status_code == 404
    assert app.test_client().post(address, data={"kind": "nps"}).status_code == 303
    assert requests() == 0
    lena = signed_in(app, staff("success", name="Lena Brandt"))
    assert lena.post(address, data={"kind": "haruspicy"}).status_code == 422
    assert lena.post(address, data={"kind": "nps"}).status_code == 303
    assert db.session.scalars(select(Mail.sender_name)).all() == ["Lena Brandt"]
    assert lena.post("/people/999/question", data={"kind": "nps"}).status_code == 404


def test_staff_hear_why_somebody_is_not_asked(app: Flask) -> None:
    member = a_member(paused_until=now() + timedelta(days=3))
    lena = signed_in(app, staff("success"))
    lena.post(f"/people/{member.id}/question", data={"kind": "nps"})
    with lena.session_transaction() as cookie:
        [(category, said)] = cookie["_flashes"]
    assert (category, said) == ("warning", "Not asked. They are taking a break.")


@pytest.mark.parametrize("email", ["MEI@example.org", " mei@example.org "])
def test_the_command_line_asks_by_address(app: Flask, email: str) -> None:
    a_member(email="mei@example.org")
    done = app.test_cli_runner().invoke(args=["surveys", "ask", email, "--json"])
    assert (done.exit_code, '"asked": true' in done.stdout) == (0, True)
    assert requests() == 1


def test_the_command_line_refuses_with_a_reason(app: Flask) -> None:
    a_member(email="mei@example.org", unsubscribed_at=now())
    run = app.test_cli_runner().invoke
    unknown = run(args=["surveys", "ask", "nobody@example.org"])
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "nobody@example.org" in unknown.stderr
    held = run(args=["surveys", "ask", "mei@example.org"])
    assert held.exit_code == 2
    assert "opted out of these emails" in held.stderr
