import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.access.links import make_link
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions import send_message
from portal.ledger.models import Activity, Mail
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.rooms.surveys.actions import AlreadyAnswered, answer_question, ask
from portal.rooms.surveys.models import SurveyAnswer, SurveyRequest
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest


def asked(kind: str = "nps", cause: str = "test:1", **changes: object) -> tuple[Member, str]:
    """A member who was asked, and the address that their mail carries."""
    member = a_member(joined_at=now() - timedelta(days=30), **changes)
    with transaction() as session:
        assert ask(session.get_one(Member, member.id), kind, cause_key=cause).posted
    return member, address_in(newest(Mail.member_id == member.id))


def address_in(mail: Mail) -> str:
    found = re.search(r"https://advocates\.northwind\.example(/answer/[\w-]+)", mail.text)
    assert found
    return found[1]


def answers() -> list[SurveyAnswer]:
    db.session.rollback()
    return list(db.session.scalars(select(SurveyAnswer).order_by(SurveyAnswer.id)))


def reread(member: Member) -> Member:
    db.session.rollback()
    return db.session.get_one(Member, member.id, populate_existing=True)


def test_an_answer_from_a_mail_makes_the_segment(client: FlaskClient) -> None:
    member, address = asked()
    page = client.get(address)
    assert page.status_code == 200
    assert b"How likely are you to recommend Northwind" in page.data
    done = client.post(address, data={"score": "9", "text": "Search finds everything."})
    assert (done.status_code, done.headers["Location"]) == (303, address)
    [answer] = answers()
    assert (answer.score, answer.text, answer.real, answer.source) == (9, "Search finds everything.", True, "link")
    assert (reread(member).segment, reread(member).nps) == ("promoter", 9)
    line = db.session.scalars(select(Activity).where(Activity.verb == "survey.answered")).one()
    assert line.facts == {"survey": "nps", "real": True, "score": 9}
    assert (line.member_id, line.about_id, line.occurred_at) == (member.id, answer.id, answer.answered_at)


def test_opening_the_page_with_a_score_marks_it_and_never_answers(client: FlaskClient) -> None:
    member, address = asked()
    page = client.get(f"{address}?score=10").get_data(as_text=True)
    assert re.search(r'value="10"\s+checked', page)
    assert client.head(f"{address}?score=10").status_code == 200
    assert not answers()
    assert reread(member).segment == "unknown"


def test_the_mail_offers_every_score_as_a_link_to_the_page(app: Flask) -> None:
    asked()
    mail = newest()
    assert re.findall(r"/answer/[\w-]+\?score=(\d+)", mail.html) == [str(score) for score in range(11)]


@pytest.mark.one_database
@pytest.mark.parametrize("typed", ["11", "-1", "ten", "", "7.5", "1_0", "٣", " 7", "9" * 400])
def test_what_is_no_score_is_refused_and_the_words_stay(client: FlaskClient, typed: str) -> None:
    _member, address = asked()
    refused = client.post(address, data={"score": typed, "text": "The export <b>loses</b> my filters."})
    assert refused.status_code == 422
    assert "Choose a number from 0 to 10." in refused.get_data(as_text=True)
    assert "The export &lt;b&gt;loses&lt;/b&gt; my filters." in refused.get_data(as_text=True)
    assert not answers()


def test_an_answer_without_a_score_is_refused(client: FlaskClient) -> None:
    _member, address = asked()
    assert client.post(address, data={"text": "Good."}).status_code == 422
    assert client.post(f"{address}?score=9", data={"text": "Good."}).status_code == 422
    assert not answers()


def test_words_of_a_novel_are_refused_and_kept(client: FlaskClient) -> None:
    _member, address = asked()
    refused = client.post(address, data={"score": "8", "text": "x" * 4_001})
    assert refused.status_code == 422
    assert "x" * 4_001 in refused.get_data(as_text=True)


def test_the_first_answer_counts_and_a_second_is_kindly_refused(client: FlaskClient) -> None:
    member, address = asked()
    client.post(address, data={"score": "3"})
    again = client.post(address, data={"score": "10"})
    assert again.status_code == 409
    assert b"The first answer counts" in again.data
    assert [answer.score for answer in answers()] == [3]
    assert reread(member).nps == 3


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ("3", "One of us will call you within two working days"),
        ("7", "What is missing goes to"),
        ("10", "good to hear"),
    ],
)
def test_the_thanks_say_what_really_happens_next(client: FlaskClient, score: str, said: str) -> None:
    _member, address = asked()
    client.post(address, data={"score": score})
    assert said in client.get(address).get_data(as_text=True)


def test_the_promise_to_somebody_unhappy_is_kept(client: FlaskClient) -> None:
    member, address = asked()
    client.post(address, data={"score": "3", "text": "Nobody called back."})
    drain()
    with transaction() as session:
        outcome = send_message(session.get_one(Member, member.id), "thinking_of_you", cause_key="test:2")
    assert outcome.reason == "held"


def test_a_question_that_ran_out_takes_no_answer(client: FlaskClient) -> None:
    _member, address = asked()
    with at(now() + timedelta(days=31)):
        assert client.get(address).status_code == 410
        late = client.post(address, data={"score": "9"})
    assert late.status_code == 410
    assert b"This question has expired" in late.data
    assert not answers()


def test_a_link_for_something_else_answers_nothing(client: FlaskClient) -> None:
    member, _address = asked()
    request_id = db.session.scalars(select(SurveyRequest.id)).one()
    with transaction():
        _link, token = make_link("unsubscribe", request_id, member.email, member_id=member.id)
    for wrong in (token, "short", "x" * 500, "unknown-unknown-unknown"):
        page = client.get(f"/answer/{wrong}")
        assert page.status_code == client.post(f"/answer/{wrong}", data={"score": "9"}).status_code == 404
        assert b"This link doesn't work" in page.data
    assert not answers()


def test_an_answer_needs_the_forgery_token_of_its_page(app: Flask, client: FlaskClient) -> None:
    _member, address = asked()
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(address, data={"score": "9"}).status_code == 400
    assert not answers()


def test_two_answers_at_once_are_one(app: Flask) -> None:
    _member, address = asked()
    together = threading.Barrier(6)
    given: list[int] = []

    def post(score: int) -> None:
        with app.app_context():
            browser = app.test_client()
            together.wait(60)
            given.append(browser.post(address, data={"score": str(score)}).status_code)

    db.session.rollback()
    people = [threading.Thread(target=post, args=(score,)) for score in range(6)]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert sorted(given) == [303] + [409] * 5
    assert len(answers()) == 1
    told = select(func.count()).where(Activity.verb == "survey.answered")
    assert db.session.scalar(told) == 1


def test_an_action_on_an_answered_question_raises(app: Flask) -> None:
    asked()
    with transaction() as session:
        answer_question(session.scalars(select(SurveyRequest)).one(), score=5)
    with pytest.raises(AlreadyAnswered), transaction() as session:
        answer_question(session.scalars(select(SurveyRequest)).one(), score=9)


def test_an_answer_takes_back_the_mail_that_still_waits(client: FlaskClient) -> None:
    _member, address = asked()
    client.post(address, data={"score": "8"})
    assert db.session.execute(select(Mail.state, Mail.error)).one() == ("held", "answered")


def test_what_would_help_sets_the_incentive(client: FlaskClient) -> None:
    member, address = asked("what_would_help")
    assert client.post(address, data={"incentive": "a_yacht", "text": "Please."}).status_code == 422
    assert client.post(address, data={"text": "Please."}).status_code == 422
    assert client.post(address, data={"incentive": "meet_peers", "text": "People in hospitals."}).status_code == 303
    [answer] = answers()
    assert (answer.incentive, answer.score, answer.text) == ("meet_peers", None, "People in hospitals.")
    assert (reread(member).incentive, reread(member).segment) == ("meet_peers", "unknown")
    assert db.session.scalars(select(Activity.facts).where(Activity.verb == "survey.answered")).one() == {
        "survey": "what_would_help",
        "real": True,
    }


def test_a_member_answers_their_own_question_signed_in_and_nobody_elses(app: Flask) -> None:
    member, _address = asked()
    request_id = db.session.scalars(select(SurveyRequest.id)).one()
    page = f"/questions/{request_id}"
    for nobody in (signed_in(app, a_user(a_member("Jonas Weber"))), signed_in(app, staff("owner"))):
        assert nobody.get(page).status_code == nobody.post(page, data={"score": "1"}).status_code == 404
    assert app.test_client().get(page).status_code == 303
    assert not answers()
    mine = signed_in(app, a_user(member))
    assert b"How likely are you" in mine.get(page).data
    assert mine.post(page, data={"score": "12"}).status_code == 422
    assert mine.post(page, data={"score": "9"}).status_code == 303
    assert b"Thank you" in mine.get(page).data
    assert [answer.score for answer in answers()] == [9]
