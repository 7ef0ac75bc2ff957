"""Answering: who may, what an answer quotes and whom it names, and that it is sent once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.writing.models import Draft
from portal.people.models import Member
from portal.rooms.forum.models import Mention, Post, Topic, TopicReading
from tests.actors import staff
from tests.rooms.forum.reading.talking import a_room, begun, said, somebody
from tests.rooms.forum.writing.conftest import Scene
from tests.rooms.forum.writing.looking import at_once, posts_in, topic_now, verbs
from tests.waiting import told_when

pytestmark = pytest.mark.one_database


def url(scene: Scene) -> str:
    return f"/community/t/{scene.topic.id}/posts"


def test_an_answer_stands_in_the_topic_and_counts(scene: Scene) -> None:
    answer = scene.browser(scene.ana).post(url(scene), data={"body": "Here as well.", "reply_to": "1"})
    assert answer.status_code == 303
    assert answer.location.endswith(f"/community/t/{scene.topic.id}/2#post-2")
    post, topic = posts_in(scene.topic.id)[1], topic_now(scene.topic.id)
    assert (post.number, post.reply_to, post.author_user_id) == (2, 1, scene.ana.id)
    assert (topic.posts, topic.last_number, topic.last_author_id) == (2, 2, scene.ana.id)
    assert verbs()[-1] == "post.created"


def test_whoever_answers_has_read_the_topic_up_to_there(scene: Scene) -> None:
    scene.browser(scene.ana).post(url(scene), data={"body": "One."})
    scene.browser(scene.mei).post(url(scene), data={"body": "Two."})
    read = dict(db.session.execute(select(TopicReading.user_id, TopicReading.last_read)).all())
    assert read == {scene.ana.id: 2, scene.mei.id: 3}
    assert db.session.get_one(TopicReading, (scene.mei.id, scene.topic.id)).level == "watching"


def test_the_first_answer_of_staff_is_noted(scene: Scene) -> None:
    scene.browser(scene.ana).post(url(scene), data={"body": "One."})
    assert topic_now(scene.topic.id).first_staff_reply_at is None
    scene.browser(scene.moderator).post(url(scene), data={"body": "Two."})
    assert topic_now(scene.topic.id).first_staff_reply_at is not None


@pytest.mark.parametrize("body", ["", "   ", "\n\n"])
def test_no_words_are_no_answer(scene: Scene, body: str) -> None:
    answer = scene.browser(scene.ana).post(url(scene), data={"body": body})
    assert answer.status_code == 422
    assert "Write a sentence" in answer.get_data(as_text=True)
    assert len(posts_in(scene.topic.id)) == 1


def test_only_those_who_may_answer_find_the_box(app: Flask, scene: Scene) -> None:
    assert app.test_client().get(url(scene)).status_code == 303
    for stranger in (scene.olaf, staff("admin")):
        browser = scene.browser(stranger)
        assert browser.get(url(scene)).status_code == 404
        assert browser.post(url(scene), data={"body": "Let me in."}).status_code == 404
    assert scene.browser(scene.ana).get(url(scene)).status_code == 200
    assert len(posts_in(scene.topic.id)) == 1


def test_where_members_only_read_they_do_not_answer(app: Flask, scene: Scene) -> None:
    with app.test_request_context():
        topic = begun(a_room("Guides", members_reply=False), scene.moderator, "How to begin")
    browser = scene.browser(scene.ana)
    assert browser.get(f"/community/t/{topic.id}").status_code == 200
    assert browser.post(f"/community/t/{topic.id}/posts", data={"body": "But"}).status_code == 404
    assert (
        scene.browser(staff("product")).post(f"/community/t/{topic.id}/posts", data={"body": "And"}).status_code == 303
    )


def test_a_member_who_loses_access_writes_no_more(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    with transaction() as session:
        session.get_one(Member, scene.ana.member_id).country = "DE"
    assert browser.post(url(scene), data={"body": "Still here."}).status_code == 404


def test_a_deleted_topic_takes_no_answers_even_of_moderators(scene: Scene) -> None:
    scene.browser(scene.moderator).post(f"/community/t/{scene.topic.id}/deletion")
    assert scene.browser(scene.ana).post(url(scene), data={"body": "Gone?"}).status_code == 404
    assert scene.browser(scene.moderator).post(url(scene), data={"body": "Gone?"}).status_code == 404


def test_a_closed_topic_keeps_the_words_and_says_why(scene: Scene) -> None:
    scene.browser(scene.moderator).post(f"/community/t/{scene.topic.id}/closure")
    answer = scene.browser(scene.ana).post(url(scene), data={"body": "My long answer"})
    assert answer.status_code == 409
    assert "closed" in answer.get_data(as_text=True)
    assert "My long answer" in answer.get_data(as_text=True)
    assert db.session.scalars(select(Draft.body)).one() == "My long answer"
    assert scene.browser(scene.moderator).post(url(scene), data={"body": "A last word."}).status_code == 303


def test_a_quote_says_whose_words_these_are(scene: Scene) -> None:
    page = scene.browser(scene.ana).get(f"{url(scene)}?quote=1").get_data(as_text=True)
    assert "&gt; They still arrive by fax." in page
    assert "Mei Tanaka" in page
    assert f"/community/t/{scene.topic.id}/1" in page


def test_words_that_one_may_not_read_are_not_quoted(app: Flask, scene: Scene) -> None:
    with app.test_request_context():
        secret = said(scene.topic, scene.mei, "The budget is frozen.")
    with transaction() as session:
        session.get_one(Post, secret.id).deleted_at = now()
    page = scene.browser(scene.ana).get(f"{url(scene)}?quote={secret.number}&to={secret.number}").get_data(as_text=True)
    assert "budget" not in page


def test_only_readers_of_the_category_are_mentioned(app: Flask, scene: Scene) -> None:
    body = f"@{scene.mei.handle} and @{scene.olaf.handle} and @{scene.moderator.handle} and @nobody.here"
    scene.browser(scene.ana).post(url(scene), data={"body": body})
    mentioned = set(db.session.scalars(select(Mention.user_id)))
    assert mentioned == {scene.mei.id, scene.moderator.id}
    assert scene.mei.name in posts_in(scene.topic.id)[-1].html


def test_an_answer_to_what_is_not_there_is_just_an_answer(scene: Scene) -> None:
    for reply_to in ("99", "-1", "x", "9" * 40):
        scene.browser(scene.ana).post(url(scene), data={"body": "Hm.", "reply_to": reply_to})
    assert {post.reply_to for post in posts_in(scene.topic.id)} == {None}


@pytest.mark.both_databases
def test_ten_equal_sendings_at_once_make_one_answer(app: Flask, scene: Scene) -> None:
    browsers = [scene.browser(scene.ana) for _ in range(10)]
    data, path = {"body": "Once.", "nonce": "c" * 32}, url(scene)
    answers = at_once(app, [lambda each=each: each.post(path, data=data).status_code for each in browsers])
    assert set(answers) == {303}
    assert [post.number for post in posts_in(scene.topic.id)] == [1, 2]
    assert topic_now(scene.topic.id).posts == 2


@pytest.mark.both_databases
def test_ten_answers_at_once_each_get_a_number(app: Flask, scene: Scene) -> None:
    browsers = [scene.browser(somebody(f"Person {number}", country="JP")) for number in range(10)]
    path = url(scene)
    answers = at_once(app, [lambda each=each: each.post(path, data={"body": "Me."}).status_code for each in browsers])
    assert set(answers) == {303}
    assert [post.number for post in posts_in(scene.topic.id)] == list(range(1, 12))
    topic = topic_now(scene.topic.id)
    assert (topic.posts, topic.last_number) == (11, 11)


def test_sending_takes_the_draft_away(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    browser.post(f"/community/drafts/topic:{scene.topic.id}", data={"body": "Half a th"})
    assert "Half a th" in browser.get(url(scene)).get_data(as_text=True)
    browser.post(url(scene), data={"body": "Half a thought."})
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_people_are_completed_who_may_read_along(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    people = browser.get(f"/community/people?topic={scene.topic.id}&q=me").get_json()
    assert people == [{"handle": scene.mei.handle, "name": "Mei Tanaka"}]
    by_name = browser.get(f"/community/people?category={scene.category.id}&q=@Tana").get_json()
    assert [each["name"] for each in by_name] == ["Mei Tanaka"]
    assert browser.get(f"/community/people?topic={scene.topic.id}&q=olaf").get_json() == []
    assert browser.get(f"/community/people?topic={scene.topic.id}&q=%25").get_json() == []
    assert browser.get("/community/people?q=me").status_code == 404
    assert scene.browser(scene.olaf).get(f"/community/people?topic={scene.topic.id}&q=me").status_code == 404


def test_a_pace_that_nobody_keeps_is_slowed_for_members_alone(scene: Scene) -> None:
    moment = now()
    with at(moment):
        for browser, expected in ((scene.browser(scene.ana), 429), (scene.browser(scene.moderator), 303)):
            for number in range(20):
                assert browser.post(url(scene), data={"body": f"No. {number}"}).status_code == 303
            assert browser.post(url(scene), data={"body": "More"}).status_code == expected
    with at(moment + timedelta(minutes=7, seconds=30)):
        assert told_when(scene.browser(scene.ana).post(url(scene), data={"body": "Still more"})) == 150
    with at(moment + timedelta(minutes=10)):
        assert scene.browser(scene.ana).post(url(scene), data={"body": "Later"}).status_code == 303


def test_the_topic_of_a_user_who_is_gone_stays_open(scene: Scene) -> None:
    with transaction() as session:
        session.delete(session.get_one(User, scene.mei.id))
    assert scene.browser(scene.ana).get(f"{url(scene)}?quote=1").status_code == 200
    assert db.session.get_one(Topic, scene.topic.id).author_user_id is None
