"""Whoever chooses another password is offered to end their private feeds, too; otherwise those go on."""

import pytest
from flask import Flask

from portal.access.actions.passwords import send_password_link
from portal.access.models import User
from portal.access.passwords import hash_password
from portal.core.database import db, transaction
from portal.people.feeds import feed_reader, renew_feed
from tests.actors import a_member, a_user, signed_in
from tests.people.mailed import newest_path

pytestmark = pytest.mark.one_database
WORDS, OTHER = "seven quiet herons", {"password": "twelve patient otters"}
OFFER = "End my private feeds, too"


@pytest.fixture
def mei(app: Flask) -> User:
    user, hashed = a_user(a_member("Mei Tanaka", email="mei@orbit.example")), hash_password(WORDS)
    with transaction() as session:
        session.get_one(User, user.id).password_hash = hashed
    return user


def a_feed(login: User) -> str:
    with transaction() as session:
        return renew_feed(session.get_one(User, login.id))


def reads(token: str) -> bool:
    db.session.rollback()
    return feed_reader(token) is not None


@pytest.mark.parametrize("ends", [True, False])
def test_on_one_s_own_page(app: Flask, mei: User, ends: bool) -> None:
    feed, hers = a_feed(mei), signed_in(app, mei)
    assert OFFER in hers.get("/you/password").text
    ticked = {"end_feeds": "y"} if ends else {}
    assert hers.post("/you/password", data={"current": WORDS, **OTHER, **ticked}).status_code == 303
    assert reads(feed) is not ends


@pytest.mark.both_databases
@pytest.mark.parametrize("ends", [True, False])
def test_with_a_link_by_email(app: Flask, mei: User, ends: bool) -> None:
    feed = a_feed(mei)
    with transaction() as session:
        send_password_link(session.get_one(User, mei.id))
    link = newest_path(mei.email, "/new-password/")
    assert OFFER in app.test_client().get(link).text
    ticked = {"end_feeds": "y"} if ends else {}
    assert app.test_client().post(link, data={**OTHER, **ticked}).status_code == 303
    assert reads(feed) is not ends


def test_a_first_password_offers_it_too(app: Flask, mei: User) -> None:
    feed, hers = a_feed(mei), signed_in(app, mei)
    with transaction() as session:
        session.get_one(User, mei.id).password_hash = None
    assert OFFER in hers.get("/you/password").text
    hers.post("/you/password", data={**OTHER, "end_feeds": "y"})
    assert not reads(feed)


def test_whoever_has_no_feed_is_asked_nothing(app: Flask, mei: User) -> None:
    assert OFFER not in signed_in(app, mei).get("/you/password").text
