"""What every answer has in common: its policy, its id, its line in the log, and its way of saying what went wrong."""

import json
import sqlite3
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event, text

from config import Settings, load_settings
from portal import create_app
from portal.core.database import db
from portal.core.headers import EXEMPTIONS
from tests.actors import a_member, a_user, signed_in, staff
from tests.browsers import Browser

JSON = {"Accept": "application/json"}


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/nothing-here", "/people"])
def test_nothing_may_come_from_elsewhere_or_be_framed(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["form-action"] == policy["base-uri"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.one_database
def test_the_nonce_is_another_each_time(client: FlaskClient) -> None:
    policies = {client.get("/sign-in").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


@pytest.mark.one_database
def test_pages_are_never_kept_and_static_files_are(app: Flask) -> None:
    browser = signed_in(app, staff("owner"))
    assert browser.get("/people").headers["Cache-Control"] == "no-store"
    with browser.get("/static/build/manifest.json") as static:
        assert "no-store" not in static.headers.get("Cache-Control", "")
        assert static.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.one_database
@pytest.mark.parametrize(("base", "kept"), [("https://a.example", True), ("http://a.example", False)])
def test_browsers_are_told_to_stay_on_https_where_there_is_https(settings: Settings, base: str, kept: bool) -> None:
    app = create_app(settings.model_copy(update={"base_url": base}))
    with app.app_context():
        assert ("Strict-Transport-Security" in app.test_client().get("/healthz").headers) is kept
        assert app.config["SESSION_COOKIE_SECURE"] is kept
        db.session.remove()
        db.engine.dispose()


@pytest.mark.one_database
def test_nothing_is_exempt_from_forgery_protection_but_what_the_table_names(app: Flask) -> None:
    exempt = app.extensions["csrf"]._exempt_views
    named = {app.view_functions[each.endpoint] for each in EXEMPTIONS if each.rule == "csrf"}
    assert exempt == {f"{view.__module__}.{view.__name__}" for view in named}


@pytest.mark.one_database
def test_a_form_from_elsewhere_is_refused(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    browser = signed_in(app, a_user(a_member()))
    assert browser.post("/tell-us", data={"text": "Hello."}).status_code == 400


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("given", "kept"), [("abcdef-12345678", True), ("short", False), ("x" * 65, False), ("a\tb <script>", False)]
)
def test_an_answer_has_an_id_that_a_proxy_may_choose(client: FlaskClient, given: str, kept: bool) -> None:
    answered = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (answered == given) is kept
    assert len(answered) >= 8


@pytest.mark.one_database
def test_the_log_has_one_line_with_the_rule_and_no_words_of_people(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings.model_copy(update={"log_level": "INFO"}))
    with app.app_context():
        capsys.readouterr()
        app.test_client().get("/answer/a-secret-token-of-somebody?score=3&q=mei")
        [line] = [json.loads(each) for each in capsys.readouterr().err.splitlines()]
        db.session.remove()
        db.engine.dispose()
    assert (line["event"], line["method"], line["rule"], line["status"]) == ("request", "GET", "/answer/<token>", 404)
    assert "secret-token" not in json.dumps(line)
    assert "mei" not in json.dumps(line)


@pytest.mark.one_database
def test_what_is_not_there_says_so_as_a_page_and_as_json(client: FlaskClient) -> None:
    page = client.get("/nothing-here")
    assert page.status_code == 404
    assert "<h1" in page.text
    told = client.get("/nothing-here", headers=JSON)
    assert (told.status_code, told.json) == (
        404,
        {"error": "Not Found", "status": 404, "request_id": told.headers["X-Request-ID"]},
    )


@pytest.mark.one_database
def test_what_breaks_is_logged_and_said_without_its_inside(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks() -> str:
        raise RuntimeError("the password is swordfish")

    app = create_app(settings)
    monkeypatch.setitem(app.view_functions, "health.healthz", breaks)
    with app.app_context():
        answer = app.test_client().get("/healthz")
        db.session.remove()
        db.engine.dispose()
    assert answer.status_code == 500
    assert "swordfish" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert "request.failed" in capsys.readouterr().err


def test_without_the_database_a_page_says_to_come_back(app: Flask) -> None:
    browser = signed_in(app, staff("owner"))
    db.session.remove()
    db.engine.dispose()

    @event.listens_for(db.engine, "do_connect")
    def refuse(*_arguments: object) -> None:
        gone = psycopg.OperationalError if db.engine.dialect.name == "postgresql" else sqlite3.OperationalError
        raise gone("nobody answers")

    try:
        assert browser.get("/people").status_code == 503
        assert browser.get("/people", headers=JSON).status_code == 503
        assert browser.get("/healthz").status_code == 200
        ready = browser.get("/readyz")
        assert (ready.status_code, (ready.json or {})["wrong"]["database"]) == (503, "no answer")
    finally:
        event.remove(db.engine, "do_connect", refuse)
    assert browser.get("/people").status_code == 200


def test_ready_is_who_has_every_migration(tmp_path: Path) -> None:
    app = create_app(load_settings(instance_path=tmp_path, secret_key="x" * 32, log_level="ERROR"))
    app.test_client_class = Browser
    with app.app_context():
        waits = app.test_client().get("/readyz")
        assert (waits.status_code, waits.json) == (
            503,
            {"status": "wait", "wrong": {"schema": "run `flask db upgrade`"}},
        )
        upgrade()
        assert app.test_client().get("/readyz").json == {"status": "ready", "wrong": {}}
        db.session.execute(text("update alembic_version set version_num = 'older'"))
        db.session.commit()
        assert app.test_client().get("/readyz").status_code == 503
        db.session.remove()
        db.engine.dispose()
