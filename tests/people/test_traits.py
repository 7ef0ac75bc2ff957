"""For each thing that somebody is: no way of a member's own leads to what it opens, and the honest ways do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.people.actions.invitations import invite_member
from portal.people.models import Company, Member
from portal.people.traits import TRAITS
from portal.rooms.forum.actions.topics import Beginning, begin_topic
from portal.rooms.forum.models import Category
from portal.rooms.forum.writing import compose
from portal.rooms.surveys.actions import ask
from tests.actors import a_member, a_user, signed_in, staff
from tests.kits.notices.post import DOMAIN, a_reply, last_in, mails_to, received
from tests.kits.transfer.imports import brought_in
from tests.letters import reply_address
from tests.people.job_changes import MAY, a_company, audience_of, lets_in

IS = tuple(kind for kind, trait in TRAITS.items() if not trait.earned and kind != "member")
PARTNER = {"kind": "partner", "plan": "Partner", "region": "Nordics"}
SAID = {
    "company": "Halden",
    "company_name": "Halden",
    "country": "NO",
    "kind": "partner",
    "plan": "Partner",
    "region": "Nordics",
    "since": MAY.isoformat(),
    "given_name": "Mei",
    "job_title": "Partner",
    "score": "9",
    "time_zone": "Europe/Oslo",
    "segment": "promoter",
    "stage": "champion",
    "about": "Halden, Norway",
    "text": "I work for Halden in Norway.",
    "body": "I work for Halden.",
    "password": "nine yellow wards facing north",
}
"""What somebody says of themselves wherever they are asked something."""


@pytest.fixture
def halden(app: Flask) -> Company:
    """What a member would like to be of."""
    return a_company("Halden", **PARTNER, domain="halden.example", domain_confirmed=True)


@pytest.fixture
def daniel(app: Flask) -> User:
    return staff("success", name="Daniel Okafor")


@pytest.fixture
def mei(app: Flask) -> User:
    return a_user(a_member("Mei Tanaka", "Orbit Health", email="mei@orbit.example"))


def what_opens(kind: str, halden: Company) -> int:
    """An audience that asks only this."""
    value = {"company": str(halden.id), "country": "NO"}.get(kind) or PARTNER[kind]
    return audience_of(**{kind: value})


def test_each_thing_that_somebody_is_stands_here() -> None:
    assert IS == ("company", "kind", "plan", "region", "country")


@pytest.mark.parametrize("kind", IS)
def test_what_a_member_says_of_themselves_opens_nothing(
    app: Flask, halden: Company, daniel: User, mei: User, kind: str
) -> None:
    audience = what_opens(kind, halden)
    for attempt in (by_their_pages, by_a_survey, by_mail):
        attempt(app, mei, daniel)
        assert not lets_in(audience, mei), attempt.__name__


@pytest.mark.parametrize("kind", IS)
def test_whoever_joins_is_what_we_knew_before(app: Flask, halden: Company, daniel: User, kind: str) -> None:
    audience = what_opens(kind, halden)
    jonas = a_member("Jonas Lind", "Helio Energy")
    with transaction() as session:
        invite_member(session.get_one(Member, jonas.id), session.get_one(User, daniel.id), "Come", "And see.")
    token = mails_to(jonas.email)[0].text.partition("/join/")[2].split()[0]
    assert app.test_client().post(f"/join/{token}", data=SAID, query_string=SAID).status_code == 303
    user = db.session.scalars(select(User).where(User.member_id == jonas.id)).one()
    assert not lets_in(audience, user)


@pytest.mark.parametrize("kind", IS)
def test_staff_open_it(app: Flask, halden: Company, daniel: User, mei: User, kind: str) -> None:
    audience, browser = what_opens(kind, halden), signed_in(app, daniel)
    by_form: dict[str, Callable[[], object]] = {
        "country": lambda: edited(browser, mei, country="NO"),
        "company": lambda: edited(browser, mei, company_name="Halden"),
    }
    by_form.get(kind, lambda: browser.post(f"/people/{mei.member_id}/job", data=SAID | {"email": ""}))()
    assert lets_in(audience, mei)


@pytest.mark.parametrize("kind", IS)
def test_a_file_opens_it(halden: Company, mei: User, tmp_path: Path, kind: str) -> None:
    audience = what_opens(kind, halden)
    heading, cell = ("country", "NO") if kind == "country" else ("company", "Halden")
    brought_in(tmp_path, "contacts", [("email", heading), (mei.email, cell)])
    assert lets_in(audience, mei)


@pytest.mark.parametrize("kind", [kind for kind in IS if kind != "country"])
def test_a_confirmed_address_at_the_confirmed_domain_opens_it(app: Flask, halden: Company, kind: str) -> None:
    audience = what_opens(kind, halden)
    user = a_user(a_member("Ida Berg", "Orbit Health", email="ida@halden.example"))
    assert not lets_in(audience, user)
    assert signed_in(app, user).post("/you/job", data=SAID).status_code == 303
    assert lets_in(audience, user)


def by_their_pages(app: Flask, mei: User, _daniel: User) -> None:
    browser = signed_in(app, mei)
    for path in ("/you/details", "/welcome/1", "/welcome/2", "/welcome/3", "/welcome/4", "/you/profile", "/you/job"):
        assert browser.post(path, data=SAID, query_string=SAID).status_code == 303, path


def by_a_survey(app: Flask, mei: User, daniel: User) -> None:
    with transaction() as session:
        member, asking = session.get_one(Member, mei.member_id), session.get_one(User, daniel.id)
        ask(member, "nps", cause_key="traits", actor=asking, care=True)
    token = mails_to(mei.email)[-1].text.partition("/answer/")[2].split()[0]
    assert app.test_client().post(f"/answer/{token}", data=SAID, query_string=SAID).status_code == 303


def by_mail(app: Flask, mei: User, _daniel: User) -> None:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    with transaction() as session:
        user = session.get_one(User, mei.id)
        talk = Category(name="Everyday", folded="everyday", created_at=user.created_at)
        session.add(talk)
        session.flush()
        topic = begin_topic(talk, user, Beginning("Faxes", compose("Who has them?")))
        address = reply_address(user.id, ("topic", topic.id))
    mail = a_reply(mei.email, "\n".join(f"{name}: {value}" for name, value in SAID.items()))
    assert address
    assert received(mail, address)
    assert last_in().state == "taken"


def edited(browser: FlaskClient, user: User, **typed: str) -> None:
    known = {"given_name": "Mei", "email": user.email, "company_name": "Orbit Health"}
    assert browser.post(f"/people/{user.member_id}/edit", data=known | typed).status_code == 303
