"""Words on their way into a post: rendered, with the people and pictures in them, before any transaction begins."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import exists, select

from portal.access.models import User
from portal.core.database import db
from portal.core.markdown import RENDERER_VERSION, parse_markdown
from portal.rooms.profiles.mentions import linked, people_mentioned

from .models import Post, UploadedPicture

WROTE = exists().where(Post.author_user_id == User.id)
"""Whoever has written in the forum shows themselves there."""
OLDER = Post.renderer < RENDERER_VERSION
"""Posts whose HTML is not shown as it is kept: an older renderer made it, or their words changed since."""


@dataclass(frozen=True)
class Composed:
    """A body as it is kept: its HTML, whom it addresses and which pictures stand in it (ids)."""

    body: str
    html: str
    mentioned: frozenset[int]
    pictures: frozenset[int]
    renderer: int = RENDERER_VERSION


def compose(body: str) -> Composed:
    """Render `body`. Two queries at most; raises Refused for words that are too long.

    Whoever is named hears of it, though not again where their name stands in a quote.
    """
    written = parse_markdown(body)
    people = people_mentioned(written.handles, WROTE)
    pictures = _pictures(written.pictures)
    return Composed(
        body=body,
        html=str(written.html(linked(people), _sizes(pictures))),
        mentioned=frozenset(each.id for each in people if each.handle in written.addressed),
        pictures=frozenset(each.id for each in pictures),
    )


def render_anew(bodies: Mapping[int, str]) -> dict[int, str]:
    """Bodies that an older renderer had rendered, rendered anew: HTML by post. Two queries, whatever their number."""
    read = {post_id: parse_markdown(body) for post_id, body in bodies.items()}
    handles = {handle for written in read.values() for handle in written.handles}
    people = linked(people_mentioned(handles, WROTE))
    sizes = _sizes(_pictures({key for written in read.values() for key in written.pictures}))
    return {post_id: str(written.html(people, sizes)) for post_id, written in read.items()}


def html_of(posts: Collection[Post]) -> dict[int, Markup]:
    """What these posts show, by post: as it is kept, or rendered anew. Two queries at most."""
    kept = {post.id: post.html for post in posts if post.renderer >= RENDERER_VERSION}
    anew = render_anew({post.id: post.body for post in posts if post.id not in kept})
    return {post_id: Markup(html) for post_id, html in {**kept, **anew}.items()}  # noqa: S704 - sanitised when rendered


def _pictures(keys: Collection[str]) -> Sequence[Any]:
    """Of the pictures with these keys: id, key, width, height."""
    if not keys:
        return []
    columns = (UploadedPicture.id, UploadedPicture.key, UploadedPicture.width, UploadedPicture.height)
    return db.session.execute(select(*columns).where(UploadedPicture.key.in_(keys))).all()


def _sizes(pictures: Sequence[Any]) -> dict[str, tuple[int, int]]:
    return {each.key: (each.width, each.height) for each in pictures}
