"""Words on their way into a post: rendered, with the people and pictures in them, before any transaction begins."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from ..core.database import db
from ..core.markdown import RENDERER_VERSION, Person, parse_markdown
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
    shown = {user.handle: Person(user.name, url_for("profiles.profile", handle=user.handle)) for user in people}
    return Composed(
        body=body,
        html=str(written.html(shown)),
        mentioned=frozenset(user.id for user in people),
        pictures=frozenset(_pictures(written.pictures)),
    )


def _called(handles: Collection[str]) -> list[User]:
    if not handles:
        return []
    return list(db.session.scalars(select(User).where(User.handle.in_(handles), User.active)))


def _pictures(keys: Collection[str]) -> list[int]:
    if not keys:
        return []
    return list(db.session.scalars(select(UploadedPicture.id).where(UploadedPicture.key.in_(keys))))
