"""New devices and failed sign-ins: who is told of them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.models import FailedSignIn, KnownDevice, User
from portal.access.passwords import hash_password
from portal.access.reactions import link_requests
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.models import Mail
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest
from tests.queries import assert_queries_do_not_grow

WORDS = "seven quiet herons"
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"}
NEW_DEVICE = "New sign-in from another device"


def known(user: User) -> User:
    hashed = hash_password(WORDS)
    with transaction() as session:
        session.get_one(User, user.id).password_hash = hashed
    return user


def by_password(client: FlaskClient, user: User, **fields: str) -> None:
    sent = {"email": user.email, "password": WORDS, **fields}
    assert client.post("/sign-in", data=sent, headers=PHONE).status_code == 303


def by_link(client: FlaskClient, user: User) -> None:
    client.post("/sign-in/link", data={"email": user.email})
    link_requests()
    text = newest().text
    path = re.search(r"/sign-in/link/\S+", text)
    assert path
    assert client.post(path[0], headers=PHONE).status_code == 303


def told() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Mail.recipient).where(Mail.subject == NEW_DEVICE).order_by(Mail.id)))


def test_a_new_device_is_mailed_to_staff_and_to_members_only_when_it_came_by_password(app: Flask) -> None:
    priya, mei = known(staff("success")), known(a_user(a_member("Mei Tanaka")))
    by_link(app.test_client(), mei)
    assert told() == []
    by_link(app.test_client(), priya)
    by_password(app.test_client(), mei)
    by_password(app.test_client(), priya)
    assert told() == [priya.email, mei.email, priya.email]
    text = db.session.scalars(select(Mail.text).where(Mail.subject == NEW_DEVICE).limit(1)).one()
    assert "Safari on iPhone, from 127.0.0.1" in text
    assert "https://advocates.northwind.example/you/sessions" in text


def test_a_device_is_new_once_for_each_person_and_a_shared_one_always(app: Flask) -> None:
    priya, mei = known(staff("success")), known(a_user(a_member()))
    browser = app.test_client()
    for user in (priya, priya, mei, mei, priya):
        by_password(browser, user)
        browser.post("/sign-out")
    assert told() == [priya.email, mei.email]
    kept = " ".join(db.session.scalars(select(KnownDevice.token_hash)))
    cookie = browser.get_cookie("fanfare_device")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.value not in kept
    shared = app.test_client()
    for _twice in range(2):
        by_password(shared, mei, shared="y")
        shared.post("/sign-out")
    assert shared.get_cookie("fanfare_device") is None
    assert told() == [priya.email, mei.email, mei.email, mei.email]


def test_failed_sign_ins_are_shown_to_owners_and_to_nobody_else(app: Flask, client: FlaskClient) -> None:
    mei, gone = known(a_user(a_member("Mei Tanaka"))), known(staff("product", name="Gone Today"))
    with transaction() as session:
        session.get_one(User, gone.id).active = False
    for email in (mei.email, gone.email, "my-secret-passphrase@typed.example"):
        client.post("/sign-in", data={"email": email, "password": "wrong wrong wrong"}, headers=PHONE)
    by_password(client, mei)
    assert db.session.scalars(select(FailedSignIn.user_id).order_by(FailedSignIn.id)).all() == [mei.id, gone.id, None]
    page = signed_in(app, staff("owner")).get("/admin/sign-ins").text
    for words in ("Mei Tanaka", "Gone Today", "Unknown address", "Safari on iPhone", "127.0.0.1"):
        assert words in page
    assert "secret" not in page
    for other in (staff("admin"), staff("success"), mei):
        assert signed_in(app, other).get("/admin/sign-ins").status_code == 404
    assert "/admin/sign-ins" not in signed_in(app, staff("admin")).get("/admin/users").text


@pytest.mark.one_database
def test_the_list_asks_the_same_whatever_it_lists(app: Flask) -> None:
    def fail(times: int) -> None:
        for _each in range(times):
            user_id = staff("success").id
            with transaction() as session:
                session.add(FailedSignIn(user_id=user_id, agent="", address="", at=now()))

    browser = signed_in(app, staff("owner"))
    assert_queries_do_not_grow(app, browser, "/admin/sign-ins", fail, full=30)
