"""Words on their way into a post: rendered, with the people and pictures in them, before any transaction begins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from ..core.database import db
from ..core.markdown import RENDERER_VERSION, Person, parse_markdown
from ..core.urls import path_for
from ..members.models import User
from .models import UploadedPicture


@dataclass(frozen=True)
class Composed:
    """A body as it is kept: its HTML, whom it names and which pictures stand in it (ids)."""

    body: str
    html: str
    mentioned: frozenset[int]
    pictures: frozenset[int]
    renderer: int = RENDERER_VERSION


def compose(body: str) -> Composed:
    """Render `body`. Two queries at most; raises Refused for words that are too long."""
    written = parse_markdown(body)
    people = _called(written.handles)
    return Composed(
        body=body,
        html=str(written.html(_linked(people))),
        mentioned=frozenset(user.id for user in people),
        pictures=frozenset(_pictures(written.pictures)),
    )


def render_anew(bodies: Mapping[int, str]) -> dict[int, str]:
    """Bodies that an older renderer had rendered, rendered anew: HTML by post. One query, whatever their number."""
    read = {post_id: parse_markdown(body) for post_id, body in bodies.items()}
    people = _linked(_called({handle for written in read.values() for handle in written.handles}))
    return {post_id: str(written.html(people)) for post_id, written in read.items()}


def _linked(people: Collection[User]) -> dict[str, Person]:
    return {user.handle: Person(user.name, path_for("profiles.profile", handle=user.handle)) for user in people}


def _called(handles: Collection[str]) -> list[User]:
    if not handles:
        return []
    return list(db.session.scalars(select(User).where(User.handle.in_(handles), User.active)))


def _pictures(keys: Collection[str]) -> list[int]:
    if not keys:
        return []
    return list(db.session.scalars(select(UploadedPicture.id).where(UploadedPicture.key.in_(keys))))
