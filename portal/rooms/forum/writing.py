"""Words on their way into a post: rendered, with the people and pictures in them, before any transaction begins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import exists, or_, select

from portal.access.models import User
from portal.core.database import db
from portal.core.markdown import RENDERER_VERSION, Person, parse_markdown
from portal.core.urls import path_for
from portal.rooms.profiles.queries import offers_themselves

from .models import Post, UploadedPicture


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

    Whoever is named hears of it, though not again where their name stands in a quote. Only those who show themselves
    here are linked by their name: otherwise one could find out who is here by naming them.
    """
    written = parse_markdown(body)
    people = _called(written.handles)
    return Composed(
        body=body,
        html=str(written.html(_linked(people))),
        mentioned=frozenset(each.id for each in people if each.handle in written.addressed),
        pictures=frozenset(_pictures(written.pictures)),
    )


def render_anew(bodies: Mapping[int, str]) -> dict[int, str]:
    """Bodies that an older renderer had rendered, rendered anew: HTML by post. One query, whatever their number."""
    read = {post_id: parse_markdown(body) for post_id, body in bodies.items()}
    people = _linked(_called({handle for written in read.values() for handle in written.handles}))
    return {post_id: str(written.html(people)) for post_id, written in read.items()}


class _Named(NamedTuple):
    id: int
    handle: str
    name: str
    shows_themselves: bool


def _linked(people: Collection[_Named]) -> dict[str, Person]:
    return {
        each.handle: Person(each.name, path_for("profiles.profile", handle=each.handle))
        for each in people
        if each.shows_themselves
    }


def _called(handles: Collection[str]) -> list[_Named]:
    if not handles:
        return []
    shows = or_(offers_themselves(User.id.expression), exists().where(Post.author_user_id == User.id))
    called = select(User.id, User.handle, User.name, shows).where(User.handle.in_(handles), User.active)
    return [_Named(*row) for row in db.session.execute(called)]


def _pictures(keys: Collection[str]) -> list[int]:
    if not keys:
        return []
    return list(db.session.scalars(select(UploadedPicture.id).where(UploadedPicture.key.in_(keys))))
