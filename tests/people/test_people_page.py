"""A member's page: what we know, how they stand, and putting it right."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.models import Activity
from portal.people.actions.segments import hold, note_answer
from portal.people.models import Employment, Member
from tests.actors import a_member, a_user, staff

pytestmark = pytest.mark.one_database

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_the_card_says_what_we_know(app: Flask, success: FlaskClient) -> None:
    owner = staff("success", name="Daniel Brandt")
    mei = a_member(
        "Mei Tanaka", job_title="Head of IT", country="JP", incentive="first_look", owner_user_id=owner.id,
        takes_gifts=False, wants="Compare scanned PDFs", joined_at=NOON,
    )  # fmt: skip
    with at(NOON):
        page = success.get(f"/people/{mei.id}").text

    for words in ("Head of IT", "Orbit Health", "Japan", "21:00", "A first look", "Daniel Brandt", "not allowed"):
        assert words in page
    assert "Compare scanned PDFs" in page


def test_answers_stand_with_the_segment_they_made(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka")
    with transaction():
        note_answer(db.session.merge(mei), 3, NOON - timedelta(days=90), "answer:1")
        note_answer(db.session.merge(mei), 9, NOON, "answer:2")

    page = success.get(f"/people/{mei.id}").text

    assert "Promoter · 9" in page
    assert "Detractor" in page


def test_a_hold_a_break_and_a_no_are_told(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", paused_until=now() + timedelta(days=9), unsubscribed_at=now())
    free = a_member("Jonas Weber")
    with transaction():
        hold(mei.id, "promotion", "care:1")

    page = success.get(f"/people/{mei.id}").text

    assert "On a break" in page
    assert "Nothing promotional" in page
    assert "Held: promotion" in page
    assert "Yes, everything" in success.get(f"/people/{free.id}").text


def test_details_are_put_right_and_the_change_is_recorded(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", email="mei@example.org")

    answer = success.post(f"/people/{mei.id}/edit", data={**_typed(), "family_name": "Sato", "takes_gifts": ""})

    mei = db.session.get_one(Member, mei.id)
    assert answer.status_code == 303
    assert (mei.name, mei.folded, mei.takes_gifts, mei.confirmed_at) == ("Mei Sato", "sato mei", False, None)
    assert _verbs(mei) == ["member.created", "member.changed"]


def test_saving_without_a_change_records_nothing(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", email="mei@example.org")

    success.post(f"/people/{mei.id}/edit", data=_typed())

    assert _verbs(mei) == ["member.created"]


def test_a_corrected_company_is_no_job_change(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", "Orbit Heath", email="mei@example.org")

    success.post(f"/people/{mei.id}/edit", data={**_typed(), "company_name": "Orbit Health"})

    jobs = db.session.query(Employment).filter_by(member_id=mei.id).all()
    assert [job.company.name for job in jobs] == ["Orbit Health"]
    assert jobs[0].until is None
    assert "employment.changed" not in _verbs(mei)


def test_what_was_typed_stays_when_the_address_belongs_to_somebody_else(app: Flask, success: FlaskClient) -> None:
    a_member("Jonas Weber", email="jonas@example.org")
    mei = a_member("Mei Tanaka", email="mei@example.org")

    answer = success.post(
        f"/people/{mei.id}/edit", data={**_typed(), "email": "jonas@example.org", "wants": "Peace and quiet"}
    )

    assert answer.status_code == 422
    assert "Jonas Weber has this address already" in answer.text
    assert "Peace and quiet" in answer.text
    assert db.session.get_one(Member, mei.id).email == "mei@example.org"


def test_the_address_of_a_colleague_is_not_changed_by_editing_people(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", email="mei@example.org")
    login = a_user(mei, "owner")

    answer = success.post(f"/people/{mei.id}/edit", data={**_typed(), "email": "mine@evil.example"})

    assert answer.status_code == 422
    assert "colleague with a role" in answer.text
    assert db.session.get_one(User, login.id).email == "mei@example.org"
    assert db.session.get_one(Member, mei.id).email == "mei@example.org"


def test_details_are_confirmed_with_one_button(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", created_at=now() - timedelta(days=400))
    assert "Are these details still right?" in success.get(f"/people/{mei.id}").text

    success.post(f"/people/{mei.id}/confirmation")

    assert "Are these details still right?" not in success.get(f"/people/{mei.id}").text
    assert _verbs(mei)[-1] == "member.confirmed"


def _typed() -> dict[str, str]:
    """The edit form as it comes for Mei, nothing changed."""
    return {
        "given_name": "Mei",
        "family_name": "Tanaka",
        "email": "mei@example.org",
        "company_name": "Orbit Health",
        "takes_gifts": "y",
    }


def _verbs(member: Member) -> list[str]:
    return [line.verb for line in db.session.query(Activity).filter_by(member_id=member.id).order_by(Activity.id)]
