"""Cookies belong to this host alone, and a browser that still has one of before stays signed in."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from flask_login import encode_cookie

from config import Settings
from portal import create_app
from portal.access.models import User
from portal.access.sessions import begin_session
from portal.core.cookies import NAMES, cookie_names
from portal.core.database import db, transaction
from tests.actors import a_member, a_user
from tests.browsers import Browser

pytestmark = pytest.mark.one_database

HOST = "advocates.northwind.example"
HTTPS = f"https://{HOST}"
SESSION, REMEMBER = cookie_names(https=True).values()
FORMER_SESSION, FORMER_REMEMBER = NAMES.values()


@pytest.fixture
def site(settings: Settings) -> Iterator[Flask]:
    """An application behind HTTPS, as it is in life."""
    app = create_app(settings)
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def browser_of_before(site: Flask, user: User, *names: str) -> FlaskClient:
    """A browser that has only these cookies, of those of the version before."""
    user_id = user.id
    with site.test_request_context(), transaction():
        token = begin_session(db.session.get_one(User, user_id)).token
    serializer = SecureCookieSessionInterface().get_signing_serializer(site)
    assert serializer is not None
    values = {
        FORMER_SESSION: serializer.dumps({"_user_id": token, "_fresh": True}),
        FORMER_REMEMBER: encode_cookie(token),
    }
    browser = site.test_client()
    for name in names:
        browser.set_cookie(name, str(values[name]), domain=HOST)
    return browser


def names_in(browser: FlaskClient) -> set[str]:
    known = (SESSION, REMEMBER, FORMER_SESSION, FORMER_REMEMBER)
    return {name for name in known if browser.get_cookie(name, HOST) is not None}


def test_behind_https_a_cookie_is_of_this_host_alone(site: Flask) -> None:
    site.config["WTF_CSRF_ENABLED"] = True
    set_cookie = site.test_client().get("/sign-in", base_url=HTTPS).headers["Set-Cookie"]
    name, *attributes = set_cookie.split("; ")
    assert name.startswith("__Host-fanfare=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} == set(attributes)


def test_without_https_it_has_its_plain_name(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"base_url": "http://127.0.0.1:8000"}))
    with app.app_context():
        assert app.test_client().get("/sign-in").headers["Set-Cookie"].startswith("fanfare=")
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("had", "has"),
    [
        ([FORMER_SESSION], {SESSION}),
        ([FORMER_REMEMBER], {SESSION, REMEMBER}),
        ([FORMER_SESSION, FORMER_REMEMBER], {SESSION, REMEMBER}),
    ],
)
def test_whoever_was_signed_in_before_stays_so(site: Flask, had: list[str], has: set[str]) -> None:
    browser = browser_of_before(site, a_user(a_member()), *had)
    for _ in range(2):
        assert browser.get("/you/sessions", base_url=HTTPS).status_code == 200
        assert names_in(browser) == has


def test_the_former_name_counts_only_where_the_other_is_missing(site: Flask) -> None:
    browser = browser_of_before(site, a_user(a_member("Mei Tanaka")), FORMER_SESSION)
    browser.get("/you/sessions", base_url=HTTPS)
    planted = browser_of_before(site, a_user(a_member("Somebody Else")), FORMER_SESSION).get_cookie(
        FORMER_SESSION, HOST
    )
    assert planted is not None
    browser.set_cookie(FORMER_SESSION, planted.value, domain=HOST)
    assert "Mei Tanaka" in browser.get("/you", base_url=HTTPS).text
    assert names_in(browser) == {SESSION}


def test_signing_out_leaves_nothing_of_before(site: Flask) -> None:
    browser = browser_of_before(site, a_user(a_member()), FORMER_SESSION, FORMER_REMEMBER)
    assert browser.post("/sign-out", base_url=HTTPS).status_code == 303
    assert names_in(browser) <= {SESSION}
    assert browser.get("/you/sessions", base_url=HTTPS).status_code == 303
