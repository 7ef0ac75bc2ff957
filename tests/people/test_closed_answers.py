"""Nothing answers in the name of somebody whose login is closed, whenever and wherever they were asked."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import send_due
from portal.ledger.worker import drain
from portal.people.actions.addresses import ask_for_address
from portal.people.models import Member
from portal.rooms.testimonials.models import Testimonial
from tests.actors import a_member, a_user, signed_in, staff
from tests.people.mailed import newest_path, number_of_mails
from tests.rooms.testimonials.quoting import asked, drafted

OLD, NEW = "mei@orbit.example", "mei@fjord.example"
YES = {"channels": "press", "attribution": "full_name"}
ASK = {"where": "one press release", "channels": "press", "territories": "Germany", "attribution": "full_name"}


@pytest.fixture
def mei(app: Flask) -> User:
    return a_user(a_member("Mei Tanaka", email=OLD))


@pytest.fixture
def owner(app: Flask) -> FlaskClient:
    return signed_in(app, staff("owner"))


def her(mei: User) -> Member:
    return db.session.get_one(Member, mei.member_id)


def closed(owner: FlaskClient, mei: User, opens: str = "staff") -> None:
    answer = owner.post(f"/people/{mei.member_id}/closing", data={"because": "Left.", "opens": opens})
    assert answer.status_code == 303


def statuses() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Testimonial.status)))


@pytest.mark.parametrize("opens", ["staff", "them"])
def test_whose_login_is_closed_is_not_asked(app: Flask, owner: FlaskClient, mei: User, opens: str) -> None:
    quote = drafted(member=her(mei))
    closed(owner, mei, opens)
    written = number_of_mails()
    answer = owner.post(f"/quotes/{quote.id}/request", data=ASK)
    assert (answer.status_code, "The login of Mei Tanaka is closed" in answer.text) == (422, True)
    assert (number_of_mails(), statuses()) == (written, ["drafted"])
    owner.post(f"/people/{mei.member_id}/closing/end")
    assert owner.post(f"/quotes/{quote.id}/request", data=ASK).status_code == 303
    assert app.test_client().post(newest_path(OLD, "/quote/"), data=YES).status_code == 303


def test_a_closed_login_that_moves_is_asked_nothing_there(app: Flask, owner: FlaskClient, mei: User) -> None:
    asked(member=her(mei))
    closed(owner, mei)
    colleague = staff("success")
    with transaction() as session:
        login = session.get_one(User, mei.id)
        ask_for_address(login, session.get_one(Member, mei.member_id), NEW, session.get_one(User, colleague.id))
    assert app.test_client().post(newest_path(NEW, "/new-address/")).status_code == 303
    drain()
    with pytest.raises(AssertionError, match="nothing to"):
        newest_path(NEW, "/quote/")
    owner.post(f"/people/{mei.member_id}/closing/end")
    drain()
    assert app.test_client().post(newest_path(NEW, "/quote/"), data=YES).status_code == 303


def test_an_approval_that_still_waits_does_not_leave(app: Flask, owner: FlaskClient, mei: User) -> None:
    asked(member=her(mei))
    closed(owner, mei)
    with at(now() + timedelta(days=4)):
        send_due(None)
    held = select(Mail.state, Mail.error).where(Mail.recipient == OLD, Mail.text.contains("/quote/"))
    assert db.session.execute(held).all() == [("held", "locked")]


def test_a_merge_revives_nothing_that_a_closing_ended(app: Flask, owner: FlaskClient, mei: User) -> None:
    other = a_member("Mei Tanaka", email=NEW)
    login = a_user(other)
    asked(member=her(mei))
    link = newest_path(OLD, "/quote/")
    closed(owner, mei)
    merged = {"double": mei.member_id, "login": login.id}
    assert owner.post(f"/people/{other.id}/merge", data=merged).status_code == 303
    assert app.test_client().post(link, data=YES).status_code == 410
    assert statuses() == ["sent"]
