"""A member's history: the ledger in plain words, and what other rooms add."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.database import db, transaction
from portal.ledger.ledger import record
from portal.ledger.models import Activity
from portal.people import history as histories
from portal.people.history import Before, Event, history_of
from portal.people.models import Member
from portal.people.timeline import describe_facts
from tests.actors import a_member, staff
from tests.queries import assert_queries_do_not_grow
from tests.registries import restored

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_history_tells_facts_in_plain_words_and_who_did_it(app: Flask, success: FlaskClient) -> None:
    mei, priya = a_member("Mei Tanaka"), staff("success", name="Priya Shah")
    with transaction():
        record("survey.answered", member=mei, facts={"survey": "nps", "score": 9, "real": False})
        record("call.logged", member=mei, actor=priya, facts={"outcome": "left_message"})
        record("task.done", member=mei, actor=priya, facts={"task": "say_hello"})
        record("feedback.given", member=mei, facts={"source": "portal"})

    page = success.get(f"/people/{mei.id}").text

    assert "Answered a question" in page
    assert "Would you recommend us · 9 of 10" in page
    assert "Say hello" in page
    assert "In the portal" in page
    assert "inferred, not counted" in page
    assert "Left a message" in page
    assert "Priya Shah" in page


def test_older_history_is_reached_by_key_and_nothing_is_missed(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka")
    with transaction():
        for number in range(45):
            moment = NOON if number < 30 else NOON - timedelta(days=number)
            record("survey.asked", member=mei, facts={"survey": f"asked-{number}-"}, occurred_at=moment)

    told: list[str] = []
    url: str | None = f"/people/{mei.id}"
    while url:
        page = success.get(url).text
        told += [f"asked-{number}-" for number in range(45) if f"asked-{number}-" in page]
        url = _older(page)

    assert sorted(told) == sorted(f"asked-{number}-" for number in range(45))


def test_rooms_add_their_own_rows_in_the_order_of_time(app: Flask) -> None:
    mei = a_member("Mei Tanaka", created_at=NOON)
    with transaction():
        db.session.query(Activity).delete()
        for number in range(5):
            record("survey.asked", member=mei, occurred_at=NOON + timedelta(minutes=number // 2))
    moves = [Event(NOON + timedelta(minutes=number // 2), number + 1, "map", f"moved {number}") for number in range(5)]
    with restored(histories._sources):
        histories._sources.add("moves", _listed(moves))
        whole = history_of(mei.id, None, 50).events
        paged, cursor = [], None
        while True:
            stretch = history_of(mei.id, cursor, 3)
            paged += stretch.events
            cursor = stretch.older
            if cursor is None:
                break

    assert len(whole) == 10
    assert paged == whole
    assert [event.at for event in whole] == sorted((event.at for event in whole), reverse=True)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "~~",
        "2026-05-04~ledger~1",
        "2026-05-04T12:00:00+00:00~ledger~x",
        "0001-01-01T00:00:00+14:00~ledger~1",
        "2026-05-04T12:00:00+00:00~ledger~99999999999",
        "a" * 5000,
    ],
)
def test_an_unreadable_place_shows_the_newest(success: FlaskClient, cursor: str) -> None:
    mei = a_member("Mei Tanaka")

    answer = success.get(f"/people/{mei.id}", query_string={"page": cursor})

    assert answer.status_code == 200
    assert "Added to the programme" in answer.text


@pytest.mark.one_database
def test_a_member_page_asks_no_more_for_a_long_history(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka")
    mei_id = mei.id

    def add(many: int) -> None:
        for _ in range(many):
            other, priya = a_member("Ann Row", f"Company {db.session.query(Activity).count()}"), staff("success")
            with transaction():
                member = db.session.get_one(Member, mei_id)
                facts = {"from_company": other.company_id, "to_company": member.company_id}
                record("employment.changed", member=member, actor=priya, facts=facts)

    assert_queries_do_not_grow(app, success, f"/people/{mei_id}", add, few=3, full=20)


def _listed(events: list[Event]) -> histories.Source:
    def page(_member_id: int, before: Before | None, limit: int) -> list[Event]:
        older = [event for event in events if before is None or (event.at, event.id) < (before.at, before.id)]
        return sorted(older, key=lambda event: (event.at, event.id), reverse=True)[:limit]

    return page


def _older(page: str) -> str | None:
    _before, found, after = page.partition('rel="next" href="')
    return after.split("#")[0].replace("&amp;", "&") if found else None


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"outcome": "reached"}, "We spoke"),
        ({"outcome": "could_not_reach"}, "Nobody picked up"),
        ({"kind": "insight"}, "New to me"),
        ({"kind": "company_question"}, "A question from us"),
        ({"reason": "off_topic"}, "It belongs somewhere else"),
        ({"decision": "ask_edit"}, "Asked for an edit"),
        ({"what": "locked"}, "Closed"),
    ],
)
def test_codes_are_told_as_pages_say_them(app: Flask, facts: dict[str, str], told: str) -> None:
    assert describe_facts(facts, {}) == told
