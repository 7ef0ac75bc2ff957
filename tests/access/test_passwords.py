"""Passwords: what is taken, and a new one by mail."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.access.models import Link, LinkRequest, User, UserSession
from portal.access.passwords import hash_password, verify_password
from portal.access.reactions import link_requests
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.models import Activity, Mail
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest
from tests.queries import counted
from tests.waiting import told_when

NEW = "four slow green kites"


def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    stored = hash_password("caf\u00e9 au lait noir")
    assert verify_password(stored, "cafe\u0301 au lait noir")
    assert not verify_password(stored, "cafe au lait noir")
    assert not verify_password(None, "a password that nobody has")


def test_known_and_unknown_addresses_get_the_same_answer_and_work(app: Flask, client: FlaskClient) -> None:
    user = staff("success")
    statements = []
    for email in ("warm@up.example", user.email, "nobody@northwind.example"):
        with counted(app) as seen:
            answer = client.post("/forgotten", data={"email": email})
        assert answer.status_code == 303
        assert answer.location == "/forgotten/sent"
        statements.append([statement.split()[0] for statement in seen.statements])
    assert statements[1] == statements[2]
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0


def test_only_who_signs_in_here_gets_a_mail(app: Flask, client: FlaskClient) -> None:
    user, gone = staff("success"), staff("success")
    with transaction() as session:
        session.get_one(User, gone.id).active = False
    for email in (user.email.upper(), gone.email, "nobody@northwind.example", a_member().email):
        client.post("/forgotten", data={"email": email})
    link_requests()
    assert db.session.scalars(select(Mail.recipient)).all() == [user.email]
    assert db.session.scalar(select(func.count()).select_from(LinkRequest)) == 0


def test_a_forged_host_reaches_no_mail(app: Flask, client: FlaskClient) -> None:
    user = staff("success")
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    client.post("/forgotten", data={"email": user.email}, headers=forged)
    link_requests()
    mail = newest()
    assert "https://advocates.northwind.example/new-password/" in mail.text
    assert "evil.example" not in mail.text + mail.html + mail.subject


def test_the_link_sets_a_password_once_and_ends_every_session(app: Flask, client: FlaskClient) -> None:
    user = staff("success")
    other = signed_in(app, user)
    address = _asked(client, user)
    assert client.get(address).status_code == 200
    answer = client.post(address, data={"password": NEW})
    assert answer.status_code == 303
    assert other.get("/you/sessions").status_code == 303
    assert client.get(address).status_code == 410
    assert client.post(address, data={"password": "another long secret"}).status_code == 410
    stored = db.session.get_one(User, user.id).password_hash
    assert verify_password(stored, NEW)
    assert client.post("/sign-in", data={"email": user.email, "password": NEW}).status_code == 303
    verbs = db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs == ["user.password_changed", "user.signed_in"]


def test_looking_at_the_link_changes_nothing(app: Flask, client: FlaskClient) -> None:
    address = _asked(client, staff("success"))
    with counted(app) as seen:
        client.get(address)
    assert all(statement.startswith("SELECT") for statement in seen.statements)


def test_the_link_is_over_after_an_hour(app: Flask, client: FlaskClient) -> None:
    user = staff("success")
    address = _asked(client, user)
    with at(now() + timedelta(minutes=61)):
        assert client.get(address).status_code == 410
        assert client.post(address, data={"password": NEW}).status_code == 410
    assert db.session.get_one(User, user.id).password_hash is None


def test_only_the_newest_link_works(app: Flask, client: FlaskClient) -> None:
    user = staff("success")
    first, second = _asked(client, user), _asked(client, user)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_the_link_is_worthless_once_the_address_is_another(app: Flask, client: FlaskClient) -> None:
    user = staff("success")
    address = _asked(client, user)
    with transaction() as session:
        session.get_one(User, user.id).email = "new@northwind.example"
    assert client.get(address).status_code == 410


def test_a_link_for_another_purpose_is_no_password_link(app: Flask, client: FlaskClient) -> None:
    address = _asked(client, staff("success"))
    with transaction() as session:
        session.scalars(select(Link)).one().purpose = "invitation"
    assert client.get(address).status_code == 410


@pytest.mark.parametrize("password", ["too short", "password1234", ""])
def test_a_weak_password_is_refused_and_the_link_stays(app: Flask, client: FlaskClient, password: str) -> None:
    address = _asked(client, staff("success"))
    assert client.post(address, data={"password": password}).status_code == 422
    assert client.get(address).status_code == 200


def test_asking_too_often_is_refused_for_known_and_unknown_alike(app: Flask, client: FlaskClient) -> None:
    for email in (staff("success").email, "nobody@northwind.example"):
        answers = [client.post("/forgotten", data={"email": email}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
        told_when(answers[-1])


def test_changing_it_on_ones_own_page_needs_the_old_one_and_keeps_this_browser(app: Flask) -> None:
    user = a_user(a_member())
    with transaction() as session:
        session.get_one(User, user.id).password_hash = hash_password("seven quiet herons")
    here, elsewhere = signed_in(app, user), signed_in(app, user)
    wrong = here.post("/you/password", data={"current": "wrong wrong wrong", "password": NEW})
    assert wrong.status_code == 422
    right = here.post("/you/password", data={"current": "seven quiet herons", "password": NEW})
    assert right.status_code == 303
    assert here.get("/you/password").status_code == 200
    assert elsewhere.get("/you/password").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 1
    assert db.session.scalars(select(Mail.subject)).all() == ["Your password was changed"]


def test_guessing_the_old_password_of_an_open_browser_is_limited(app: Flask) -> None:
    user = a_user(a_member())
    with transaction() as session:
        session.get_one(User, user.id).password_hash = hash_password("seven quiet herons")
    client = signed_in(app, user)
    for _ in range(10):
        client.post("/you/password", data={"current": "wrong wrong wrong", "password": NEW})
    told_when(client.post("/you/password", data={"current": "wrong wrong wrong", "password": NEW}))


def test_a_name_cannot_write_a_header_of_the_mail(app: Flask, client: FlaskClient) -> None:
    user = staff("success", name="Eve\r\nBcc: all@example.org")
    _asked(client, user)
    mail = newest()
    assert "\n" not in mail.subject + mail.sender_name
    assert "Bcc" not in mail.subject


def _asked(client: FlaskClient, user: User) -> str:
    """The path in the newest mail after asking for a new password."""
    client.post("/forgotten", data={"email": user.email})
    link_requests()
    text = newest().text
    found = re.search(r"/new-password/\S+", text)
    assert found
    return found.group(0)
