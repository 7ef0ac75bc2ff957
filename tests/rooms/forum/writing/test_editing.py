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
from tests.rooms.forum.writing.conftest import Room
from tests.rooms.forum.writing.looking import posts_in, topic_now, verbs


@pytest.fixture
def post(app: Flask, room: Room) -> Post:
    """Ana's answer to Mei."""
    with app.test_request_context():
        return said(room.topic, room.ana, "Three hours every week.")


def test_an_edit_keeps_what_stood_there(room: Room, post: Post) -> None:
    browser = room.browser(room.ana)
    assert "Three hours every week." in browser.get(f"/community/posts/{post.id}/edit").get_data(as_text=True)
    answer = browser.post(f"/community/posts/{post.id}/edit", data={"body": "Two hours every week.", "edits": "0"})
    assert answer.status_code == 303
    now_it_is = posts_in(room.topic.id)[1]
    assert now_it_is.html.strip() == "<p>Two hours every week.</p>"
    assert now_it_is.edits == 1
    version = db.session.scalars(select(PostVersion)).one()
    assert (version.body, version.editor_user_id) == ("Three hours every week.", room.ana.id)
    page = browser.get(f"/community/posts/{post.id}/history").get_data(as_text=True)
    assert "<del>Three</del>" in page
    assert "<ins>Two</ins>" in page


def test_the_title_is_edited_with_the_first_post_alone(room: Room, post: Post) -> None:
    first = posts_in(room.topic.id)[0].id
    browser = room.browser(room.mei)
    data = {"body": "They still arrive by fax.", "title": "Faxes are lost", "edits": "0"}
    assert browser.post(f"/community/posts/{first}/edit", data=data).status_code == 303
    assert topic_now(room.topic.id).title == "Faxes are lost"
    assert "<del>Faxed forms are lost</del>" in browser.get(f"/community/posts/{first}/history").get_data(as_text=True)
    assert browser.post(f"/community/posts/{first}/edit", data={**data, "title": ""}).status_code == 422
    room.browser(room.ana).post(f"/community/posts/{post.id}/edit", data={"body": "Hm.", "title": "Mine", "edits": "0"})
    assert topic_now(room.topic.id).title == "Faxes are lost"


def test_only_author_and_moderators_edit(app: Flask, room: Room, post: Post) -> None:
    url = f"/community/posts/{post.id}/edit"
    assert app.test_client().get(url).status_code == 303
    for other in (room.mei, room.olaf, staff("product"), staff("admin")):
        assert room.browser(other).get(url).status_code == 404
        assert room.browser(other).post(url, data={"body": "Changed", "edits": "0"}).status_code == 404
    assert room.browser(room.moderator).post(url, data={"body": "Two hours.", "edits": "0"}).status_code == 303
    assert posts_in(room.topic.id)[1].body == "Two hours."


def test_authors_edit_for_a_month_and_not_in_locked_topics(room: Room, post: Post) -> None:
    url, data = f"/community/posts/{post.id}/edit", {"body": "Changed", "edits": "0"}
    with at(now() + timedelta(days=29)):
        assert room.browser(room.ana).get(url).status_code == 200
    with at(now() + timedelta(days=31)):
        assert room.browser(room.ana).post(url, data=data).status_code == 409
        assert room.browser(room.moderator).get(url).status_code == 200
    room.browser(room.moderator).post(f"/community/t/{room.topic.id}/closure")
    assert room.browser(room.ana).post(url, data=data).status_code == 409


def test_an_edit_on_older_words_is_refused_and_stays_typed(room: Room, post: Post) -> None:
    url = f"/community/posts/{post.id}/edit"
    room.browser(room.moderator).post(url, data={"body": "By a moderator.", "edits": "0"})
    answer = room.browser(room.ana).post(url, data={"body": "By the author.", "edits": "0"})
    assert answer.status_code == 409
    assert "By the author." in answer.get_data(as_text=True)
    assert posts_in(room.topic.id)[1].body == "By a moderator."


def test_the_same_words_are_no_edit(room: Room, post: Post) -> None:
    room.browser(room.ana).post(
        f"/community/posts/{post.id}/edit", data={"body": "Three hours every week.", "edits": "0"}
    )
    assert posts_in(room.topic.id)[1].edits == 0
    assert "post.edited" not in verbs()


def test_earlier_words_are_for_the_author_and_moderators(room: Room, post: Post) -> None:
    url = f"/community/posts/{post.id}/history"
    for other, expected in ((room.ana, 200), (room.moderator, 200), (room.mei, 404), (room.olaf, 404)):
        assert room.browser(other).get(url).status_code == expected


def test_an_edit_names_other_people(room: Room, post: Post) -> None:
    data = {"body": f"As @{room.mei.handle} says", "edits": "0"}
    room.browser(room.ana).post(f"/community/posts/{post.id}/edit", data=data)
    assert db.session.scalars(select(Mention.user_id)).all() == [room.mei.id]
    room.browser(room.ana).post(f"/community/posts/{post.id}/edit", data={"body": "Alone", "edits": "1"})
    assert db.session.scalars(select(Mention.user_id)).all() == []


def test_authors_delete_and_moderators_bring_back(room: Room, post: Post) -> None:
    answer = room.browser(room.ana).post(f"/community/posts/{post.id}/deletion")
    assert answer.status_code == 303
    assert topic_now(room.topic.id).posts == 1
    assert "Three hours" not in room.browser(room.mei).get(f"/community/t/{room.topic.id}").get_data(as_text=True)
    for other in (room.ana, room.mei):
        assert room.browser(other).post(f"/community/posts/{post.id}/deletion/end").status_code == 404
    assert room.browser(room.moderator).post(f"/community/posts/{post.id}/deletion/end").status_code == 303
    topic = topic_now(room.topic.id)
    assert (topic.posts, topic.last_number) == (2, 2)
    assert verbs()[-2:] == ["post.deleted", "post.restored"]


def test_nobody_deletes_the_words_of_others(room: Room, post: Post) -> None:
    for other in (room.mei, room.olaf, staff("product")):
        assert room.browser(other).post(f"/community/posts/{post.id}/deletion").status_code == 404
    assert posts_in(room.topic.id)[1].stands


def test_deleting_the_first_post_deletes_a_topic_that_nobody_answered(room: Room) -> None:
    first = posts_in(room.topic.id)[0].id
    answer = room.browser(room.mei).post(f"/community/posts/{first}/deletion")
    assert answer.status_code == 303
    assert topic_now(room.topic.id).deleted_at is not None
    assert room.browser(room.mei).get(f"/community/t/{room.topic.id}").status_code == 404


def test_a_topic_with_answers_is_not_its_authors_to_delete(room: Room, post: Post) -> None:
    first = posts_in(room.topic.id)[0].id
    answer = room.browser(room.mei).post(f"/community/posts/{first}/deletion")
    assert answer.status_code == 409
    assert "Others have answered" in answer.get_data(as_text=True)
    assert room.browser(room.moderator).post(f"/community/posts/{first}/deletion").status_code == 303
    assert topic_now(room.topic.id).deleted_at is not None


def test_a_solution_that_is_deleted_solves_nothing(app: Flask, room: Room, post: Post) -> None:
    topic = topic_now(room.topic.id)
    topic.kind, topic.solved_number = "question", 2
    db.session.commit()
    room.browser(room.ana).post(f"/community/posts/{post.id}/deletion")
    assert topic_now(room.topic.id).solved_number is None


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
