"""Editing, deleting and restoring: who may, what is kept of it, who reads that."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.clock import at, now
from portal.core.database import db
from portal.core.differences import Change, difference
from portal.rooms.forum.models import Mention, Post, PostVersion
from tests.actors import staff
from tests.rooms.forum.reading.talking import said
from tests.rooms.forum.writing.conftest import Scene
from tests.rooms.forum.writing.looking import posts_in, topic_now, verbs

pytestmark = pytest.mark.one_database


@pytest.fixture
def post(app: Flask, scene: Scene) -> Post:
    """Ana's answer to Mei."""
    with app.test_request_context():
        return said(scene.topic, scene.ana, "Three hours every week.")


def test_an_edit_keeps_what_stood_there(scene: Scene, post: Post) -> None:
    browser = scene.browser(scene.ana)
    assert "Three hours every week." in browser.get(f"/community/posts/{post.id}/edit").get_data(as_text=True)
    answer = browser.post(f"/community/posts/{post.id}/edit", data={"body": "Two hours every week.", "edits": "0"})
    assert answer.status_code == 303
    now_it_is = posts_in(scene.topic.id)[1]
    assert now_it_is.html.strip() == "<p>Two hours every week.</p>"
    assert now_it_is.edits == 1
    version = db.session.scalars(select(PostVersion)).one()
    assert (version.body, version.editor_user_id) == ("Three hours every week.", scene.ana.id)
    page = browser.get(f"/community/posts/{post.id}/history").get_data(as_text=True)
    assert "<del>Three</del>" in page
    assert "<ins>Two</ins>" in page


def test_the_title_is_edited_with_the_first_post_alone(scene: Scene, post: Post) -> None:
    first = posts_in(scene.topic.id)[0].id
    browser = scene.browser(scene.mei)
    data = {"body": "They still arrive by fax.", "title": "Faxes are lost", "edits": "0"}
    assert browser.post(f"/community/posts/{first}/edit", data=data).status_code == 303
    assert topic_now(scene.topic.id).title == "Faxes are lost"
    assert "<del>Faxed forms are lost</del>" in browser.get(f"/community/posts/{first}/history").get_data(as_text=True)
    assert browser.post(f"/community/posts/{first}/edit", data={**data, "title": ""}).status_code == 422
    scene.browser(scene.ana).post(
        f"/community/posts/{post.id}/edit", data={"body": "Hm.", "title": "Mine", "edits": "0"}
    )
    assert topic_now(scene.topic.id).title == "Faxes are lost"


def test_only_author_and_moderators_edit(app: Flask, scene: Scene, post: Post) -> None:
    url = f"/community/posts/{post.id}/edit"
    assert app.test_client().get(url).status_code == 303
    for other in (scene.mei, scene.olaf, staff("product"), staff("admin")):
        assert scene.browser(other).get(url).status_code == 404
        assert scene.browser(other).post(url, data={"body": "Changed", "edits": "0"}).status_code == 404
    assert scene.browser(scene.moderator).post(url, data={"body": "Two hours.", "edits": "0"}).status_code == 303
    assert posts_in(scene.topic.id)[1].body == "Two hours."


def test_authors_edit_for_a_month_and_not_in_locked_topics(scene: Scene, post: Post) -> None:
    url, data = f"/community/posts/{post.id}/edit", {"body": "Changed", "edits": "0"}
    with at(now() + timedelta(days=29)):
        assert scene.browser(scene.ana).get(url).status_code == 200
    with at(now() + timedelta(days=31)):
        assert scene.browser(scene.ana).post(url, data=data).status_code == 409
        assert scene.browser(scene.moderator).get(url).status_code == 200
    scene.browser(scene.moderator).post(f"/community/t/{scene.topic.id}/closure")
    assert scene.browser(scene.ana).post(url, data=data).status_code == 409


def test_an_edit_on_older_words_is_refused_and_stays_typed(scene: Scene, post: Post) -> None:
    url = f"/community/posts/{post.id}/edit"
    scene.browser(scene.moderator).post(url, data={"body": "By a moderator.", "edits": "0"})
    answer = scene.browser(scene.ana).post(url, data={"body": "By the author.", "edits": "0"})
    assert answer.status_code == 409
    assert "By the author." in answer.get_data(as_text=True)
    assert posts_in(scene.topic.id)[1].body == "By a moderator."


def test_the_same_words_are_no_edit(scene: Scene, post: Post) -> None:
    scene.browser(scene.ana).post(
        f"/community/posts/{post.id}/edit", data={"body": "Three hours every week.", "edits": "0"}
    )
    assert posts_in(scene.topic.id)[1].edits == 0
    assert "post.edited" not in verbs()


def test_earlier_words_are_for_the_author_and_moderators(scene: Scene, post: Post) -> None:
    url = f"/community/posts/{post.id}/history"
    for other, expected in ((scene.ana, 200), (scene.moderator, 200), (scene.mei, 404), (scene.olaf, 404)):
        assert scene.browser(other).get(url).status_code == expected


def test_an_edit_names_other_people(scene: Scene, post: Post) -> None:
    data = {"body": f"As @{scene.mei.handle} says", "edits": "0"}
    scene.browser(scene.ana).post(f"/community/posts/{post.id}/edit", data=data)
    assert db.session.scalars(select(Mention.user_id)).all() == [scene.mei.id]
    scene.browser(scene.ana).post(f"/community/posts/{post.id}/edit", data={"body": "Alone", "edits": "1"})
    assert db.session.scalars(select(Mention.user_id)).all() == []


def test_authors_delete_and_moderators_bring_back(scene: Scene, post: Post) -> None:
    answer = scene.browser(scene.ana).post(f"/community/posts/{post.id}/deletion")
    assert answer.status_code == 303
    assert topic_now(scene.topic.id).posts == 1
    assert "Three hours" not in scene.browser(scene.mei).get(f"/community/t/{scene.topic.id}").get_data(as_text=True)
    for other in (scene.ana, scene.mei):
        assert scene.browser(other).post(f"/community/posts/{post.id}/deletion/end").status_code == 404
    assert scene.browser(scene.moderator).post(f"/community/posts/{post.id}/deletion/end").status_code == 303
    topic = topic_now(scene.topic.id)
    assert (topic.posts, topic.last_number) == (2, 2)
    assert verbs()[-2:] == ["post.deleted", "post.restored"]


def test_nobody_deletes_the_words_of_others(scene: Scene, post: Post) -> None:
    for other in (scene.mei, scene.olaf, staff("product")):
        assert scene.browser(other).post(f"/community/posts/{post.id}/deletion").status_code == 404
    assert posts_in(scene.topic.id)[1].stands


def test_deleting_the_first_post_deletes_a_topic_that_nobody_answered(scene: Scene) -> None:
    first = posts_in(scene.topic.id)[0].id
    answer = scene.browser(scene.mei).post(f"/community/posts/{first}/deletion")
    assert answer.status_code == 303
    assert topic_now(scene.topic.id).deleted_at is not None
    assert scene.browser(scene.mei).get(f"/community/t/{scene.topic.id}").status_code == 404


def test_a_topic_with_answers_is_not_its_authors_to_delete(scene: Scene, post: Post) -> None:
    first = posts_in(scene.topic.id)[0].id
    answer = scene.browser(scene.mei).post(f"/community/posts/{first}/deletion")
    assert answer.status_code == 409
    assert "Others have answered" in answer.get_data(as_text=True)
    assert scene.browser(scene.moderator).post(f"/community/posts/{first}/deletion").status_code == 303
    assert topic_now(scene.topic.id).deleted_at is not None


def test_a_solution_that_is_deleted_solves_nothing(app: Flask, scene: Scene, post: Post) -> None:
    topic = topic_now(scene.topic.id)
    topic.kind, topic.solved_number = "question", 2
    db.session.commit()
    scene.browser(scene.ana).post(f"/community/posts/{post.id}/deletion")
    assert topic_now(scene.topic.id).solved_number is None


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("a b c", "a x c", [("same", "a"), ("gone", "b"), ("new", "x"), ("same", "c")]),
        ("", "a", [("new", "a")]),
        ("a", "", [("gone", "a")]),
        ("a b", "a b", [("same", "a b")]),
        ("a\n\nb", "a\n\nb c", [("same", "a \n\n b"), ("new", "c")]),
    ],
)
def test_a_difference_tells_what_went_and_what_came(before: str, after: str, changes: list[tuple[str, str]]) -> None:
    assert difference(before, after) == [Change(*each) for each in changes]


def test_a_difference_of_two_long_texts_ends() -> None:
    old, new = " ".join(map(str, range(30_000))), " ".join(map(str, range(30_000, 60_000)))
    assert [change.kind for change in difference(old, new)] == ["gone", "new"]
