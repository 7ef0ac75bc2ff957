"""Posts are drawn from stencils of their shape: everybody sees their own acts, and every change at once."""

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import transaction
from portal.core.stencils import _drawn
from portal.people.models import Company
from portal.rooms.forum.actions.posts import delete_post, edit_post
from portal.rooms.forum.models import Post, Reaction, Topic
from tests.actors import signed_in, staff
from tests.rooms.forum.reading.talking import a_room, begun, composed, said, somebody
from tests.rooms.forum.reading.test_topic_page import page

pytestmark = pytest.mark.one_database


def test_posts_of_the_same_shape_are_drawn_once_whoever_wrote_and_reads_them(app: Flask) -> None:
    topic = begun(a_room(), somebody())
    said(topic, somebody("Omar Haddad"), "The first answer.")
    page(signed_in(app, somebody("Ana Sousa")), topic)
    drawn = _drawn.cache_info().currsize
    for n in range(5):
        said(topic, somebody(f"Writer{n} Berg"), f"Answer {n}.")
    html = page(signed_in(app, somebody("Ida Berg")), topic)
    assert _drawn.cache_info().currsize == drawn
    assert all(f"Writer{n} Berg" in html and f"Answer {n}." in html for n in range(5))


def test_words_that_look_like_a_gap_of_the_drawing_stay_words(app: Flask) -> None:
    mei, trap = somebody(), "\ue000name\ue001 \ue000poll\ue001"
    topic = begun(a_room(), mei)
    said(topic, mei, trap)
    assert trap in page(signed_in(app, somebody("Ana Sousa")), topic)


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
        session.get_one(Topic, topic.id).closed_at = now()
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


def test_two_boxes_are_two_answers(app: Flask) -> None:
    topic, browser = begun(a_room(), somebody("Ida Berg")), signed_in(app, somebody())
    nonces = {page(browser, topic).partition('name="nonce" value="')[2][:32] for _ in range(2)}
    assert len(nonces) == 2
