"""`flask forum verify`: after everything that can be done to topics, every counter is right; a wrong one is found."""

import json

from flask import Flask
from sqlalchemy import update

from portal.core.database import db, transaction
from portal.rooms.forum.models import Topic
from tests.rooms.forum.reading.talking import begun, said
from tests.rooms.forum.writing.conftest import Scene
from tests.rooms.forum.writing.looking import posts_in, topic_now


def run(app: Flask, *arguments: str) -> tuple[int, dict[str, object]]:
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["forum", "verify", "--json", *arguments])
    return result.exit_code, json.loads(result.output)


def test_after_every_act_the_counters_are_right(app: Flask, scene: Scene) -> None:
    with app.test_request_context():
        other = begun(scene.category, scene.ana, "Another")
        for number in range(6):
            said(scene.topic, scene.ana, f"Answer {number}")
            said(other, scene.mei, f"Reply {number}")
    moderator = scene.browser(scene.moderator)
    last = posts_in(scene.topic.id)[-1]
    scene.browser(scene.ana).post(f"/community/posts/{last.id}/deletion")
    moderator.post(f"/community/t/{scene.topic.id}/split", data={"title": "Aside", "posts": ["3", "4"]})
    moderator.post(f"/community/t/{other.id}/merge", data={"into": str(scene.topic.id)})
    moderator.post(f"/community/posts/{last.id}/deletion/end")
    assert run(app) == (0, {"repaired": False, "wrong": []})


def test_wrong_counters_are_told_and_put_right(app: Flask, scene: Scene) -> None:
    with app.test_request_context():
        said(scene.topic, scene.ana, "Two")
    before = topic_now(scene.topic.id).last_post_at
    with transaction() as session:
        wrong = {"posts": 7, "last_number": 1, "last_post_at": scene.topic.created_at.replace(year=2001)}
        session.execute(update(Topic).where(Topic.id == scene.topic.id).values(wrong))
    code, said_so = run(app)
    assert code == 1
    assert {each["counter"] for each in said_so["wrong"]} == {"posts", "last_number", "last_post_at"}  # type: ignore[attr-defined]
    code, said_so = run(app, "--repair")
    assert (code, said_so["repaired"]) == (0, True)
    assert run(app)[0] == 0
    topic = topic_now(scene.topic.id)
    assert (topic.posts, topic.last_number, topic.last_post_at) == (2, 2, before)


def test_without_json_it_speaks_in_sentences(app: Flask, scene: Scene) -> None:
    assert "Every counter is right." in app.test_cli_runner().invoke(args=["forum", "verify"]).output
