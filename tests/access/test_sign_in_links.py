"""Signing in with a link from a mail: asked for by anybody, mailed to its owner, pressed once, and no use to others."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.access.actions.passwords import change_password
from portal.access.actions.staff import deactivate
from portal.access.models import LinkRequest, LinkToken, User, UserSession
from portal.access.reactions import link_requests
from portal.access.readers import marked_for
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.models import Activity, Mail
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest
from tests.queries import counted
from tests.waiting import told_when

NOBODY = "nobody@northwind.example"


def ask(client: FlaskClient, email: str, onward: str = "") -> int:
    return client.post("/sign-in/link", data={"email": email, "next": onward}).status_code


def mailed(client: FlaskClient, user: User, onward: str = "") -> str:
    """The path of the link that the worker mails to whoever asks for one."""
    assert ask(client, user.email, onward) == 303
    link_requests()
    path = re.search(
        r"https://advocates\.northwind\.example(/sign-in/link/\S+)", newest(Mail.recipient == user.email).text
    )
    assert path
    return path[1]


def sessions() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(UserSession)) or 0


def test_a_link_lets_its_owner_in_and_on_to_the_page_that_was_wanted(app: Flask, client: FlaskClient) -> None:
    mei = a_user(a_member("Mei Tanaka"))
    wanted = client.get("/you/details?from=digest")
    onward = "/you/details?from=digest"
    assert onward in client.get(wanted.location).text
    path = mailed(client, mei, onward)
    with counted(app) as seen:
        page = client.get(path)
    assert mei.email in page.text
    assert all(statement.startswith("SELECT") for statement in seen.statements), "a scanner opens links, too"
    assert sessions() == 0
    entered = client.post(path)
    assert (entered.status_code, entered.location) == (303, onward)
    assert client.get(onward).status_code == 200
    assert db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()[-1] == "user.signed_in"


def test_a_link_works_once_and_a_quarter_of_an_hour(app: Flask, client: FlaskClient) -> None:
    mei = a_user(a_member())
    path = mailed(client, mei)
    with at(now() + timedelta(minutes=14)):
        assert client.post(path).status_code == 303
        again = app.test_client().post(path)
    assert again.status_code == 410
    assert "Get a new sign-in link" in again.text
    late = mailed(app.test_client(), mei)
    with at(now() + timedelta(minutes=15)):
        assert app.test_client().get(late).status_code == 410
        assert app.test_client().post(late).status_code == 410
    assert sessions() == 1


def test_a_newer_link_ends_the_one_before_and_is_no_password_link(app: Flask, client: FlaskClient) -> None:
    mei = a_user(a_member())
    first, second = mailed(client, mei), mailed(client, mei)
    token = second.rpartition("/")[2]
    assert client.post(first).status_code == 410
    assert client.get(f"/new-password/{token}").status_code == 410
    assert client.post(f"/join/{token}").status_code == 410
    kept = " ".join(db.session.scalars(select(LinkToken.token_hash)))
    assert token not in kept
    assert client.post(second).status_code == 303


@pytest.mark.parametrize("change", ["closed", "address", "password"])
def test_a_link_falls_with_the_login_its_address_and_its_password(app: Flask, client: FlaskClient, change: str) -> None:
    priya, owner = staff("success"), staff("owner")
    path = mailed(client, priya)
    with transaction() as session:
        user = session.get_one(User, priya.id)
        if change == "closed":
            deactivate(user, session.get_one(User, owner.id))
        if change == "address":
            user.email = "priya@elsewhere.example"
        if change == "password":
            change_password(user, "x", session_id=None)
    assert client.post(path).status_code == 410
    assert sessions() == 0


def test_known_closed_and_unknown_addresses_get_the_same_answer_and_work(app: Flask, client: FlaskClient) -> None:
    mei, gone = a_user(a_member()), staff("success")
    with transaction() as session:
        session.get_one(User, gone.id).active = False
    work, answers = [], []
    ask(client, "warm@up.example")
    for email in (mei.email, gone.email, a_member().email, NOBODY):
        with counted(app) as seen:
            answers.append(client.post("/sign-in/link", data={"email": f" {email.upper()} "}).location)
        work.append([statement.split()[0] for statement in seen.statements])
    assert set(answers) == {"/sign-in/link/sent"}
    assert all(each == work[0] for each in work)
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0
    link_requests()
    assert db.session.scalars(select(Mail.recipient)).all() == [mei.email]
    assert db.session.scalar(select(func.count()).select_from(LinkRequest)) == 0


def test_links_are_limited_by_account_and_by_network(app: Flask, client: FlaskClient) -> None:
    for email in (a_user(a_member()).email, NOBODY):
        assert [ask(client, email) for _ in range(6)] == [303] * 5 + [429]
    assert [ask(client, f"somebody{number}@example.org") for number in range(31)][-2:] == [303, 429]
    told_when(client.post("/sign-in/link", data={"email": NOBODY}))
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.post("/sign-in/link", data={"email": "a@b.example"}, environ_base=elsewhere).status_code == 303
    with at(now() + timedelta(minutes=16)):
        assert ask(client, NOBODY) == 303


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example/", "/\\evil.example", "/" + "a" * 600])
def test_a_link_leads_nowhere_but_to_this_site(app: Flask, client: FlaskClient, onward: str) -> None:
    path = mailed(client, a_user(a_member()), onward)
    assert "next" not in path
    assert client.post(path, query_string={"next": "//evil.example"}).location == "/"


def test_entering_in_a_browser_of_somebody_else_ends_their_session_there(app: Flask) -> None:
    browser, mei = signed_in(app, staff("owner")), a_user(a_member())
    assert browser.post(mailed(app.test_client(), mei)).status_code == 303
    assert browser.get("/admin/users").status_code == 404
    assert sessions() == 1


def test_made_up_links_open_nothing(app: Flask, client: FlaskClient) -> None:
    for token in ("a" * 22, "x", "a" * 500, "%00" * 8):
        assert client.get(f"/sign-in/link/{token}").status_code == 410


@pytest.mark.one_database
def test_the_link_comes_first_where_letters_go_out_and_the_password_where_they_are_kept(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = client.get("/sign-in").text
    assert 'name="password"' in kept
    assert 'action="/sign-in/link"' not in kept
    assert 'href="/sign-in/link?next=' in kept
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:1")
    sent = client.get("/sign-in").text
    assert -1 < sent.index("Email me a sign-in link") < sent.index('name="password"')
    refused = client.post("/sign-in", data={"email": NOBODY, "password": "wrong wrong wrong"}).text
    assert '<details class="disclose" open>' in refused


@pytest.mark.one_database
@pytest.mark.parametrize("mail_url", ["", "smtp://127.0.0.1:1"])
def test_who_opens_a_notice_signed_out_finds_their_address_filled_in(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, mail_url: str
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", mail_url)
    mei = a_user(a_member("Mei Tanaka"))
    sent = client.get(marked_for(mei, "/you/details?tab=1&x=a%26b"))
    page = client.get(sent.location).text
    assert f'value="{mei.email}"' in page
    assert 'name="next" value="/you/details?tab=1&amp;x=a%26b"' in page
    assert "reader=" not in page


def test_no_address_is_shown_to_who_does_not_have_it_already(app: Flask, client: FlaskClient) -> None:
    mei, jonas = a_user(a_member("Mei Tanaka")), a_user(a_member("Jonas Weber"))
    hers, his = (marked_for(user, "/you").partition("reader=")[2] for user in (mei, jonas))
    forged = [f"{mei.id}.{his.partition('.')[2]}", str(mei.id), f"{mei.id}.", ".", "9" * 30, f"{mei.id}.é", "-1.x"]
    for mark in forged:
        assert mei.email not in client.get("/sign-in", query_string={"reader": mark}).text
    with transaction() as session:
        session.get_one(User, mei.id).email = "mei@elsewhere.example"
    page = client.get("/sign-in", query_string={"reader": hers}).text
    assert "mei@elsewhere.example" not in page, "the letter went to another address"
