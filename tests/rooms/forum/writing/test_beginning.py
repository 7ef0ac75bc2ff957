"""Beginning a topic: who may, what is kept, and that a form is sent once."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.admission.agreements import change_agreement
from portal.kits.admission.models import Agreement
from portal.kits.writing.models import Draft
from portal.rooms.forum.models import PollOption, Post, Topic, TopicReading
from tests.actors import signed_in, staff
from tests.queries import queries_of
from tests.rooms.forum.reading.talking import a_room, an_agreement, begun, signed, somebody
from tests.rooms.forum.writing.conftest import Scene
from tests.rooms.forum.writing.looking import at_once, posts_in, verbs
from tests.waiting import told_when

pytestmark = pytest.mark.one_database

NONCE = re.compile(r'name="nonce"[^>]*value="([0-9a-f]{32})"')


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def fields(**more: str) -> dict[str, str]:
    return {"title": "A new thing", "kind": "discussion", "body": "I found **this**.", **more}


def test_a_member_begins_a_topic_and_lands_on_it(scene: Scene) -> None:
    answer = scene.browser(scene.ana).post(f"/community/c/{scene.category.id}/new", data=fields())
    topic = db.session.scalars(select(Topic).where(Topic.title == "A new thing")).one()
    assert answer.status_code == 303
    assert answer.location.endswith(f"/community/t/{topic.id}/1#post-1")
    post = posts_in(topic.id)[0]
    assert post.html.strip() == "<p>I found <strong>this</strong>.</p>"
    assert (post.number, topic.posts, topic.last_number) == (1, 1, 1)
    assert verbs()[-1] == "topic.created"


def test_the_author_watches_and_has_read_it(scene: Scene) -> None:
    scene.browser(scene.ana).post(f"/community/c/{scene.category.id}/new", data=fields())
    reading = db.session.scalars(select(TopicReading).where(TopicReading.user_id == scene.ana.id)).one()
    assert (reading.last_read, reading.level) == (1, "watching")


@pytest.mark.parametrize("missing", ["title", "body"])
def test_what_is_missing_is_said_beside_the_field_and_the_rest_stays(scene: Scene, missing: str) -> None:
    answer = scene.browser(scene.ana).post(f"/community/c/{scene.category.id}/new", data=fields(**{missing: " "}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in page
    assert ("I found **this**." if missing == "title" else "A new thing") in page


def test_too_many_words_are_refused_and_kept(scene: Scene) -> None:
    answer = scene.browser(scene.ana).post(f"/community/c/{scene.category.id}/new", data=fields(body="ü" * 40_000))
    assert answer.status_code == 422
    assert "üüüü" in answer.get_data(as_text=True)
    assert count(Topic) == 1


def test_only_those_who_may_find_the_page(scene: Scene, app: Flask) -> None:
    url = f"/community/c/{scene.category.id}/new"
    assert app.test_client().get(url).status_code == 303
    assert app.test_client().post(url, data=fields()).status_code == 303
    for stranger in (scene.olaf, staff("admin")):
        browser = scene.browser(stranger)
        assert browser.get(url).status_code == 404
        assert browser.post(url, data=fields()).status_code == 404
    assert scene.browser(scene.moderator).get(url).status_code == 200
    assert count(Topic) == 1


def test_a_category_for_reading_only_takes_nothing_new_from_members(app: Flask, scene: Scene) -> None:
    guides = a_room("Guides", members_create=False)
    url = f"/community/c/{guides.id}/new"
    assert scene.browser(scene.ana).get(url).status_code == 404
    assert scene.browser(scene.ana).post(url, data=fields()).status_code == 404
    assert scene.browser(staff("product")).post(url, data=fields()).status_code == 303


def test_an_agreement_gates_until_its_newest_version_is_signed(app: Flask, scene: Scene) -> None:
    agreement = an_agreement()
    gated = a_room("First look", agreement_id=agreement.id)
    url = f"/community/c/{gated.id}/new"
    browser = scene.browser(scene.ana)
    assert browser.get(url).status_code == 404
    signed(agreement, scene.ana)
    assert browser.get(url).status_code == 200
    with transaction() as session:
        owner = session.scalars(select(User).where(User.name == "Olga Owner")).one()
        change_agreement(session.get_one(Agreement, agreement.id), "Other words.", owner)
    assert browser.get(url).status_code == 404
    assert scene.browser(scene.moderator).post(url, data=fields()).status_code == 404


def test_somebody_whose_login_was_ended_writes_no_more(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    with transaction() as session:
        session.get_one(User, scene.ana.id).active = False
    answer = browser.post(f"/community/c/{scene.category.id}/new", data=fields())
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    assert count(Topic) == 1


@pytest.mark.parametrize("kind", ["company_question", "announcement"])
def test_kinds_of_staff_are_not_offered_to_members_nor_taken_from_them(scene: Scene, kind: str) -> None:
    url = f"/community/c/{scene.category.id}/new"
    browser = scene.browser(scene.ana)
    assert f'value="{kind}"' not in browser.get(url).get_data(as_text=True)
    assert browser.post(url, data=fields(kind=kind)).status_code == 422
    assert scene.browser(scene.moderator).post(url, data=fields(kind=kind)).status_code == 303


def test_readers_are_asked_to_say_that_they_have_read_only_of_announcements(scene: Scene) -> None:
    browser = scene.browser(scene.moderator)
    url = f"/community/c/{scene.category.id}/new"
    browser.post(url, data=fields(title="Asked", kind="announcement", wants_receipt="y"))
    browser.post(url, data=fields(title="Not asked", wants_receipt="y"))
    asked = dict(db.session.execute(select(Topic.title, Topic.wants_receipt)).all())
    assert asked["Asked"] is True
    assert asked["Not asked"] is False


def test_a_poll_keeps_its_answers_in_order_each_once(scene: Scene) -> None:
    data = fields(kind="poll", options="Yes\n No \nYes\n\nPerhaps", many_choices="y")
    assert scene.browser(scene.ana).post(f"/community/c/{scene.category.id}/new", data=data).status_code == 303
    topic = db.session.scalars(select(Topic).where(Topic.kind == "poll")).one()
    assert topic.many_choices is True
    words = select(PollOption.text).order_by(PollOption.position)
    assert list(db.session.scalars(words)) == ["Yes", "No", "Perhaps"]


@pytest.mark.parametrize("options", ["", "One", "\n".join(map(str, range(13))), "x" * 161 + "\ny"])
def test_a_poll_needs_answers_to_choose_from(scene: Scene, options: str) -> None:
    data = fields(kind="poll", options=options)
    answer = scene.browser(scene.ana).post(f"/community/c/{scene.category.id}/new", data=data)
    assert answer.status_code == 422
    assert 'id="options-error"' in answer.get_data(as_text=True)


def test_a_last_day_lasts_until_its_end_and_is_not_in_the_past(scene: Scene) -> None:
    url = f"/community/c/{scene.category.id}/new"
    poll = fields(kind="poll", options="Yes\nNo")
    yesterday = (now() - timedelta(days=2)).date().isoformat()
    assert scene.browser(scene.ana).post(url, data={**poll, "closes_on": yesterday}).status_code == 422
    day = (now() + timedelta(days=3)).date()
    assert scene.browser(scene.ana).post(url, data={**poll, "closes_on": day.isoformat()}).status_code == 303
    closes = db.session.scalars(select(Topic.closes_at).where(Topic.kind == "poll")).one()
    assert closes is not None
    assert now() + timedelta(days=2) < closes < now() + timedelta(days=5)


def test_sending_the_same_form_again_gives_the_same_topic(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    url = f"/community/c/{scene.category.id}/new"
    nonce = NONCE.search(browser.get(url).get_data(as_text=True))
    assert nonce
    first = browser.post(url, data=fields(nonce=nonce[1]))
    again = browser.post(url, data=fields(nonce=nonce[1]))
    assert again.location == first.location
    assert count(Topic) == 2
    assert verbs().count("topic.created") == 2


@pytest.mark.both_databases
def test_eight_equal_sendings_at_once_make_one_topic(app: Flask, scene: Scene) -> None:
    url, nonce = f"/community/c/{scene.category.id}/new", "0" * 31 + "a"
    browsers = [scene.browser(scene.ana) for _ in range(8)]

    def send(browser: object) -> int:
        return browser.post(url, data=fields(nonce=nonce)).status_code  # type: ignore[attr-defined]

    answers = at_once(app, [lambda browser=browser: send(browser) for browser in browsers])
    assert set(answers) == {303}
    assert count(Topic) == 2
    assert count(Post) == 2


def test_a_nonce_of_somebody_else_gives_nothing_away(scene: Scene) -> None:
    url, nonce = f"/community/c/{scene.category.id}/new", "b" * 32
    scene.browser(scene.ana).post(url, data=fields(nonce=nonce))
    scene.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = scene.browser(scene.mei).post(url, data=fields(nonce=nonce, title="Mine"))
    assert answer.status_code == 422
    assert "Mine" in answer.get_data(as_text=True)


def test_one_category_is_chosen_by_itself_and_several_are_offered(app: Flask, scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    assert browser.get("/community/new").location.endswith(f"/community/c/{scene.category.id}/new")
    other = a_room("Ideas for later")
    page = browser.get("/community/new").get_data(as_text=True)
    assert "Ideas for later" in page
    assert "Everyday use" in page
    assert "Everyday use" not in scene.browser(scene.olaf).get("/community/new", follow_redirects=True).text
    assert browser.post("/community/new", data={"category": other.id}).location.endswith(f"/c/{other.id}/new")


def test_similar_topics_are_found_by_their_words_for_those_who_see_them(scene: Scene) -> None:
    url = "/community/similar?title=lost+faxed+pages"
    found = scene.browser(scene.ana).get(url).get_json()["topics"]
    assert [each["title"] for each in found] == ["Faxed forms are lost"]
    assert scene.browser(scene.olaf).get(url).get_json()["topics"] == []
    assert scene.browser(scene.ana).get("/community/similar?title=%25%25%25%25").get_json()["topics"] == []


def test_similar_topics_stand_beside_a_refused_form_and_on_the_preview(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    data = fields(title="Where are faxed forms", body="")
    refused = browser.post(f"/community/c/{scene.category.id}/new", data=data)
    assert "Faxed forms are lost" in refused.get_data(as_text=True)
    preview = browser.post("/community/preview", data={"title": "Faxed forms", "body": "*Hm.*"})
    assert "<em>Hm.</em>" in preview.get_data(as_text=True)
    assert "Faxed forms are lost" in preview.get_data(as_text=True)


def test_a_preview_comes_as_json_and_keeps_nothing(scene: Scene) -> None:
    headers = {"Accept": "application/json"}
    answer = scene.browser(scene.ana).post(
        "/community/preview", data={"body": "<script>1</script> @mei.tanaka"}, headers=headers
    )
    assert "<script>" not in answer.get_json()["html"]
    assert count(Post) == 1


def test_staff_see_how_many_people_will_read_it(scene: Scene) -> None:
    url = f"/community/c/{scene.category.id}/new"
    readers = "3 people can read this"
    assert readers in scene.browser(scene.moderator).get(url).get_data(as_text=True)
    assert "can read this" not in scene.browser(scene.ana).get(url).get_data(as_text=True)


def test_a_flood_is_stopped_and_its_words_are_kept_as_a_draft(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    url = f"/community/c/{scene.category.id}/new"
    for number in range(20):
        assert browser.post(url, data=fields(title=f"Topic {number}")).status_code == 303
    answer = browser.post(url, data=fields(body="The twenty-first"))
    told_when(answer)
    assert "The twenty-first" in answer.get_data(as_text=True)
    assert db.session.scalars(select(Draft.body)).one() == "The twenty-first"


def test_the_page_asks_the_same_whatever_stands_in_the_forum(app: Flask, scene: Scene) -> None:
    browser = signed_in(app, scene.ana)
    url = f"/community/c/{scene.category.id}/new?title=Faxed"
    queries_of(app, browser, url)
    before = queries_of(app, browser, url).count
    with app.test_request_context():
        for number in range(12):
            begun(scene.category, somebody(f"Author {number}", country="JP"), f"Faxed again {number}")
    assert queries_of(app, browser, url).count <= before
