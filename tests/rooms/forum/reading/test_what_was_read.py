"""What counts as unread, and that what was read only grows."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.people.viewer import Viewer
from portal.rooms.forum.models import Category, ReadingMark, Topic, TopicReading
from portal.rooms.forum.queries.unread import Unread, unread_counts
from tests.actors import signed_in
from tests.queries import counted
from tests.rooms.forum.reading.talking import a_room, a_talk, begun, said, somebody

JSON = {"Accept": "application/json"}


def counts(user: User) -> dict[int, Unread]:
    """What is unread and new for them, by category."""
    return unread_counts(Viewer(db.session.get_one(User, user.id)))


def mark_read(browser: FlaskClient, topic: Topic, number: int, **headers: str) -> int:
    answer = browser.post(f"/community/t/{topic.id}/reading", data={"number": number}, headers={**JSON, **headers})
    return answer.status_code


def last_read(user: User, topic: Topic) -> int | None:
    wanted = select(TopicReading.last_read).where(TopicReading.user_id == user.id, TopicReading.topic_id == topic.id)
    return db.session.scalar(wanted)


def test_a_topic_is_new_then_read_then_unread(app: Flask) -> None:
    mei, ana, room = somebody(), somebody("Ana Sousa", "Fjord Bank"), a_room()
    topic = begun(room, mei)
    assert counts(ana) == {room.id: Unread(unread=0, new=1)}
    assert mark_read(signed_in(app, ana), topic, 1) == 204
    assert counts(ana).get(room.id, Unread()).all == 0
    said(topic, mei)
    assert counts(ana) == {room.id: Unread(unread=1, new=0)}


def test_what_was_read_only_grows_and_never_beyond_the_end(app: Flask) -> None:
    mei, ana, room = somebody(), somebody("Ana Sousa", "Fjord Bank"), a_room()
    topic = begun(room, mei)
    a_talk(topic, 4)
    browser = signed_in(app, ana)
    for number, expected in ((3, 3), (2, 3), (99, 5), (1, 5)):
        mark_read(browser, topic, number)
        assert last_read(ana, topic) == expected


def test_a_browser_that_fetches_ahead_has_read_nothing(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    topic = begun(a_room(), mei)
    assert mark_read(signed_in(app, ana), topic, 1, **{"Sec-Purpose": "prefetch;prerender"}) == 204
    assert last_read(ana, topic) is None


def test_the_button_does_the_same_as_the_marker(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    topic = begun(a_room(), mei)
    answer = signed_in(app, ana).post(f"/community/t/{topic.id}/reading", data={"number": 1})
    assert answer.status_code == 303
    assert last_read(ana, topic) == 1


@pytest.mark.parametrize("number", ["0", "-1", "x", "", str(2**40)])
def test_a_number_that_no_post_has_is_refused(app: Flask, number: str) -> None:
    mei = somebody()
    topic = begun(a_room(), mei)
    assert signed_in(app, mei).post(f"/community/t/{topic.id}/reading", data={"number": number}).status_code == 422


def test_what_was_said_long_before_somebody_came_counts_as_read(app: Flask) -> None:
    with at(now() - timedelta(days=60)):
        mei, room = somebody(), a_room()
        begun(room, mei, "Long ago")
    with at(now() - timedelta(days=10)):
        begun(room, mei, "Lately")
    assert counts(somebody("Ana Sousa", "Fjord Bank")) == {room.id: Unread(unread=0, new=1)}


def test_marking_all_as_read_leaves_what_came_after_the_page(app: Flask) -> None:
    mei, ana, room = somebody(), somebody("Ana Sousa", "Fjord Bank"), a_room()
    with at(now() - timedelta(hours=2)):
        begun(room, mei, "Before")
    seen = now() - timedelta(hours=1)
    begun(room, mei, "After")
    signed_in(app, ana).post("/community/reading", data={"until": seen.isoformat()})
    assert counts(ana) == {room.id: Unread(unread=0, new=1)}
    assert "Before" not in signed_in(app, ana).get("/community?show=new").get_data(as_text=True)


def test_a_mark_in_the_future_does_not_hide_what_comes(app: Flask) -> None:
    mei, ana, room = somebody(), somebody("Ana Sousa", "Fjord Bank"), a_room()
    browser = signed_in(app, ana)
    for until in ("9999-12-31T23:59:59+00:00", "nonsense", "2030-01-01T00:00:00"):
        browser.post("/community/reading", data={"until": until})
    begun(room, mei)
    assert counts(ana)[room.id].new == 1


def test_one_category_is_marked_as_read_and_the_others_are_not(app: Flask) -> None:
    mei, ana, here, there = somebody(), somebody("Ana Sousa", "Fjord Bank"), a_room("Here"), a_room("There")
    first, opened = begun(here, mei), begun(here, mei, "Opened")
    begun(there, mei)
    browser = signed_in(app, ana)
    mark_read(browser, opened, 1)
    said(opened, mei)
    browser.post(f"/community/reading?category={here.id}")
    assert counts(ana) == {there.id: Unread(unread=0, new=1)}
    assert (last_read(ana, first), last_read(ana, opened)) == (1, 2)


def test_muted_topics_and_rooms_count_for_nothing_and_leave_the_list(app: Flask) -> None:
    mei, ana, room, loud = somebody(), somebody("Ana Sousa", "Fjord Bank"), a_room(), a_room("Loud")
    topic = begun(room, mei, "A muted topic")
    begun(loud, mei, "In a muted room")
    browser = signed_in(app, ana)
    assert browser.post(f"/community/t/{topic.id}/level", data={"level": "muted"}).status_code == 303
    assert browser.post(f"/community/c/{loud.id}/level", data={"level": "muted"}).status_code == 303
    assert sum(each.all for each in counts(ana).values()) == 0
    page = browser.get("/community").get_data(as_text=True)
    assert "A muted topic" not in page
    assert "In a muted room" not in page
    browser.post(f"/community/t/{topic.id}/level", data={"level": ""})
    browser.post(f"/community/c/{loud.id}/level", data={"level": "normal"})
    assert sum(each.all for each in counts(ana).values()) == 2


def test_who_chose_only_the_list_is_told_no_counts(app: Flask) -> None:
    mei, ana, room = somebody(), somebody("Ana Sousa", "Fjord Bank"), a_room()
    topic = begun(room, mei)
    browser = signed_in(app, ana)
    mark_read(browser, topic, 1)
    browser.post(f"/community/t/{topic.id}/level", data={"level": "normal"})
    said(topic, mei)
    assert counts(ana).get(room.id, Unread()).all == 0
    assert last_read(ana, topic) == 1


def test_a_level_that_does_not_exist_is_refused(app: Flask) -> None:
    mei, room = somebody(), a_room()
    topic = begun(room, mei)
    browser = signed_in(app, mei)
    assert browser.post(f"/community/t/{topic.id}/level", data={"level": "loud"}).status_code == 422
    assert browser.post(f"/community/c/{room.id}/level", data={"level": ""}).status_code == 422


def test_the_mark_moves_once_nothing_older_is_unread(app: Flask) -> None:
    mei, ana, room = somebody(), somebody("Ana Sousa", "Fjord Bank"), a_room()
    topics = []
    for hours in (5, 4, 3):
        with at(now() - timedelta(hours=hours)):
            topics.append(begun(room, mei, f"{hours} hours ago"))
    browser = signed_in(app, ana)
    mark_read(browser, topics[1], 1)
    assert db.session.get(ReadingMark, ana.id) is None
    mark_read(browser, topics[0], 1)
    mark = db.session.get_one(ReadingMark, ana.id)
    assert mark.read_until == db.session.get_one(Topic, topics[1].id).last_post_at
    assert counts(ana)[room.id].new == 1


def test_the_mark_never_goes_back(app: Flask) -> None:
    ana = somebody("Ana Sousa", "Fjord Bank")
    browser = signed_in(app, ana)
    for hours in (1, 5):
        browser.post("/community/reading", data={"until": (now() - timedelta(hours=hours)).isoformat()})
    assert db.session.get_one(ReadingMark, ana.id).read_until > now() - timedelta(hours=2)


def test_marking_reads_a_bounded_part_of_the_forum(app: Flask) -> None:
    mei, ana, room = somebody(), somebody("Ana Sousa", "Fjord Bank"), a_room()
    moment = now() - timedelta(hours=1)
    with transaction() as session:
        session.add_all(
            Topic(category_id=room.id, title=f"Topic {n}", last_number=1, created_at=moment, last_post_at=moment)
            for n in range(450)
        )
    topic = begun(room, mei)
    with counted(app) as seen:
        mark_read(signed_in(app, ana), topic, 1)
    assert seen.count <= 12
    assert any("LIMIT" in statement for statement in seen.statements)


def test_a_topic_one_wrote_in_is_not_unread(app: Flask) -> None:
    mei, ana, room = somebody(), somebody("Ana Sousa", "Fjord Bank"), a_room()
    topic = begun(room, mei)
    said(topic, ana)
    assert counts(ana).get(room.id, Unread()).all == 0
    assert counts(mei) == {room.id: Unread(unread=1, new=0)}


def test_counting_is_one_statement_whatever_there_is(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    for number in range(6):
        begun(a_room(f"Room {number}"), mei)
    viewer = Viewer(db.session.get_one(User, ana.id))
    assert viewer.member is not None
    assert viewer.member.company is not None
    with counted(app) as seen:
        found = unread_counts(viewer)
    assert seen.count == 1
    assert len(found) == db.session.scalar(select(func.count()).select_from(Category))
