"""The welcome: four steps that can be skipped and come back to, and the page of one's own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db
from portal.ledger.models import Activity
from portal.people.models import Company, Member
from portal.people.panels.welcome import unfinished_welcome
from portal.people.reactions import breaks
from tests.actors import a_member, a_user, signed_in, staff

pytestmark = pytest.mark.one_database

DETAILS = {"given_name": "Inès", "family_name": "Moreau", "job_title": "Counsel", "time_zone": "Europe/Paris"}


@pytest.fixture
def ines(app: Flask) -> Member:
    return a_member("Ines Moreau", joined_at=now())


@pytest.fixture
def browser(app: Flask, ines: Member) -> FlaskClient:
    return signed_in(app, a_user(ines))


def test_the_welcome_keeps_what_is_said_and_is_recorded_with_the_incentive(ines: Member, browser: FlaskClient) -> None:
    said = (
        {"incentive": "meet_peers", "wants": "Peers in insurance"},
        {"uses_us_for": "Claims", "worries": "Price"},
        DETAILS | {"takes_no_gifts": "y"},
        {"how_we_help": "The plain contract view"},
    )
    for step, fields in enumerate(said, start=1):
        answer = browser.post(f"/welcome/{step}", data=fields)
        assert answer.location == (f"/welcome/{step + 1}" if step < 4 else "/")
    member = db.session.get_one(Member, ines.id)
    kept = (member.incentive, member.wants, member.uses_us_for, member.worries, member.how_we_help)
    assert kept == ("meet_peers", "Peers in insurance", "Claims", "Price", "The plain contract view")
    assert (member.name, member.folded, member.time_zone) == ("Inès Moreau", "moreau ines", "Europe/Paris")
    assert (member.job_title, member.takes_gifts) == ("Counsel", False)
    assert member.welcomed_at is not None
    assert db.session.scalars(select(User.name)).one() == "Inès Moreau"
    line = db.session.scalars(select(Activity).where(Activity.verb == "member.welcomed")).one()
    assert line.facts == {"incentive": "meet_peers"}


def test_every_step_can_be_skipped(ines: Member, browser: FlaskClient) -> None:
    for step in (1, 2, 3):
        assert f'href="/welcome/{step + 1}"' in browser.get(f"/welcome/{step}").text
    browser.post("/welcome/4", data={})
    assert db.session.get_one(Member, ines.id).welcomed_at is not None
    assert db.session.scalars(select(Activity.facts).where(Activity.verb == "member.welcomed")).one() == {}


def test_coming_back_shows_what_was_said_and_is_not_recorded_again(ines: Member, browser: FlaskClient) -> None:
    browser.post("/welcome/1", data={"incentive": "be_seen", "wants": "A stage"})
    for _ in range(2):
        browser.post("/welcome/4", data={"how_we_help": "Search"})
    page = browser.get("/welcome/1").text
    assert "A stage" in page
    assert "checked" in page
    assert len(db.session.scalars(select(Activity).where(Activity.verb == "member.welcomed")).all()) == 1


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        (1, {"incentive": "money"}),
        (1, {"wants": "x" * 2_001}),
        (3, DETAILS | {"given_name": " "}),
        (3, DETAILS | {"time_zone": "Mars/Olympus"}),
    ],
)
def test_what_makes_no_sense_is_refused(browser: FlaskClient, step: int, fields: dict[str, str]) -> None:
    assert browser.post(f"/welcome/{step}", data=fields).status_code == 422


def test_a_gentle_card_leads_back_to_where_one_stopped(app: Flask, ines: Member, browser: FlaskClient) -> None:
    assert "/welcome/1" in _home_card(app, ines)
    browser.post("/welcome/1", data={"incentive": "be_seen"})
    browser.post("/welcome/2", data={"worries": "Price"})
    assert "/welcome/3" in _home_card(app, ines)
    browser.post("/welcome/4", data={})
    assert _home_card(app, ines) == ""


@pytest.mark.parametrize("step", [0, 5, 99])
def test_there_are_four_steps(browser: FlaskClient, step: int) -> None:
    assert browser.get(f"/welcome/{step}").status_code == 404


@pytest.mark.parametrize("path", ["/welcome/1", "/you", "/you/details", "/you/job"])
def test_staff_without_a_membership_and_strangers_see_no_members_page(app: Flask, path: str) -> None:
    assert signed_in(app, staff("owner")).get(path).status_code == 404
    assert app.test_client().get(path).location.startswith("/sign-in")


@pytest.mark.parametrize(
    "path", ["/you/break", "/you/break/end", "/you/invitations-by-mail", "/you/invitations-by-mail/end"]
)
def test_nothing_of_ones_own_page_changes_by_a_get_or_by_staff(app: Flask, browser: FlaskClient, path: str) -> None:
    assert browser.get(path).status_code == 405
    assert signed_in(app, staff("owner")).post(path).status_code == 404


def test_members_change_their_own_details(ines: Member, browser: FlaskClient) -> None:
    assert 'value="Ines"' in browser.get("/you/details").text
    assert browser.post("/you/details", data=DETAILS).location == "/you"
    member = db.session.get_one(Member, ines.id)
    assert (member.given_name, member.takes_gifts) == ("Inès", True)
    assert member.confirmed_at is not None


def test_a_form_cannot_change_what_it_does_not_show(ines: Member, browser: FlaskClient) -> None:
    extra = {"segment": "promoter", "email": "evil@example.org", "member_id": "1", "nps": "10", "stage": "champion"}
    browser.post("/you/details", data=DETAILS | extra)
    browser.post("/welcome/1", data={"wants": "x"} | extra)
    member = db.session.get_one(Member, ines.id)
    assert (member.segment, member.nps, member.stage) == ("unknown", None, None)
    assert member.email == ines.email


def test_a_break_lasts_a_month_and_ends_by_itself(ines: Member, browser: FlaskClient) -> None:
    browser.post("/you/break")
    page = browser.get("/you").text
    card = page[page.index('id="time"') : page.index('id="email"')]
    assert ("re on a break until" in card, 'action="/you/break/end' in card) == (True, True)
    with at(now() + timedelta(days=29)):
        assert breaks() == 0
    with at(now() + timedelta(days=31)):
        assert breaks() == 1
        assert breaks() == 0
    assert db.session.get_one(Member, ines.id).paused_until is None
    verbs = db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs[-2:] == ["member.paused", "member.resumed"]


def test_a_member_comes_back_early(ines: Member, browser: FlaskClient) -> None:
    for _ in range(2):
        browser.post("/you/break")
        browser.post("/you/break/end")
        browser.post("/you/break/end")
    assert db.session.get_one(Member, ines.id).paused_until is None
    verbs = db.session.scalars(select(Activity.verb)).all()
    assert verbs.count("member.resumed") == verbs.count("member.paused") == 2


def test_promotional_mail_is_stopped_and_allowed_again(ines: Member, browser: FlaskClient) -> None:
    for _ in range(2):
        browser.post("/you/invitations-by-mail/end")
    assert db.session.get_one(Member, ines.id).unsubscribed_at is not None
    assert db.session.scalars(select(Activity.verb)).all().count("member.unsubscribed") == 1
    browser.post("/you/invitations-by-mail")
    assert db.session.get_one(Member, ines.id).unsubscribed_at is None


def test_a_member_tells_of_a_new_job(ines: Member, browser: FlaskClient) -> None:
    fields = {"company": "Fjord Bank", "job_title": "Head of claims", "since": "2026-01-15"}
    assert browser.post("/you/job", data=fields).location == "/you"
    member = db.session.get_one(Member, ines.id)
    assert (member.company, member.job_title) == (None, "Head of claims")
    verbs = db.session.scalars(select(Activity.verb)).all()
    assert (verbs.count("employment.told"), verbs.count("employment.changed")) == (1, 0)
    assert "Your new job at Fjord Bank is waiting for confirmation" in browser.get("/you").text


def test_a_new_job_that_is_none_is_refused(ines: Member, browser: FlaskClient) -> None:
    tomorrow = (now().date() + timedelta(days=1)).isoformat()
    today = date(2026, 1, 15).isoformat()
    old = db.session.scalars(select(Company.name)).one()
    for fields in (
        {"company": "", "since": today},
        {"company": "X", "since": tomorrow},
        {"company": old, "since": today},
    ):
        assert browser.post("/you/job", data=fields).status_code == 422


def test_times_are_told_in_the_members_zone(app: Flask) -> None:
    with at(datetime(2026, 3, 1, 20, 30, tzinfo=UTC)):
        client = signed_in(app, a_user(a_member("Mei Tanaka", time_zone="Asia/Tokyo")))
        client.post("/you/break")
        assert "until 1 April 2026" in client.get("/you").text


def test_staff_have_a_page_for_their_sign_in(app: Flask) -> None:
    user = staff("success")
    page = signed_in(app, user).get("/you/sign-in")
    assert page.status_code == 200
    assert user.email in page.text


def _home_card(app: Flask, member: Member) -> str:
    with app.test_request_context():
        return unfinished_welcome(db.session.get_one(Member, member.id)) or ""
