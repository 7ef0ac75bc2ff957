"""The lists: what stands in them, in which order, for whom, and how little they ask of the database."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import transaction
from portal.rooms.forum.actions.topics import solve
from portal.rooms.forum.models import Category, Topic
from tests.actors import signed_in, staff
from tests.queries import assert_queries_do_not_grow, queries_of
from tests.rooms.forum.reading.talking import a_room, begun, said, somebody

JSON = {"Accept": "application/json"}


def titles(browser: FlaskClient, path: str) -> list[str]:
    found = browser.get(path, headers=JSON).json or {}
    return [topic["title"] for topic in found["topics"]]


def test_the_latest_answer_comes_first(app: Flask) -> None:
    mei, room = somebody(), a_room()
    with at(now() - timedelta(hours=2)):
        first = begun(room, mei, "First")
    with at(now() - timedelta(hours=1)):
        begun(room, mei, "Second")
    browser = signed_in(app, mei)
    assert titles(browser, "/community") == ["Second", "First"]
    said(first, mei)
    assert titles(browser, "/community") == ["First", "Second"]


def test_a_list_is_paged_to_its_end_without_losing_any(app: Flask) -> None:
    owner, room = staff("owner"), a_room()
    moment = now()
    with transaction() as session:
        session.add_all(
            Topic(category_id=room.id, title=f"Topic {n}", last_number=1, created_at=moment, last_post_at=moment)
            for n in range(60)
        )
    browser, path, found = signed_in(app, owner), "/community", []
    while path:
        html = browser.get(path).get_data(as_text=True)
        found += [n for n in range(60) if f">Topic {n}<" in html]
        path = html.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert sorted(found) == list(range(60))


def test_what_is_pinned_stands_first_in_its_room(app: Flask) -> None:
    mei, room = somebody(), a_room()
    with at(now() - timedelta(hours=2)):
        pinned = begun(room, mei, "Pinned words")
    begun(room, mei, "Newer words")
    with transaction() as session:
        session.get_one(Topic, pinned.id).pinned_at = now()
    html = signed_in(app, mei).get(f"/community/c/{room.id}").get_data(as_text=True)
    assert html.index("Pinned words") < html.index("Newer words")
    assert html.count("Pinned words") == 1


def test_guides_are_a_course_in_the_order_of_their_beginning(app: Flask) -> None:
    mei, lena = somebody(), staff("product", name="Lena Novak")
    room = a_room("Getting it to work", guides=True)
    steps = [begun(room, lena, f"Step {n}") for n in "abc"]
    said(steps[0], lena)
    browser = signed_in(app, mei)
    assert titles(browser, f"/community/c/{room.id}") == ["Step a", "Step b", "Step c"]
    browser.post(f"/community/t/{steps[1].id}/reading", data={"number": 1})
    html = browser.get(f"/community/c/{room.id}").get_data(as_text=True)
    assert html.count("course-step is-read") == 1


def test_an_empty_room_is_shown_to_staff_alone(app: Flask) -> None:
    a_room("Not yet")
    assert "Not yet" not in signed_in(app, somebody()).get("/community").get_data(as_text=True)
    assert "Not yet" in signed_in(app, staff("success")).get("/community").get_data(as_text=True)


def test_staff_see_what_waits_for_them_the_oldest_first(app: Flask) -> None:
    mei, ana, lena, room = somebody(), somebody("Ana Sousa", "Fjord Bank"), staff("product", name="Lena"), a_room()
    asked = [begun(room, mei, title, kind="question") for title in ("Oldest", "Answered", "Solved", "Newest")]
    begun(room, lena, "Ours")
    said(asked[1], lena)
    post = said(asked[2], ana)
    with transaction() as session:
        solve(session.get_one(Topic, asked[2].id), post, session.get_one(User, mei.id))
    assert titles(signed_in(app, lena), "/community?show=waiting") == ["Oldest", "Newest"]
    member = signed_in(app, mei)
    assert "Waiting for us" not in member.get("/community").get_data(as_text=True)
    assert len(titles(member, "/community?show=waiting")) == 5


def test_a_badge_leads_to_the_first_unread_post(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    topic = begun(a_room(), mei)
    browser = signed_in(app, ana)
    browser.post(f"/community/t/{topic.id}/reading", data={"number": 1})
    said(topic, mei)
    said(topic, mei)
    html = browser.get("/community?show=unread").get_data(as_text=True)
    assert f'<a class="count" href="/community/t/{topic.id}/2#post-2">2' in html


def test_staff_see_how_many_people_see_a_room(app: Flask) -> None:
    room = a_room(audience={"segment": ["promoter"]})
    somebody(segment="promoter")
    somebody("Jonas Lind", "Helio Energy", segment="passive")
    path = f"/community/c/{room.id}"
    assert "2 people see this" in signed_in(app, staff("success")).get(path).get_data(as_text=True)
    promoter = somebody("Ana Sousa", "Fjord Bank", segment="promoter")
    assert "people see this" not in signed_in(app, promoter).get(path).get_data(as_text=True)


@pytest.mark.parametrize("cursor", ["nonsense", "aWzFd", "a" * 3000, "bnull", "a\x00"])
def test_an_unreadable_cursor_shows_the_first_page(app: Flask, cursor: str) -> None:
    mei = somebody()
    begun(a_room(), mei)
    assert signed_in(app, mei).get("/community", query_string={"page": cursor}).status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize(
    "path", ["/community", "/community?show=new", "/community?show=waiting", "/community/c/{room}"]
)
@pytest.mark.parametrize("role", ["member", "owner"])
def test_a_full_list_asks_no_more_than_a_short_one(app: Flask, path: str, role: str) -> None:
    room = a_room()
    browser = signed_in(app, somebody("Ida Berg", "Railworks") if role == "member" else staff(role))

    def more(count: int) -> None:
        for _ in range(count):
            number = more.made = more.made + 1  # type: ignore[attr-defined]
            topic = begun(room, somebody(f"Author {number}", f"Company {number}"))
            said(topic, somebody(f"Other {number}", f"Elsewhere {number}"))

    more.made = 0  # type: ignore[attr-defined]
    assert_queries_do_not_grow(app, browser, path.format(room=room.id), more, few=3, full=26)
    assert queries_of(app, browser, path.format(room=room.id)).count <= 9


@pytest.mark.one_database
def test_more_rooms_ask_no_more(app: Flask) -> None:
    mei = somebody()

    def more(count: int) -> None:
        for _ in range(count):
            more.made += 1  # type: ignore[attr-defined]
            begun(a_room(f"Room {more.made}", audience={"segment": ["unknown"]}), mei)  # type: ignore[attr-defined]

    more.made = 0  # type: ignore[attr-defined]
    assert_queries_do_not_grow(app, signed_in(app, mei), "/community", more, few=3, full=15)


def test_a_retired_room_stays_to_be_read(app: Flask) -> None:
    mei, room = somebody(), a_room()
    begun(room, mei, "Old words")
    with transaction() as session:
        session.get_one(Category, room.id).retired_at = now()
    html = signed_in(app, mei).get(f"/community/c/{room.id}").get_data(as_text=True)
    assert "Old words" in html
    assert "Start a topic" not in html
