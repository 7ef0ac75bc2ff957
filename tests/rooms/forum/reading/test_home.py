"""What the first pages tell of the forum, and when they keep quiet."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.people.models import Member
from portal.rooms.forum.actions.posts import delete_post
from portal.rooms.forum.models import Post
from tests.actors import signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.forum.reading.talking import a_room, begun, said, somebody

pytestmark = pytest.mark.one_database


def home(app: Flask, user: User) -> str:
    return signed_in(app, user).get("/").get_data(as_text=True)


def test_an_answer_stands_on_the_home_until_it_is_read(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    topic = begun(a_room(), mei)
    assert "Replies to you" not in home(app, mei)
    said(topic, ana, "Turn the scanner **round**.", reply_to=1)
    page = home(app, mei)
    assert "Replies to you" in page
    assert "Turn the scanner round." in page
    assert f"/community/t/{topic.id}/2#post-2" in page
    signed_in(app, mei).post(f"/community/t/{topic.id}/reading", data={"number": 2})
    assert "Replies to you" not in home(app, mei)


def test_who_is_named_hears_of_it(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    begun(a_room(), ana, words=f"What do you do, @{mei.handle}?")
    assert "Replies to you" in home(app, mei)
    assert "Replies to you" not in home(app, ana)


def test_an_answer_that_was_deleted_or_shut_away_is_not_told(app: Flask) -> None:
    mei, ana = somebody(segment="promoter"), somebody("Ana Sousa", "Fjord Bank", segment="promoter")
    here, there = a_room(), a_room("Inner circle", audience={"segment": ["promoter"]})
    post = said(begun(here, mei), ana, "Deleted words.", reply_to=1)
    said(begun(there, mei, "Gated title"), ana, "Gated words.", reply_to=1)
    assert "Deleted words." in home(app, mei)
    assert "Gated words." in home(app, mei)
    with transaction() as session:
        delete_post(session.get_one(Post, post.id), session.get_one(User, ana.id))
        session.get_one(Member, mei.member_id).segment = "passive"
    page = home(app, mei)
    for words in ("Deleted words.", "Gated words.", "Gated title"):
        assert words not in page


def test_one_question_is_asked_until_it_is_answered(app: Flask) -> None:
    mei, lena, room = somebody(), staff("product", name="Lena Novak"), a_room()
    begun(room, lena, "An older question", kind="company_question")
    topic = begun(room, lena, "Which report do you rebuild?", kind="company_question")
    page = home(app, mei)
    assert "One question from us" in page
    assert '<h2 class="one-question-title">Which report do you rebuild?' in page
    said(topic, mei, "Renewals by owner.")
    assert '<h2 class="one-question-title">An older question' in home(app, mei)


def test_not_now_is_a_fine_answer(app: Flask) -> None:
    mei, lena = somebody(), staff("product", name="Lena Novak")
    topic = begun(a_room(), lena, "Which report do you rebuild?", kind="company_question")
    browser = signed_in(app, mei)
    answer = browser.post(f"/community/t/{topic.id}/level", data={"level": "normal", "next": "/"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "One question from us" not in home(app, mei)
    assert "Which report do you rebuild?" in browser.get("/community").get_data(as_text=True)


def test_a_question_that_is_over_is_not_asked(app: Flask) -> None:
    mei, lena = somebody(), staff("product", name="Lena Novak")
    begun(a_room(), lena, kind="company_question", closes_at=now() - timedelta(minutes=1))
    assert "One question from us" not in home(app, mei)


def test_today_shows_what_waits_for_a_first_answer(app: Flask) -> None:
    mei, daniel = somebody(), staff("success", name="Daniel Okafor")
    topic = begun(a_room(), mei, "Nobody has answered")
    browser = signed_in(app, daniel)
    assert "Nobody has answered" in browser.get("/today").get_data(as_text=True)
    said(topic, daniel)
    assert "Nobody has answered" not in browser.get("/today").get_data(as_text=True)


def test_the_home_asks_no_more_for_many_than_for_few(app: Flask) -> None:
    mei, room = somebody(), a_room()
    mine = begun(room, mei)

    def more(count: int) -> None:
        for _ in range(count):
            more.made += 1  # type: ignore[attr-defined]
            author = somebody(f"Author {more.made}", f"Company {more.made}")  # type: ignore[attr-defined]
            begun(room, author)
            said(mine, author, reply_to=1)

    more.made = 0  # type: ignore[attr-defined]
    assert_queries_do_not_grow(app, signed_in(app, mei), "/", more, few=5, full=25)


def test_somebody_has_a_page_for_those_who_read_what_they_wrote(app: Flask) -> None:
    mei, ana = somebody(segment="promoter"), somebody("Ana Sousa", "Fjord Bank", segment="promoter")
    outside = somebody("Jonas Lind", "Helio Energy", segment="passive")
    begun(a_room(audience={"segment": ["promoter"]}), ana)
    path = f"/members/{ana.handle}"
    assert signed_in(app, mei).get(path).status_code == 200
    assert signed_in(app, outside).get(path).status_code == 404
    assert db.session.get(User, ana.id) is not None
