"""What has a date stands on one page, at home and in one's own calendar, for those who may see it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from portal.access.models import User
from portal.core.clock import at
from portal.core.database import db, transaction
from portal.people.logins import member_of
from portal.rooms.forum.models import Topic
from portal.rooms.surveys.actions import ask
from tests.actors import signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.forum.reading.talking import a_room, begun, somebody

pytestmark = pytest.mark.one_database

MONDAY = datetime(2026, 3, 9, 10, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture(autouse=True)
def _on_a_monday(app: Flask) -> Iterator[None]:
    with at(MONDAY):
        yield


def a_poll(title: str = "Coffee on Friday?", closes_at: datetime = FRIDAY, **room: object) -> Topic:
    author = staff("product", name="Arjun Mehta")
    room = {"name": f"Room of {title}"} | room
    return begun(a_room(**room), author, title, kind="poll", options=("Yes", "No"), closes_at=closes_at)  # type: ignore[arg-type]


def address_of_feed(app: Flask, user: User) -> str:
    page = signed_in(app, user).post("/coming-up/feed", follow_redirects=True).text
    found = re.search(r"https://advocates\.northwind\.example(/feeds/[\w-]+/calendar\.ics)", page)
    assert found
    return found[1]


def events_in(app: Flask, address: str) -> dict[str, str]:
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    return {str(event["uid"]): str(event["summary"]) for event in events}


def test_what_closes_stands_there_until_it_has(app: Flask) -> None:
    mei = somebody()
    topic = a_poll()
    browser = signed_in(app, mei)
    for path in ("/coming-up", "/"):
        page = browser.get(path).text
        assert "Coffee on Friday?" in page
        assert "the poll closes" in page
        assert f"/community/t/{topic.id}" in page
    with at(FRIDAY + timedelta(minutes=1)):
        assert "Coffee on Friday?" not in browser.get("/coming-up").text


def test_one_s_own_open_question_stands_there_and_nobody_else_s(app: Flask) -> None:
    mei, ana = somebody("Mei Tanaka"), somebody("Ana Sousa")
    with transaction() as session:
        member = member_of(session.get_one(User, mei.id))
        assert member
        ask(member, "nps", cause_key="test:1", care=True)
    assert "How likely are you to recommend" in signed_in(app, mei).get("/coming-up").text
    assert "How likely are you to recommend" not in signed_in(app, ana).get("/coming-up").text


def test_what_is_not_for_somebody_is_on_no_page_and_in_no_calendar(app: Flask) -> None:
    mei, olaf = somebody("Mei Tanaka", country="JP"), somebody("Olaf Holm", country="NO")
    topic = a_poll(audience={"country": ["JP"]})
    mine, theirs = address_of_feed(app, mei), address_of_feed(app, olaf)
    assert list(events_in(app, mine)) == [f"topic:{topic.id}@advocates.northwind.example"]
    assert events_in(app, theirs) == {}
    assert "Coffee" not in signed_in(app, olaf).get("/coming-up").text
    with transaction() as session:
        session.get_one(Topic, topic.id).deleted_at = MONDAY
    assert events_in(app, mine) == {}


def test_a_secret_ends_when_it_is_renewed_stopped_or_its_owner_is_gone(app: Flask) -> None:
    mei = somebody()
    first = address_of_feed(app, mei)
    second = address_of_feed(app, mei)
    assert app.test_client().get(first).status_code == 404
    assert app.test_client().get(second).status_code == 200
    signed_in(app, mei).post("/coming-up/feed/end")
    assert app.test_client().get(second).status_code == 404
    third = address_of_feed(app, mei)
    with transaction() as session:
        session.get_one(User, mei.id).active = False
    assert app.test_client().get(third).status_code == 404
    assert app.test_client().get("/feeds/never-was-a-token-of-anybody/calendar.ics").status_code == 404


def test_an_event_keeps_its_name_when_it_moves(app: Flask) -> None:
    mei, topic = somebody(), a_poll()
    address = address_of_feed(app, mei)
    before = events_in(app, address)
    with transaction() as session:
        session.get_one(Topic, topic.id).closes_at = FRIDAY + timedelta(days=3)
    assert events_in(app, address) == before


def test_the_page_asks_as_often_for_many_as_for_few(app: Flask) -> None:
    browser = signed_in(app, somebody())

    def add(number: int) -> None:
        for each in range(number):
            a_poll(f"Poll {each} of {number}", FRIDAY + timedelta(hours=each))
        db.session.rollback()

    assert_queries_do_not_grow(app, browser, "/coming-up", add, few=3, full=12)
