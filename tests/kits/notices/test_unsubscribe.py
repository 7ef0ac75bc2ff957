import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.links import make_link
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.headers import EXEMPTIONS
from portal.kits.notices.actions import send_message
from portal.kits.notices.models import HeldBack
from portal.kits.notices.panels import messages_of
from portal.ledger.models import Activity, Mail
from portal.people.models import Member
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest


@pytest.fixture
def member(app: Flask) -> Member:
    return a_member(joined_at=now() - timedelta(days=30))


def unsubscribed(member: Member) -> bool:
    db.session.rollback()
    return db.session.scalars(select(Member.unsubscribed_at).where(Member.id == member.id)).one() is not None


def mailed(member: Member) -> Mail:
    with transaction() as session:
        send_message(session.get_one(Member, member.id), "thinking_of_you", cause_key="n:1")
    return newest()


def page_of(mail: Mail) -> str:
    found = re.search(r"Unsubscribe from these: (\S+)", mail.text)
    assert found
    return found[1].removeprefix("https://advocates.northwind.example")


def one_click_of(mail: Mail) -> str:
    return mail.headers["List-Unsubscribe"].strip("<>").removeprefix("https://advocates.northwind.example")


def test_opening_the_page_changes_nothing_and_the_button_does(client: FlaskClient, member: Member) -> None:
    page = page_of(mailed(member))
    assert b"Stop these emails" in client.get(page).data
    assert not unsubscribed(member)
    done = client.post(page)
    assert done.status_code == 303
    assert unsubscribed(member)
    assert b"Stop these emails" not in client.get(page).data


def test_a_mail_program_can_end_the_mails_with_one_click(client: FlaskClient, member: Member) -> None:
    mail = mailed(member)
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    one_click = one_click_of(mail)
    assert client.get(one_click).status_code == 303
    assert not unsubscribed(member)
    answer = client.post(one_click, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 204
    assert unsubscribed(member)


def test_only_the_one_click_goes_without_a_forgery_token(app: Flask, client: FlaskClient, member: Member) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    mail = mailed(member)
    assert client.post(page_of(mail)).status_code == 400
    assert not unsubscribed(member)
    assert client.post(one_click_of(mail)).status_code == 204
    assert [exempt.endpoint for exempt in EXEMPTIONS if exempt.rule == "csrf"] == ["notices.unsubscribe_one_click"]


def test_ending_the_mails_twice_is_told_once(client: FlaskClient, member: Member) -> None:
    page = page_of(mailed(member))
    client.post(page)
    client.post(page)
    told = select(Activity.id).where(Activity.verb == "member.unsubscribed", Activity.member_id == member.id)
    assert len(db.session.scalars(told).all()) == 1


def test_a_link_for_something_else_ends_nothing(client: FlaskClient, member: Member) -> None:
    with transaction():
        _link, token = make_link("survey", member.id, member.email)
    for address in (f"/mails/stop/{token}", f"/mails/stop/{token}/now"):
        answer = client.post(address)
        assert answer.status_code == 404
        assert b"This link doesn't work" in answer.data
    assert not unsubscribed(member)
    assert client.get("/mails/stop/not-a-token").status_code == 404


def test_a_record_that_was_merged_takes_the_wish_along(client: FlaskClient, member: Member) -> None:
    page = page_of(mailed(member))
    survivor = a_member("Mei Tanaka-Roth")
    with transaction() as session:
        session.get_one(Member, member.id).merged_into_id = survivor.id
    client.post(page)
    assert unsubscribed(member)
    assert unsubscribed(survivor)


def test_staff_see_what_was_held_back_and_why_and_a_member_does_not(own_app: Flask, member: Member) -> None:
    with transaction() as session:
        row = session.get_one(Member, member.id)
        row.unsubscribed_at = now()
        send_message(row, "thinking_of_you", cause_key="n:1")
        send_message(row, "thank_you", cause_key="n:2")
    assert db.session.scalars(select(HeldBack.reason)).one() == "unsubscribed"

    @own_app.get("/one/<int:member_id>")
    def one(member_id: int) -> str:
        return messages_of(db.session.get_one(Member, member_id)) or "nothing"

    shown = signed_in(own_app, staff("success")).get(f"/one/{member.id}").get_data(as_text=True)
    assert "They opted out of these emails" in shown
    assert "Thank you, Mei" in shown
    hidden = signed_in(own_app, a_user(member)).get(f"/one/{member.id}").get_data(as_text=True)
    assert hidden == "nothing"
