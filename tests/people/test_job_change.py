"""Somebody works elsewhere now: they move, history stays."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.registry import full_name
from portal.core.slots import _panels, panel
from portal.ledger.models import Activity
from portal.people.actions.jobs import change_job
from portal.people.models import Company, Employment, Member
from tests.actors import a_member, staff

MAY = date(2026, 5, 4)


def test_the_old_employment_ends_and_the_new_one_begins(app: Flask) -> None:
    tom = a_member("Tom Ellis", "Railworks", job_title="Dispatcher")
    with transaction():
        change_job(db.session.merge(tom), "Helio Energy", "Head of logistics", MAY, None)

    tom = db.session.get_one(Member, tom.id)
    jobs = db.session.query(Employment).filter_by(member_id=tom.id).order_by(Employment.id).all()
    assert (tom.company.name, tom.job_title) == ("Helio Energy", "Head of logistics")
    assert tom.confirmed_at is not None
    assert [(job.company.name, job.job_title, job.until) for job in jobs] == [
        ("Railworks", "Dispatcher", MAY),
        ("Helio Energy", "Head of logistics", None),
    ]
    assert all(job.since <= (job.until or job.since) for job in jobs)


def test_history_stays_with_the_old_employer(app: Flask, success: FlaskClient) -> None:
    tom = a_member("Tom Ellis", "Railworks")
    railworks = tom.company_id
    with transaction():
        change_job(db.session.merge(tom), "Helio Energy", "", MAY, None)

    page = success.get(f"/companies/{railworks}").text

    assert "Worked here before" in page
    assert "Tom Ellis · Added to the programme" in page


def test_the_ledger_knows_from_where_to_where(app: Flask) -> None:
    tom, priya = a_member("Tom Ellis", "Railworks"), staff("success")
    left = tom.company_id
    with transaction():
        change_job(db.session.merge(tom), "Helio Energy", "", MAY, db.session.merge(priya))

    line = db.session.query(Activity).filter_by(verb="employment.changed").one()
    helio = db.session.query(Company).filter_by(name="Helio Energy").one()
    assert line.facts == {"from_company": left, "to_company": helio.id}
    assert (line.member_id, line.company_id, line.actor_user_id) == (tom.id, helio.id, priya.id)


def test_a_first_employer_has_no_former_one(app: Flask) -> None:
    tom = a_member("Tom Ellis", "")
    with transaction():
        change_job(db.session.merge(tom), "Helio Energy", "", MAY, None)

    assert "from_company" not in db.session.query(Activity).filter_by(verb="employment.changed").one().facts


@pytest.mark.parametrize(
    ("company", "since"), [("RAILWORKS", MAY), ("  ", MAY), ("Helio Energy", now().date() + timedelta(days=2))]
)
def test_what_is_no_job_change_is_refused_and_changes_nothing(app: Flask, company: str, since: date) -> None:
    tom = a_member("Tom Ellis", "Railworks")

    with pytest.raises(Refused), transaction():
        change_job(db.session.merge(tom), company, "", since, None)

    assert db.session.query(Employment).one().until is None


def test_the_page_lists_what_it_touches_before_anything_is_done(app: Flask, success: FlaskClient) -> None:
    tom = a_member("Tom Ellis", "Railworks")
    panel("job_change")(_two_quotes)
    try:
        page = success.get(f"/people/{tom.id}/job").text
    finally:
        _panels.discard(f"job_change {full_name(_two_quotes)}")

    assert "Two quotes of Tom to clear again" in page
    assert "Their time at Railworks ends" in page
    assert db.session.query(Employment).one().until is None


def test_staff_note_a_job_change_and_the_new_address(app: Flask, success: FlaskClient) -> None:
    tom = a_member("Tom Ellis", "Railworks", email="tom@railworks.example")
    typed = {"company": "Helio Energy", "job_title": "Lead", "since": "2026-05-04", "email": "Tom@helio.example"}

    answer = success.post(f"/people/{tom.id}/job", data=typed)

    tom = db.session.get_one(Member, tom.id)
    assert answer.status_code == 303
    assert (tom.company.name, tom.email) == ("Helio Energy", "tom@helio.example")
    assert success.get(answer.location).text.count('class="flash ') == 1


def test_a_refused_job_change_keeps_what_was_typed(app: Flask, success: FlaskClient) -> None:
    tom = a_member("Tom Ellis", "Railworks")

    answer = success.post(
        f"/people/{tom.id}/job", data={"company": "Railworks", "job_title": "Lead", "since": "2026-05-04"}
    )

    assert answer.status_code == 422
    assert "works there already" in answer.text
    assert 'value="Lead"' in answer.text


@pytest.mark.one_database
def test_a_day_to_come_is_refused_beside_its_field(app: Flask, success: FlaskClient) -> None:
    tom = a_member("Tom Ellis", "Railworks")
    day = now().date() + timedelta(days=3)

    answer = success.post(f"/people/{tom.id}/job", data={"company": "Helio Energy", "since": day.isoformat()})

    assert answer.status_code == 422
    assert "That date is in the future" in answer.text


def _two_quotes(member: Member) -> str:
    return f"<p>Two quotes of {member.given_name} to clear again</p>"
