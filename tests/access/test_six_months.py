"""Half a year of honest people and of thieves: who is asked to sign in, and who gets nowhere."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actions.staff import deactivate
from portal.access.models import User
from portal.access.passwords import hash_password
from portal.access.reactions import link_requests, tidy_access
from portal.access.readers import marked_for
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.models import Mail
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest
from tests.people.test_joining import invited

FORTNIGHT = timedelta(days=14)


class Person:
    """Somebody who opens what is mailed to them on a phone, and does what the page asks."""

    def __init__(self, app: Flask, email: str) -> None:
        self.app, self.email = app, email
        self.phone = app.test_client()
        self.asked = 0

    @property
    def user(self) -> User:
        db.session.rollback()
        return db.session.scalars(select(User).where(User.email == self.email)).one()

    def opens_the_digest(self) -> None:
        """Follow a link of it; where the page asks to sign in, press the button and the link in the mail."""
        answer = self.phone.get(marked_for(self.user, "/you"))
        if answer.status_code == 303:
            self.asked += 1
            page = self.phone.get(answer.location).text
            assert f'value="{self.email}"' in page, "the address is filled in"
            self._presses_the_link(page)
            answer = self.phone.get("/you")
        assert answer.status_code == 200

    def _presses_the_link(self, page: str) -> None:
        onward = re.search(r'name="next" value="([^"]+)"', page)
        assert onward
        self.phone.post("/sign-in/link", data={"email": self.email, "next": onward[1]})
        link_requests()
        path = re.search(r"/sign-in/link/\S+", newest(Mail.recipient == self.email).text)
        assert path
        assert self.phone.post(path[0]).location == onward[1]


def test_a_promoter_with_two_phones_signs_in_twice_at_most_and_never_with_a_password(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:1")
    start = now()
    mei, link = invited()
    person = Person(app, mei.email)
    assert person.phone.post(link).location == "/welcome/1"
    for visit in range(1, 14):
        if visit == 7:
            person.phone = app.test_client()
        with at(start + visit * FORTNIGHT):
            tidy_access()
            person.opens_the_digest()
    assert person.asked == 1
    assert person.user.password_hash is None


def stolen(app: Flask, browser: FlaskClient) -> FlaskClient:
    """A browser of somebody else, with the cookies that this one has now."""
    thief = app.test_client()
    with browser.session_transaction() as cookie, thief.session_transaction() as taken:
        taken.update(cookie)
    return thief


@pytest.mark.parametrize("days", [181, 366])
def test_a_thief_with_an_old_session_of_a_member_gets_nowhere(app: Flask, days: int) -> None:
    thief = stolen(app, signed_in(app, a_user(a_member())))
    with at(now() + timedelta(days=days)):
        assert thief.get("/you").location.startswith("/sign-in")


def test_a_session_that_is_used_for_ever_ends_after_a_year(app: Flask) -> None:
    thief, start = stolen(app, signed_in(app, a_user(a_member()))), now()
    used = []
    for month in range(1, 14):
        with at(start + timedelta(days=30 * month)):
            used.append(thief.get("/you").status_code)
    assert used == [200] * 12 + [303]


def test_a_thief_with_a_session_from_before_a_new_password_a_role_or_the_closing_gets_nowhere(app: Flask) -> None:
    owner, priya = staff("owner"), staff("success")
    for change in ("password", "role", "closing"):
        thief = stolen(app, signed_in(app, priya))
        assert thief.get("/you/sessions").status_code == 200
        if change == "password":
            signed_in(app, priya).post("/you/password", data={"password": "four slow green kites"})
        if change == "role":
            signed_in(app, owner).post(f"/admin/users/{priya.id}/roles/product")
        if change == "closing":
            with transaction() as session:
                deactivate(session.get_one(User, priya.id), session.get_one(User, owner.id))
        assert thief.get("/you/sessions").location.startswith("/sign-in"), change


def test_a_thief_with_the_password_of_a_closed_login_gets_nowhere(app: Flask) -> None:
    owner, priya = staff("owner"), staff("success")
    hashed = hash_password("four slow green kites")
    with transaction() as session:
        session.get_one(User, priya.id).password_hash = hashed
        deactivate(session.get_one(User, priya.id), session.get_one(User, owner.id))
    thief = app.test_client()
    known = {"email": priya.email, "password": "four slow green kites"}
    assert thief.post("/sign-in", data=known).status_code == 422
    thief.post("/sign-in/link", data={"email": priya.email})
    thief.post("/forgotten", data={"email": priya.email})
    link_requests()
    assert db.session.scalars(select(Mail.id).where(Mail.recipient == priya.email)).all() == []
