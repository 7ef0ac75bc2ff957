"""A post is drawn once for all who see it alike, and anew for who does not, or when anything about it changed."""

import pytest
from flask import Flask

from portal.core.clock import now
from portal.core.database import transaction
from portal.forum.actions.posts import delete_post, edit_post
from portal.forum.drawing import drawn, drawn_reply_fields
from portal.forum.models import Post, Reaction, Topic
from portal.members.models import Company, User
from tests.forum.reading.talking import a_room, begun, composed, said, somebody
from tests.forum.reading.test_topic_page import page
from tests.people import signed_in, staff


@pytest.fixture(autouse=True)
def nothing_drawn() -> None:
    drawn.cache_clear()
    drawn_reply_fields.cache_clear()


def test_a_second_reader_gets_the_same_drawing(app: Flask) -> None:
    topic = begun(a_room(), somebody())
    page(signed_in(app, somebody("Ana Sousa")), topic)
    page(signed_in(app, somebody("Ida Berg")), topic)
    assert (drawn.cache_info().misses, drawn.cache_info().hits) == (1, 1)


def test_what_is_ones_own_is_nobody_elses(app: Flask) -> None:
    mei, ana, mo = somebody(), somebody("Ana Sousa"), staff("moderator")
    topic = begun(a_room(), mei)
    shown = {name: page(signed_in(app, user), topic) for name, user in (("mei", mei), ("ana", ana), ("mo", mo))}
    own = {name: ("/edit" in html, "/flag" in html, "/deletion" in html) for name, html in shown.items()}
    assert own == {"mei": (True, False, True), "ana": (False, True, False), "mo": (True, True, True)}


def test_every_change_shows_at_once(app: Flask) -> None:
    mei, ana = somebody(), somebody("Ana Sousa")
    topic = begun(a_room(), mei)
    answer = said(topic, mei, "Twice a day.")
    browser = signed_in(app, ana)
    assert "Twice a day." in page(browser, topic)
    words = composed("Three times a day.")
    with transaction() as session:
        edit_post(session.get_one(Post, answer.id), session.get_one(User, mei.id), words)
    assert "Three times a day." in page(browser, topic)
    with transaction() as session:
        session.get_one(User, mei.id).name = "Mei Sato"
        session.query(Company).filter_by(name="Orbit Health").one().name = "Orbit Clinics"
    html = page(browser, topic)
    assert "Mei Sato" in html
    assert "Orbit Clinics" in html
    assert "Mei Tanaka" not in html
    with transaction() as session:
        session.add(Reaction(post_id=answer.id, kind="thanks", user_id=ana.id, created_at=now()))
    assert 'value="thanks:off"' in page(browser, topic)
    assert 'value="thanks:off"' not in page(signed_in(app, somebody("Ida Berg")), topic)
    with transaction() as session:
        session.get_one(Topic, topic.id).locked_at = now()
    assert "?quote=" not in page(browser, topic)
    with transaction() as session:
        delete_post(session.get_one(Post, answer.id), session.get_one(User, mei.id))
    assert "Three times a day." not in page(browser, topic)


def test_what_somebody_has_begun_to_write_is_theirs_alone(app: Flask) -> None:
    topic, mei, ana = begun(a_room(), somebody("Ida Berg")), somebody(), somebody("Ana Sousa")
    browser = signed_in(app, mei)
    place = f"/community/drafts/topic:{topic.id}"
    assert browser.post(place, data={"body": "Not yet sent", "sequence": 0}).status_code < 400
    assert "Not yet sent" in page(browser, topic)
    assert "Not yet sent" not in page(signed_in(app, ana), topic)
    assert drawn_reply_fields.cache_info().currsize == 1


def test_two_boxes_are_two_answers(app: Flask) -> None:
    topic, browser = begun(a_room(), somebody("Ida Berg")), signed_in(app, somebody())
    nonces = {page(browser, topic).partition('name="nonce" value="')[2][:32] for _ in range(2)}
    assert len(nonces) == 2
