"""A member has another address: what waits for an answer is asked there, and the former link answers nothing."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actions.closing import close_login, open_login
from portal.access.models import User
from portal.core.database import db, transaction
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.people.actions.edit import change_address
from portal.people.actions.preferences import stop_promotion
from portal.people.models import Member
from portal.rooms.surveys.models import SurveyAnswer
from tests.actors import a_user, staff
from tests.letters import texts
from tests.rooms.surveys.test_answering import asked

NEW = "mei@fjord.example"
NINE = {"score": "9", "text": "Search finds everything."}


def moved(member: Member, address: str = NEW) -> None:
    priya = staff("success")
    with transaction() as session:
        change_address(session.get_one(Member, member.id), address, session.get_one(User, priya.id))
    drain()


def links_to(address: str) -> list[str]:
    waiting = texts(Mail.recipient == address, Mail.state == "waiting")
    return [found for text in waiting for found in re.findall(r"/answer/[\w-]+", text)]


def test_an_open_question_is_asked_once_more_at_the_new_address(app: Flask, client: FlaskClient) -> None:
    member, former = asked()
    moved(member)
    assert client.post(former, data=NINE).status_code == 410
    assert "This question has moved" in client.get(former).text
    assert db.session.scalars(select(SurveyAnswer.id)).all() == []
    [newer] = links_to(NEW)
    assert client.post(newer, data=NINE).status_code == 303
    assert links_to(NEW) == [], "a letter that still waits is not sent any more"
    assert "This question has moved" in client.get(former).text, "nor does it say what was answered"


def test_whoever_wants_no_more_questions_gets_none_at_the_new_address(app: Flask, client: FlaskClient) -> None:
    member, former = asked()
    with transaction() as session:
        stop_promotion(session.get_one(Member, member.id))
    moved(member)
    assert links_to(NEW) == []
    assert client.post(former, data=NINE).status_code == 410


def test_an_address_that_comes_back_makes_the_link_good_again(app: Flask, client: FlaskClient) -> None:
    member, former = asked()
    before = member.email
    moved(member)
    moved(member, before)
    assert client.post(former, data=NINE).status_code == 303


def test_a_corrected_address_gets_the_question_too_and_the_mistaken_one_no_letter(
    app: Flask, client: FlaskClient
) -> None:
    member, _former = asked()
    moved(member, "typo@fjord.example")
    moved(member)
    assert links_to("typo@fjord.example") == []
    [newest] = links_to(NEW)
    assert client.post(newest, data=NINE).status_code == 303
    assert links_to(NEW) == []


def test_a_question_is_asked_again_once_a_closed_login_is_open(app: Flask, client: FlaskClient) -> None:
    member, former = asked()
    login, priya = a_user(member), staff("success")
    with transaction() as session:
        close_login(session.get_one(User, login.id), session.get_one(User, priya.id))
    drain()
    assert client.post(former, data=NINE).status_code == 410
    assert "Your login was closed" in client.get(former).text
    with transaction() as session:
        open_login(session.get_one(User, login.id), session.get_one(User, priya.id))
    drain()
    assert client.post(former, data=NINE).status_code == 410, "an older letter stays without effect"
    newest = links_to(member.email)[-1]
    assert newest != former
    assert client.post(newest, data=NINE).status_code == 303
