"""`flask forum verify`: after everything that can be done to topics, every counter is right; a wrong one is found."""

import json

from flask import Flask
from sqlalchemy import update

from portal.core.database import db, transaction
from portal.rooms.forum.models import Topic
from tests.rooms.forum.reading.talking import begun, said
from tests.rooms.forum.writing.conftest import Room
from tests.rooms.forum.writing.looking import posts_in, topic_now


def run(app: Flask, *arguments: str) -> tuple[int, dict[str, object]]:
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["forum", "verify", "--json", *arguments])
    return result.exit_code, json.loads(result.output)


def test_after_every_act_the_counters_are_right(app: Flask, room: Room) -> None:
    with app.test_request_context():
        other = begun(room.category, room.ana, "Another")
        for number in range(6):
            said(room.topic, room.ana, f"Answer {number}")
            said(other, room.mei, f"Reply {number}")
    moderator = room.browser(room.moderator)
    last = posts_in(room.topic.id)[-1]
    room.browser(room.ana).post(f"/community/posts/{last.id}/deletion")
    moderator.post(f"/community/t/{room.topic.id}/split", data={"title": "Aside", "posts": ["3", "4"]})
    moderator.post(f"/community/t/{other.id}/merge", data={"into": str(room.topic.id)})
    moderator.post(f"/community/posts/{last.id}/deletion/end")
    assert run(app) == (0, {"repaired": False, "wrong": []})


def test_wrong_counters_are_told_and_put_right(app: Flask, room: Room) -> None:
    with app.test_request_context():
        said(room.topic, room.ana, "Two")
    before = topic_now(room.topic.id).last_post_at
    with transaction() as session:
        wrong = {"posts": 7, "last_number": 1, "last_post_at": room.topic.created_at.replace(year=2001)}
        session.execute(update(Topic).where(Topic.id == room.topic.id).values(wrong))
    code, said_so = run(app)
    assert code == 1
    assert {each["counter"] for each in said_so["wrong"]} == {"posts", "last_number", "last_post_at"}  # type: ignore[attr-defined]
    code, said_so = run(app, "--repair")
    assert (code, said_so["repaired"]) == (0, True)
    assert run(app)[0] == 0
    topic = topic_now(room.topic.id)
    assert (topic.posts, topic.last_number, topic.last_post_at) == (2, 2, before)


def test_without_json_it_speaks_in_sentences(app: Flask, room: Room) -> None:
    assert "Every counter is right." in app.test_cli_runner().invoke(args=["forum", "verify"]).output
