"""The page of a topic: what stands on it, where it opens, and how little it asks of the database."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import transaction
from portal.rooms.forum.actions.posts import delete_post, edit_post
from portal.rooms.forum.actions.topics import delete_topic, solve
from portal.rooms.forum.models import Post, Topic
from tests.actors import signed_in, staff
from tests.queries import assert_queries_do_not_grow, queries_of
from tests.rooms.forum.reading.talking import a_room, a_talk, begun, composed, said, somebody

pytestmark = pytest.mark.one_database


def page(browser: FlaskClient, topic: Topic, number: int | None = None) -> str:
    """What the topic's page says."""
    answer = browser.get(f"/community/t/{topic.id}" + (f"/{number}" if number else ""))
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_it_shows_who_said_what(app: Flask) -> None:
    mei, lena = somebody(), staff("success", name="Lena Novak")
    topic = begun(a_room(), mei)
    said(topic, lena, "We are **on it**.", reply_to=1)
    html = page(signed_in(app, mei), topic)
    assert "They still arrive by fax." in html
    assert "<strong>on it</strong>" in html
    assert "Orbit Health" in html
    assert "in reply to Mei Tanaka #1" in html


def test_it_says_how_soon_one_of_us_answered(app: Flask) -> None:
    mei, lena = somebody(), staff("success", name="Lena Novak")
    with at(now() - timedelta(hours=5)):
        topic = begun(a_room(), mei)
    with at(now() - timedelta(hours=2)):
        said(topic, lena)
    assert "first answered by us after 3 hours" in page(signed_in(app, mei), topic)


def test_it_opens_at_the_first_unread_post(app: Flask) -> None:
    mei, room = somebody(), a_room()
    topic = begun(room, mei)
    a_talk(topic, 25)
    browser = signed_in(app, mei)
    assert 'id="post-2"' in page(browser, topic)
    assert "New since you were here" in page(browser, topic)
    browser.post(f"/community/t/{topic.id}/reading", data={"number": 21})
    html = page(browser, topic)
    assert 'id="post-21"' in html
    assert 'id="post-20"' not in html
    assert html.index("New since you were here") > html.index('id="post-21"')
    assert "Go to the start" in html


def test_it_opens_at_the_post_of_a_number(app: Flask) -> None:
    mei = somebody()
    topic = begun(a_room(), mei)
    a_talk(topic, 44)
    html = page(signed_in(app, mei), topic, 37)
    assert 'id="post-37"' in html
    assert 'id="post-21"' in html
    assert 'id="post-41"' not in html
    assert signed_in(app, mei).get(f"/community/t/{topic.id}/46").status_code == 404


def test_a_deleted_post_leaves_a_quiet_line(app: Flask) -> None:
    mei, ana, watch = somebody(), somebody("Ana Sousa", "Fjord Bank"), staff("moderator")
    topic = begun(a_room(), mei)
    post = said(topic, ana, "An unkind word.")
    with transaction() as session:
        delete_post(session.get_one(Post, post.id), session.get_one(User, watch.id))
    html = page(signed_in(app, mei), topic)
    assert "#2 · This post was deleted." in " ".join(html.split())
    assert "unkind" not in html
    assert "An unkind word." in page(signed_in(app, watch), topic)
    as_json = {"Accept": "application/json"}
    assert "unkind" not in signed_in(app, mei).get(f"/community/t/{topic.id}", headers=as_json).get_data(as_text=True)


def test_a_hidden_post_keeps_its_words_to_moderators(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    topic = begun(a_room(), mei)
    post = said(topic, ana, "An unkind word.")
    with transaction() as session:
        session.get_one(Post, post.id).hidden_at = now()
    assert "unkind" not in page(signed_in(app, mei), topic)
    assert "An unkind word." in page(signed_in(app, staff("moderator")), topic)


def test_the_answer_stands_under_the_question(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    topic = begun(a_room(), mei, kind="question")
    a_talk(topic, 21)
    post = said(topic, ana, "Turn the scanner round.")
    with transaction() as session:
        solve(session.get_one(Topic, topic.id), session.get_one(Post, post.id), session.get_one(User, mei.id))
    html = page(signed_in(app, mei), topic, 1)
    assert "Solved by Ana Sousa" in html
    assert html.index("Turn the scanner round.") < html.index('id="post-2"')


def test_an_edited_post_says_so_and_leads_to_its_history(app: Flask) -> None:
    mei = somebody()
    topic = begun(a_room(), mei)
    with transaction() as session:
        post = session.query(Post).filter_by(topic_id=topic.id).one()
        edit_post(post, session.get_one(User, mei.id), composed("They arrive by letter."))
        post_id = post.id
    html = page(signed_in(app, mei), topic)
    assert "They arrive by letter." in html
    assert f'href="/community/posts/{post_id}/history"' in html


def test_words_of_an_older_renderer_are_rendered_anew(app: Flask) -> None:
    mei = somebody()
    topic = begun(a_room(), mei, words=f"**Loud** words of @{mei.handle}")
    with transaction() as session:
        session.execute(update(Post).values(html="<blink>old</blink>", renderer=0))
    html = page(signed_in(app, mei), topic)
    assert "<strong>Loud</strong>" in html
    assert "blink" not in html


def test_a_post_of_somebody_who_was_erased_stays(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    topic = begun(a_room(), mei)
    said(topic, ana, "I was here.")
    with transaction() as session:
        session.delete(session.get_one(User, ana.id))
    html = page(signed_in(app, mei), topic)
    assert "A former member" in html
    assert "I was here." in html


def test_a_title_is_only_words(app: Flask) -> None:
    mei = somebody()
    topic = begun(a_room(), mei, title="<script>alert(1)</script>")
    assert "<script>alert" not in page(signed_in(app, mei), topic)


def test_opening_it_changes_nothing(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa", "Fjord Bank")
    topic = begun(a_room(), ana)
    said(topic, ana)
    browser = signed_in(app, mei)
    page(browser, topic, 2)
    assert queries_of(app, browser, f"/community/t/{topic.id}").count > 0
    listed = browser.get("/community?show=new").get_data(as_text=True)
    assert "Faxed forms" in listed


@pytest.mark.parametrize("role", ["member", "moderator"])
def test_a_full_page_asks_no_more_than_a_short_one(app: Flask, role: str) -> None:
    reader = somebody("Ida Berg", "Railworks") if role == "member" else staff(role)
    mei = somebody()
    topic = begun(a_room(), mei)
    browser = signed_in(app, reader)

    def more(count: int) -> None:
        a_talk(topic, count, reactions=True)

    assert_queries_do_not_grow(app, browser, f"/community/t/{topic.id}/1", more, few=4, full=19)
    assert queries_of(app, browser, f"/community/t/{topic.id}/1").count <= 5


def test_words_rendered_anew_ask_no_more_for_many_than_for_few(app: Flask) -> None:
    mei = somebody()
    topic = begun(a_room(), mei)

    def more(count: int) -> None:
        a_talk(topic, count)
        with transaction() as session:
            session.execute(update(Post).values(renderer=0))

    assert_queries_do_not_grow(app, signed_in(app, mei), f"/community/t/{topic.id}/1", more, few=4, full=19)


def test_a_deleted_topic_is_there_for_moderators_alone(app: Flask) -> None:
    mei, watch = somebody(), staff("moderator")
    topic = begun(a_room(), mei)
    with transaction() as session:
        delete_topic(session.get_one(Topic, topic.id), session.get_one(User, watch.id))
    assert signed_in(app, mei).get(f"/community/t/{topic.id}").status_code == 404
    assert "Deleted" in page(signed_in(app, watch), topic)
