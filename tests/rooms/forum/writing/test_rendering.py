"""What a post shows is made of its words, also where these changed without anybody editing them."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select, update

from portal.core.database import db, transaction
from portal.core.markdown import RENDERER_VERSION
from portal.rooms.forum.actions import rendering
from portal.rooms.forum.models import Post
from portal.rooms.forum.writing import render_anew
from tests.rooms.forum.writing.conftest import Scene


def to_render(scene: Scene, body: str = "*Fifty* times.") -> Post:
    """The first post of the topic with other words, which nobody has rendered."""
    post = db.session.scalars(select(Post).where(Post.topic_id == scene.topic.id)).one()
    with transaction() as session:
        row = session.get_one(Post, post.id)
        row.body, row.html, row.renderer = body, "", 0
    return post


@pytest.mark.one_database
def test_until_then_every_page_renders_it(scene: Scene) -> None:
    post, ana, moderator = to_render(scene), scene.browser(scene.ana), scene.browser(scene.moderator)
    flag, words = f"/community/posts/{post.id}/flag", "<em>Fifty</em> times."
    assert words in ana.get(flag).text
    assert words in ana.get(f"/community/t/{scene.topic.id}/posts?to=1").text
    ana.post(flag, data={"reason": "unkind", "text": ""})
    assert words in moderator.get("/community/reviews").text


def test_it_is_rendered_once_however_long_the_worker_runs(scene: Scene) -> None:
    for words in ("First.", "Second."):
        assert rendering.render_older() == 0
        post = to_render(scene, words)
        assert (rendering.render_older(), rendering.render_older()) == (1, 0)
        html = db.session.execute(select(Post.html, Post.renderer).where(Post.id == post.id)).one()
        assert tuple(html) == (f"<p>{words}</p>\n", RENDERER_VERSION)
        db.session.rollback()


def test_words_that_go_meanwhile_do_not_come_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    post = to_render(scene, "Ask Mei Tanaka.")

    def slowly(bodies: Mapping[int, str]) -> dict[int, str]:
        html = render_anew(bodies)
        if "Mei" in bodies[post.id]:
            with transaction() as session:
                session.execute(update(Post).where(Post.id == post.id).values(body="Ask a former member."))
        return html

    monkeypatch.setattr(rendering, "render_anew", slowly)
    rendering.render_older()
    rendering.render_older()
    assert db.session.scalar(select(Post.html).where(Post.id == post.id)) == "<p>Ask a former member.</p>\n"
