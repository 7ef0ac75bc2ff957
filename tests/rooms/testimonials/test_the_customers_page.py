"""The customer's page: by its link alone, signed out, and good for taking back what was allowed."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.links import make_link
from portal.core import clock
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.rooms.testimonials.actions import edit_text
from portal.rooms.testimonials.models import ApprovalRequest, Permission, Testimonial
from tests.actors import a_member, a_user, signed_in, staff
from tests.rooms.testimonials.quoting import GERMAN_PRESS, WORDS, asked, available, fresh, link_in_the_mail, soon, until

pytestmark = pytest.mark.one_database

YES = {"channels": "press", "attribution": "full_name"}


def the_permission() -> Permission | None:
    db.session.rollback()
    return db.session.scalar(select(Permission))


def test_it_shows_the_exact_words_and_where(app: Flask, client: FlaskClient) -> None:
    last = (now() + timedelta(days=20)).date()
    asked(ask=until(last))
    page = client.get(link_in_the_mail()).text
    for part in (WORDS, "one press release", "Germany", "Mei Tanaka", "Approve", "Change the words", "Not this time"):
        assert part in page
    assert "Silence means no" in page


def test_looking_decides_nothing(app: Flask, client: FlaskClient) -> None:
    request = asked()
    for path in ("", "/no", "/withdrawal", "/words"):
        client.get(link_in_the_mail() + path)
    assert fresh(request.version.testimonial).status == "sent"


def test_yes_and_taken_back_by_the_same_link(app: Flask, client: FlaskClient) -> None:
    quote = asked().version.testimonial
    link = link_in_the_mail()
    assert client.post(link, data=YES).status_code == 303
    assert "Thank you" in client.get(link).text
    permission = the_permission()
    assert permission is not None
    assert "from 127.0.0.1" in permission.evidence
    assert client.post(f"{link}/withdrawal").status_code == 303
    assert "yours again" in client.get(link).text
    assert fresh(quote).status == "withdrawn"
    assert client.post(f"{link}/withdrawal").status_code == 303, "a second click changes nothing"


def test_less_than_was_asked(app: Flask, client: FlaskClient) -> None:
    asked(ask=replace(GERMAN_PRESS, channels=("press", "web")))
    link, soon = link_in_the_mail(), (now() + timedelta(days=9)).date()
    client.post(link, data={"channels": "web", "attribution": "initials", "until": soon.isoformat()})
    permission = the_permission()
    assert permission is not None
    assert (permission.values("channel"), permission.attribution, permission.until) == (["web"], "initials", soon)
    assert "M.T., Orbit Health" in client.get(link).text


@pytest.mark.parametrize(
    "answer",
    [
        {"attribution": "full_name"},
        {"channels": "sales", "attribution": "full_name"},
        {"channels": "press", "attribution": "full_name", "until": "2001-01-01"},
    ],
    ids=["nowhere", "more than was asked", "until a day that has passed"],
)
def test_an_answer_that_makes_no_sense_is_not_taken(app: Flask, client: FlaskClient, answer: dict[str, str]) -> None:
    asked()
    response = client.post(link_in_the_mail(), data=answer)
    assert response.status_code == 422
    assert WORDS in response.text
    assert the_permission() is None


def test_no_longer_than_was_asked(app: Flask, client: FlaskClient) -> None:
    last = (now() + timedelta(days=20)).date()
    asked(ask=until(last))
    later = {**YES, "until": (last + timedelta(days=1)).isoformat()}
    for answer in (later, {**YES, "until": ""}):
        assert client.post(link_in_the_mail(), data=answer).status_code == 422
    assert client.post(link_in_the_mail(), data={**YES, "until": last.isoformat()}).status_code == 303


def test_other_words_are_kept_as_they_were_typed(app: Flask, client: FlaskClient) -> None:
    quote = asked().version.testimonial
    link = link_in_the_mail()
    assert client.post(f"{link}/words", data={"text": "   "}).status_code == 422
    same = client.post(f"{link}/words", data={"text": WORDS})
    assert (same.status_code, "These are the same words" in same.text) == (422, True)
    client.post(f"{link}/words", data={"text": "Three hours <b>became</b> under thirty."})
    assert "Three hours &lt;b&gt;became&lt;/b&gt; under thirty." in client.get(link).text
    assert fresh(quote).status == "changes_requested"


def test_not_this_time(app: Flask, client: FlaskClient) -> None:
    quote = asked().version.testimonial
    link = link_in_the_mail()
    client.post(f"{link}/no")
    assert "That's fine" in client.get(link).text
    assert fresh(quote).status == "declined"
    assert client.post(link, data=YES).status_code == 200, "a late yes shows what was decided"
    assert the_permission() is None


def test_the_page_of_words_that_were_changed_meanwhile(app: Flask, client: FlaskClient) -> None:
    quote, lena = asked().version.testimonial, staff("marketing")
    link = link_in_the_mail()
    with transaction():
        edit_text(quote, "Other words.", lena)
    assert "is closed" in client.get(link).text
    client.post(link, data=YES)
    assert the_permission() is None


def test_the_page_of_a_question_whose_time_has_passed(app: Flask, client: FlaskClient) -> None:
    asked(ask=until(soon()))
    link = link_in_the_mail()
    with clock.at(now() + timedelta(days=5)):
        assert "time for this has passed" in client.get(link).text
        client.post(link, data={**YES, "until": now().date().isoformat()})
    assert the_permission() is None


def test_a_link_for_something_else_opens_nothing(app: Flask, client: FlaskClient) -> None:
    request = asked()
    with transaction():
        _link, token = make_link("survey", request.id, "mei@orbit.example")
    assert client.get(f"/quote/{token}").status_code == 404
    assert client.get("/quote/no-such-token-at-all").status_code == 404


def test_an_answer_needs_no_javascript_but_its_own_token(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    asked()
    assert client.post(link_in_the_mail(), data=YES).status_code in {400, 403, 422}
    assert the_permission() is None


@pytest.mark.both_databases
def test_of_two_answers_at_once_one_counts(app: Flask, client: FlaskClient) -> None:
    quote = asked().version.testimonial
    link, together = link_in_the_mail(), Barrier(2)

    def answer(path: str, data: dict[str, str]) -> None:
        together.wait(10)
        with app.app_context():
            statuses.append(app.test_client().post(link + path, data=data).status_code)

    statuses: list[int] = []
    threads = [Thread(target=answer, args=one) for one in (("", YES), ("/no", {}))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(statuses) <= {200, 303}
    assert len(statuses) == 2
    status, answered = fresh(quote).status, db.session.scalar(select(ApprovalRequest.answer))
    assert (status, answered) in {("approved", "approved"), ("declined", "declined")}
    assert (the_permission() is not None) == (status == "approved")


@pytest.mark.both_databases
def test_an_edit_and_a_yes_at_once_leave_nothing_allowed_for_other_words(app: Flask) -> None:
    quote, lena = asked().version.testimonial, staff("marketing")
    link, together, quote_id = link_in_the_mail(), Barrier(2), quote.id
    editor = signed_in(app, lena)

    def approve() -> None:
        together.wait(10)
        with app.app_context():
            statuses.append(app.test_client().post(link, data=YES).status_code)

    def edit() -> None:
        together.wait(10)
        with app.app_context():
            statuses.append(editor.post(f"/quotes/{quote_id}/words", data={"text": "Other words."}).status_code)

    statuses: list[int] = []
    threads = [Thread(target=approve), Thread(target=edit)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(statuses) <= {200, 303}
    assert len(statuses) == 2
    quote = fresh(quote)
    permission = the_permission()
    assert quote.status == "drafted"
    assert permission is None or permission.revoked_at is not None


def test_a_member_sees_and_takes_back_their_own(app: Flask) -> None:
    mei = a_member()
    quote, other = available(member=mei), available(text="Somebody else said this.")
    browser = signed_in(app, a_user(mei))
    page = browser.get("/you").text
    assert WORDS in page
    assert "Somebody else said this." not in page
    assert browser.post(f"/you/quotes/{other.id}/withdrawal").status_code == 404
    assert browser.post(f"/you/quotes/{quote.id}/withdrawal").status_code == 303
    assert (fresh(quote).status, fresh(other).status) == ("withdrawn", "available")


def test_a_member_does_not_see_what_is_only_being_drafted(app: Flask) -> None:
    mei, lena = a_member(), staff("marketing")
    quote = asked(member=mei).version.testimonial
    with transaction():
        edit_text(db.session.get_one(Testimonial, quote.id), "Words that were never shown.", lena)
    assert "never shown" not in signed_in(app, a_user(mei)).get("/you").text
