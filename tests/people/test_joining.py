"""Joining: an invitation opens once, for one person, and leads into the welcome."""

import re
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.access.reactions import link_requests
from portal.core.database import db, transaction
from portal.ledger.models import Activity
from portal.people.actions.invitations import invite_member
from portal.people.models import Invitation, Member
from tests.actors import a_member, signed_in, staff
from tests.letters import newest
from tests.queries import counted

PASSWORD = {"password": "four slow green kites"}


def test_the_page_says_who_invites_and_why_and_changes_nothing(app: Flask) -> None:
    _mei, link = invited()
    with counted(app) as seen:
        page = app.test_client().get(link)
    assert "Priya Shah" in page.text
    assert "faxes again?" in page.text
    assert all(statement.startswith("SELECT") for statement in seen.statements)


def test_a_member_joins_and_is_led_into_the_welcome(app: Flask) -> None:
    mei, link = invited()
    browser = app.test_client()
    answer = browser.post(link, data=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/welcome/1")
    assert "Welcome, Mei" in browser.get("/welcome/1").text
    member, user = db.session.get_one(Member, mei.id), _login()
    assert member.joined_at is not None
    assert member.confirmed_at == member.joined_at
    assert (user.member_id, user.email, user.roles) == (mei.id, mei.email, [])
    assert db.session.scalars(select(Invitation.status)).one() == "accepted"
    line = db.session.scalars(select(Activity).where(Activity.verb == "member.joined")).one()
    assert (line.member_id, line.actor_user_id) == (mei.id, user.id)
    assert app.test_client().post("/sign-in", data={"email": mei.email, **PASSWORD}).status_code == 303


def test_no_password_is_needed_and_a_link_by_email_lets_the_member_in_again(app: Flask) -> None:
    mei, link = invited()
    browser = app.test_client()
    assert browser.post(link).location == "/welcome/1"
    assert browser.get("/welcome/1").status_code == 200
    assert _login().password_hash is None
    again = app.test_client()
    for password in ("", "None", PASSWORD["password"]):
        assert again.post("/sign-in", data={"email": mei.email, "password": password}).status_code == 422
    again.post("/sign-in/link", data={"email": mei.email})
    link_requests()
    mail = newest().text
    path = re.search(r"/sign-in/link/\S+", mail)
    assert path
    again.post(path[0])
    assert again.get("/you").status_code == 200


def test_a_second_redemption_is_refused_kindly(app: Flask) -> None:
    _mei, link = invited()
    app.test_client().post(link, data=PASSWORD)
    for answer in (app.test_client().get(link), app.test_client().post(link, data={"password": "not yours at all"})):
        assert answer.status_code == 410
        assert "If you've joined, sign in" in answer.text


def test_of_many_who_redeem_at_once_one_joins(app: Flask) -> None:
    _mei, link = invited()
    db.session.remove()

    def redeem(_number: int) -> int:
        with app.app_context():
            return app.test_client().post(link, data=PASSWORD).status_code

    with ThreadPoolExecutor(6) as pool:
        codes = sorted(pool.map(redeem, range(6)))
    assert codes.count(303) == 1
    assert set(codes) <= {303, 409, 410}
    assert len(db.session.scalars(select(User).where(User.member_id.is_not(None))).all()) == 1
    assert db.session.scalars(select(Activity.verb).order_by(Activity.id)).all().count("member.joined") == 1


def test_a_weak_password_is_refused_and_the_invitation_stays(app: Flask) -> None:
    mei, link = invited()
    for weak in ("short", "password1234", mei.email):
        assert app.test_client().post(link, data={"password": weak}).status_code == 422
    assert app.test_client().get(link).status_code == 200


def test_the_invitation_is_bound_to_the_address_it_went_to(app: Flask) -> None:
    mei, link = invited()
    with transaction() as session:
        session.get_one(Member, mei.id).email = "mei@elsewhere.example"
    assert app.test_client().get(link).status_code == 410
    assert app.test_client().post(link, data=PASSWORD).status_code == 410


def test_joining_in_a_browser_of_somebody_else_changes_who_is_signed_in(app: Flask) -> None:
    _mei, link = invited()
    browser = signed_in(app, staff("owner"))
    browser.post(link, data=PASSWORD)
    assert browser.get("/admin/users").status_code == 404


def test_made_up_links_open_nothing(app: Flask) -> None:
    for token in ("a" * 22, "x", "a" * 500, "%00" * 8):
        assert app.test_client().get(f"/join/{token}").status_code == 410


def _login() -> User:
    return db.session.scalars(select(User).where(User.member_id.is_not(None))).one()


def invited() -> tuple[Member, str]:
    """Mei, who was invited by Priya, and the path of her link."""
    mei, priya = a_member("Mei Tanaka"), staff("success")
    with transaction() as session:
        invite_member(session.merge(mei), session.merge(priya), "A question", "Mei,\n\nfaxes again?\n\nPriya")
    text = newest().text
    found = re.search(r"/join/\S+", text)
    assert found
    return mei, found.group(0)
