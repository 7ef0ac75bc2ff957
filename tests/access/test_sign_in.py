"""Signing in and out: who gets in, where they land, what a wrong try costs and tells."""

from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from config import Settings
from portal import create_app
from portal.access import passwords
from portal.access.models import SignInAttempt, User, UserSession
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.models import Activity
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import counted
from tests.waiting import told_when

WORDS = "seven quiet herons"


def a_login(*roles: str, password: str = WORDS) -> User:
    """A staff login with a password."""
    user, hashed = staff(*(roles or ("success",))), passwords.hash_password(password)
    with transaction() as session:
        session.get_one(User, user.id).password_hash = hashed
    return user


def enter(client: FlaskClient, email: str, password: str = WORDS, **fields: str):
    return client.post("/sign-in", data={"email": email, "password": password, **fields})


def test_the_right_password_lets_in_and_begins_a_session(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    answer = enter(client, user.email)
    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/"
    session = db.session.scalars(select(UserSession)).one()
    assert session.user_id == user.id
    assert client.get("/you/sessions").status_code == 200
    assert db.session.scalars(select(Activity.verb)).all() == ["user.signed_in"]


def test_an_address_is_the_same_however_its_letters_are_typed(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    assert enter(client, f"  {user.email.upper()} ").status_code == 303


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    known = enter(client, user.email, "wrong wrong wrong")
    unknown = enter(client, "nobody@northwind.example", "wrong wrong wrong")
    assert known.status_code == unknown.status_code == 422
    told = [
        answer.text.replace(user.email, "X").replace("nobody@northwind.example", "X") for answer in (known, unknown)
    ]
    assert _without_nonce(told[0]) == _without_nonce(told[1])


@pytest.mark.parametrize("kind", ["unknown", "inactive", "without a password", "wrong password"])
def test_every_refusal_costs_the_same_statements_and_one_hash(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    user = a_login()
    with transaction() as session:
        changed = session.get_one(User, user.id)
        if kind == "inactive":
            changed.active = False
        if kind == "without a password":
            changed.password_hash = None
    hashes = _count_hashes(monkeypatch)
    enter(client, "warm@up.example", "wrong wrong wrong")
    hashes.clear()
    email = "nobody@northwind.example" if kind == "unknown" else user.email
    with counted(app) as seen:
        assert enter(client, email, "wrong wrong wrong").status_code == 422
    assert [stored.split("$")[:4] for stored in hashes] == [passwords.hash_password(WORDS).split("$")[:4]]
    assert [statement.split()[0] for statement in seen.statements] == ["SELECT", "INSERT", "SELECT", "INSERT"]


def test_an_inactive_user_cannot_sign_in(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    with transaction() as session:
        session.get_one(User, user.id).active = False
    assert enter(client, user.email).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0


def test_ten_wrong_tries_close_an_account_for_a_quarter_of_an_hour(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    for _ in range(10):
        assert enter(client, user.email, "wrong wrong wrong").status_code == 422
    refused = enter(client, user.email)
    assert refused.status_code == 429
    assert "Try again in 15 minutes." in refused.text
    assert refused.text.count("Try again in") == 1
    told_when(refused)
    with at(now() + timedelta(minutes=16)):
        assert enter(client, user.email).status_code == 303


def test_an_unknown_account_closes_in_the_same_way(app: Flask, client: FlaskClient) -> None:
    for _ in range(10):
        enter(client, "nobody@northwind.example", "wrong wrong wrong")
    assert enter(client, "nobody@northwind.example").status_code == 429


def test_a_refused_try_does_not_make_the_wait_longer(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    for _ in range(14):
        enter(client, user.email, "wrong wrong wrong")
    assert db.session.scalar(select(func.count()).select_from(SignInAttempt)) == 20


def test_a_network_address_is_limited_whatever_it_claims_to_forward(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    for number in range(60):
        _note_failure(app, f"somebody{number}@example.org")
    forged = client.post(
        "/sign-in", data={"email": user.email, "password": WORDS}, headers={"X-Forwarded-For": "203.0.113.9"}
    )
    assert forged.status_code == 429
    elsewhere = client.post(
        "/sign-in", data={"email": user.email, "password": WORDS}, environ_base={"REMOTE_ADDR": "203.0.113.9"}
    )
    assert elsewhere.status_code == 303


def test_behind_a_proxy_that_is_set_up_the_forwarded_address_counts(app: Flask, settings: Settings) -> None:
    behind = create_app(settings.model_copy(update={"trusted_proxies": 1}))
    behind.config["WTF_CSRF_ENABLED"] = False
    for number in range(60):
        _note_failure(app, f"somebody{number}@example.org")
    fields = {"email": a_login().email, "password": WORDS}
    answer = behind.test_client().post("/sign-in", data=fields, headers={"X-Forwarded-For": "203.0.113.9"})
    with behind.app_context():
        db.engine.dispose()
    assert answer.status_code == 303


@pytest.mark.one_database
def test_a_post_without_its_token_is_refused(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    app.config["WTF_CSRF_ENABLED"] = True
    assert enter(client, user.email).status_code == 400


def test_tries_are_kept_without_address_or_account(app: Flask, client: FlaskClient) -> None:
    enter(client, "nobody@northwind.example", "wrong wrong wrong")
    kept = " ".join(db.session.scalars(select(SignInAttempt.key)))
    assert "nobody" not in kept
    assert "127.0.0.1" not in kept


@pytest.mark.one_database
@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "\\evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "https://evil.example",
        "https:evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/\r\n/evil.example",
        " //evil.example",
        "%2F%2Fevil.example",
        "/x\x00",
        "evil.example",
        "",
    ],
)
def test_next_leads_home_when_it_would_leave_the_site(app: Flask, client: FlaskClient, target: str) -> None:
    user = a_login()
    assert 'name="next" value="/"' in client.get("/sign-in", query_string={"next": target}).text
    assert enter(client, user.email, next=target).headers["Location"] == "/"


@pytest.mark.one_database
@pytest.mark.parametrize("target", ["/%2Fevil.example", "/%5Cevil.example", "/%09/evil.example", "/a//evil.example"])
def test_an_encoded_next_stays_a_path_of_this_site(app: Flask, client: FlaskClient, target: str) -> None:
    user = a_login()
    landing = enter(client, user.email, next=target).headers["Location"]
    assert landing == target
    assert urlsplit(urljoin("https://advocates.northwind.example/sign-in", landing)).netloc.startswith("advocates.")


def test_next_leads_to_the_page_that_was_asked_for(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    asked = client.get("/you/sessions?page=abc")
    assert asked.status_code == 303
    page = client.get(asked.location)
    assert "/you/sessions?page=abc" in page.text
    answer = enter(client, user.email, next="/you/sessions?page=abc")
    assert answer.location == "/you/sessions?page=abc"


def test_signing_in_gives_a_new_cookie_and_keeps_nothing_of_the_old_session(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    enter(client, user.email)
    with client.session_transaction() as cookie:
        first = cookie["_user_id"]
        assert "planted" not in cookie
    client.post("/sign-out")
    enter(client, user.email)
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first


def test_signing_out_ends_the_row_so_that_the_old_cookie_is_worthless(app: Flask) -> None:
    user = a_login()
    client = signed_in(app, user)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert client.post("/sign-out").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert thief.get("/you/sessions").status_code == 303


def test_a_browser_stays_signed_in_but_for_a_shared_device(app: Flask) -> None:
    user = a_login()
    for shared, cookies in (("y", 0), ("", 1)):
        client = app.test_client()
        answer = enter(client, user.email, **({"shared": shared} if shared else {}))
        found = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("fanfare_remember=")]
        assert len(found) == cookies
    kept = db.session.scalars(select(UserSession.remembered).order_by(UserSession.id)).all()
    assert kept == [False, True]


def test_a_shared_device_forgets_who_stayed_signed_in_on_it(app: Flask, client: FlaskClient) -> None:
    enter(client, a_login().email)
    client.post("/sign-out")
    enter(client, a_login().email, shared="y")
    client.delete_cookie("fanfare")
    assert client.get("/you/sessions").status_code == 303


def test_a_remembered_browser_is_known_after_its_session_cookie_is_gone(app: Flask, client: FlaskClient) -> None:
    user = a_login()
    enter(client, user.email)
    client.delete_cookie("fanfare")
    assert client.get("/you/sessions").status_code == 200
    client.post("/sign-out")
    client.delete_cookie("fanfare")
    assert client.get("/you/sessions").status_code == 303


def test_a_signed_in_person_is_not_asked_again(app: Flask) -> None:
    client = signed_in(app, a_user(a_member()))
    assert client.get("/sign-in?next=/you").location == "/you"


def _without_nonce(html: str) -> str:
    return "\n".join(line for line in html.splitlines() if "nonce" not in line and "csrf" not in line)


def _count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash that is verified from now on; argon2 itself still does its work."""
    seen: list[str] = []
    verify = passwords._hasher.verify

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            seen.append(stored)
            return verify(stored, password)

        def __getattr__(self, name: str) -> object:
            return getattr(passwords._argon2, name)

    monkeypatch.setattr(passwords, "_argon2", passwords._hasher, raising=False)
    monkeypatch.setattr(passwords, "_hasher", Counting())
    return seen


def _note_failure(app: Flask, email: str) -> None:
    from portal.access.sign_in_attempts import attempt_keys, note_attempt

    with transaction():
        note_attempt(attempt_keys("sign-in", email, "127.0.0.1"))
