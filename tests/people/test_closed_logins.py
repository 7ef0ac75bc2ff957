"""A login is closed and opened again: by colleagues, and by whose it is with a link, never with the password."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.models import FailedSignIn, User
from portal.access.passwords import hash_password
from portal.access.reactions import link_requests
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.models import Activity
from tests.actors import a_member, a_user, signed_in, staff
from tests.people.mailed import newest_path, number_of_mails
from tests.racing import Post, posted_at_once

pytestmark = pytest.mark.one_database
MAIL = "mei@orbit.example"
WORDS = "seven quiet herons"
WHY = "Her phone was stolen."
ALERT = re.compile(r'role="alert">.*?<p>(.*?)</p>', re.DOTALL)
BY_LINK, BY_STAFF = {"because": WHY, "opens": "them"}, {"because": WHY, "opens": "staff"}


@pytest.fixture
def mei(app: Flask) -> User:
    user, hashed = a_user(a_member("Mei Tanaka", email=MAIL)), hash_password(WORDS)
    with transaction() as session:
        session.get_one(User, user.id).password_hash = hashed
    return user


def closing(user: User) -> str:
    return f"/people/{user.member_id}/closing"


def is_open(user: User) -> bool:
    db.session.rollback()
    return db.session.get_one(User, user.id, populate_existing=True).active


def with_password(app: Flask, words: str = WORDS) -> tuple[int, str]:
    """What signing in with it answers, and what it says against it."""
    answer = app.test_client().post("/sign-in", data={"email": MAIL, "password": words})
    return answer.status_code, "".join(ALERT.findall(answer.text))


def sign_in_link(app: Flask, asked: str = "/sign-in/link") -> str:
    app.test_client().post(asked, data={"email": MAIL})
    link_requests()
    return newest_path(MAIL, "/sign-in/link/")


def verbs() -> list[str]:
    lines = select(Activity.verb).where(Activity.verb.in_(("user.deactivated", "user.reactivated")))
    return list(db.session.scalars(lines.order_by(Activity.id)))


@pytest.mark.both_databases
def test_a_colleague_closes_a_login_with_a_reason_and_opens_it_again(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    hers = signed_in(app, mei)
    assert success.post(closing(mei), data={"because": " ", "opens": "staff"}).status_code == 422
    assert is_open(mei)
    page = success.post(closing(mei), data=BY_STAFF, follow_redirects=True).text
    for said in ("Their login is closed", "Priya Shah closed it", WHY, "Only a colleague can open it again."):
        assert said in page
    assert hers.get("/you").status_code == 303
    assert success.post(f"{closing(mei)}/end").status_code == 303
    assert is_open(mei)
    assert WHY not in success.get(f"/people/{mei.member_id}").text
    assert with_password(app)[0] == 303
    assert verbs() == ["user.deactivated", "user.reactivated"]


def test_the_right_password_of_a_closed_login_is_told_the_way_back_and_any_other_is_told_nothing(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    unknown = with_password(app, "three other words")
    success.post(closing(mei), data=BY_STAFF)
    assert with_password(app, "three other words") == unknown
    assert "email and password don&#39;t match" in unknown[1]
    status, text = with_password(app)
    assert (status, "Write to whoever looks after you here" in text) == (422, True)
    success.post(f"{closing(mei)}/end")
    success.post(closing(mei), data=BY_LINK)
    assert "it opens the login again" in with_password(app)[1]
    assert not is_open(mei)
    failed = select(FailedSignIn.user_id).order_by(FailedSignIn.id)
    assert db.session.scalars(failed).all() == [mei.id] * 4, "owners see each of them"


@pytest.mark.both_databases
@pytest.mark.parametrize("asked", ["/sign-in/link", "/forgotten"])
def test_a_link_to_their_address_opens_it_by_a_button_and_signs_them_in(
    app: Flask, success: FlaskClient, mei: User, asked: str
) -> None:
    success.post(closing(mei), data=BY_LINK)
    client, link = app.test_client(), sign_in_link(app, asked)
    for _look in range(2):
        assert "Open my login again" in client.get(link).text
    assert not is_open(mei)
    assert client.post(link).status_code == 303
    assert is_open(mei)
    assert "Your login is open again" in client.get("/you").text
    assert app.test_client().post(link).status_code == 410
    assert verbs() == ["user.deactivated", "user.reactivated"]
    assert with_password(app)[0] == 422, "the password that somebody else may know is gone"


def test_asked_for_in_two_ways_at_once_one_link_opens_it(app: Flask, success: FlaskClient, mei: User) -> None:
    success.post(closing(mei), data=BY_LINK)
    before = number_of_mails()
    for asked in ("/sign-in/link", "/forgotten"):
        app.test_client().post(asked, data={"email": MAIL})
    link_requests()
    assert number_of_mails() == before + 1
    assert app.test_client().post(newest_path(MAIL, "/sign-in/link/")).status_code == 303


@pytest.mark.both_databases
def test_one_that_only_colleagues_open_gets_no_link_and_an_older_one_opens_nothing(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    before = sign_in_link(app)
    success.post(closing(mei), data=BY_LINK)
    assert app.test_client().post(before).status_code == 410, "it was made for a login that was open"
    opening = sign_in_link(app)
    assert "Let only colleagues open it" in success.get(f"/people/{mei.member_id}").text
    [chosen] = [tag for tag in re.findall(r"<input[^>]+>", success.get(closing(mei)).text) if "checked" in tag]
    assert 'value="staff"' in chosen
    assert success.post(closing(mei), data=BY_LINK).status_code == 409, "that is so already"
    assert success.post(closing(mei), data=BY_STAFF).status_code == 303
    assert app.test_client().post(opening).status_code == 410
    written = number_of_mails()
    for asked in ("/sign-in/link", "/forgotten"):
        app.test_client().post(asked, data={"email": MAIL})
    link_requests()
    assert (number_of_mails(), is_open(mei)) == (written, False)


def test_the_link_that_opens_it_lasts_a_quarter_of_an_hour(app: Flask, success: FlaskClient, mei: User) -> None:
    success.post(closing(mei), data=BY_LINK)
    link = sign_in_link(app)
    with at(now() + timedelta(minutes=16)):
        assert app.test_client().post(link).status_code == 410
    assert not is_open(mei)


def test_a_member_closes_their_own_login_and_comes_back_by_themselves(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    here, elsewhere = signed_in(app, mei), signed_in(app, mei)
    assert "Close your login" in here.get("/you/sign-in").text
    assert "Close my login" in here.get("/you/closing").text
    assert is_open(mei)
    left = here.post("/you/closing", follow_redirects=True)
    assert "Your login is closed. To come back" in left.text
    assert elsewhere.get("/you").status_code == 303
    assert "They closed it themselves" in success.get(f"/people/{mei.member_id}").text
    assert app.test_client().post(sign_in_link(app)).status_code == 303
    assert is_open(mei)


def test_closing_is_asked_of_whoever_proves_who_they_are(app: Flask, success: FlaskClient, mei: User) -> None:
    hers = signed_in(app, mei)
    with at(now() + timedelta(hours=3)):
        assert hers.post("/you/closing").status_code == 403
        assert success.post(closing(mei), data=BY_STAFF).status_code == 403
        assert success.post(f"{closing(mei)}/end").status_code == 403
    assert is_open(mei)


def test_others_close_and_open_nothing(app: Flask, mei: User) -> None:
    other = a_user(a_member("Jonas Lind"))
    for who in (other, *(staff(role) for role in ("product", "marketing", "moderator", "executive", "admin"))):
        browser = signed_in(app, who)
        for path in (closing(mei), f"{closing(mei)}/end"):
            assert browser.post(path, data=BY_STAFF).status_code == 404
        assert browser.get(closing(mei)).status_code == 404
    assert is_open(mei)
    assert app.test_client().post(closing(mei), data=BY_STAFF).location.startswith("/sign-in")


def test_whoever_has_a_role_is_closed_by_those_who_give_roles(app: Flask, success: FlaskClient) -> None:
    both = a_user(a_member("Ana Sousa"), "moderator")
    refused = success.post(closing(both), data=BY_STAFF)
    assert (refused.status_code, "whoever gives roles decides this" in refused.text) == (422, True)
    assert "whoever gives roles decides this" in success.post(f"{closing(both)}/end", follow_redirects=True).text
    hers = signed_in(app, both).post("/you/closing")
    assert (hers.status_code, "Ask a colleague who gives roles" in hers.text) == (422, True)
    assert is_open(both)


def test_whoever_has_no_login_has_none_to_close(success: FlaskClient) -> None:
    ana = a_member("Ana Sousa")
    assert "Close the login" not in success.get(f"/people/{ana.id}").text
    assert success.post(f"/people/{ana.id}/closing", data=BY_STAFF).status_code == 422


@pytest.mark.both_databases
def test_of_a_closing_and_a_link_pressed_at_once_nobody_is_left_inside(
    app: Flask, success: FlaskClient, mei: User
) -> None:
    success.post(closing(mei), data=BY_LINK)
    thief = app.test_client()
    answers = posted_at_once(app, [Post(thief, sign_in_link(app)), Post(success, closing(mei), BY_STAFF)])
    assert max(answers) < 500
    assert not is_open(mei)
    assert thief.get("/you").status_code == 303
