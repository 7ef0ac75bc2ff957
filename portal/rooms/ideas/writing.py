"""Comments as they are shown: rendered, with those people in them who show themselves here."""

from collections.abc import Collection, Mapping

from markupsafe import Markup
from sqlalchemy import exists, or_, select

from portal.access.models import User
from portal.core.database import db
from portal.core.markdown import Person, parse_markdown
from portal.core.urls import path_for
from portal.rooms.profiles.queries import offers_themselves

from .models import IdeaComment


def rendered(bodies: Mapping[int, str]) -> dict[int, Markup]:
    """The HTML of these bodies, by what they are known by. One query, whatever their number.

    Only those who show themselves are linked by their name: otherwise one could find out who is here by naming them.
    """
    read = {key: parse_markdown(body) for key, body in bodies.items()}
    people = _linked({handle for written in read.values() for handle in written.handles})
    return {key: written.html(people) for key, written in read.items()}


def addressed_in(body: str) -> frozenset[str]:
    """The handles of those whom these words speak to; not again of those who stand in a quote."""
    return frozenset(parse_markdown(body).addressed) if "@" in body else frozenset()


def _linked(handles: Collection[str]) -> dict[str, Person]:
    if not handles:
        return {}
    commented = IdeaComment.author_user_id == User.id, IdeaComment.internal.is_(False), IdeaComment.deleted_at.is_(None)
    shows = or_(offers_themselves(User.id.expression), exists().where(*commented))
    called = select(User.handle, User.name).where(User.handle.in_(handles), User.active, shows)
    return {
        handle: Person(name, path_for("profiles.profile", handle=handle)) for handle, name in db.session.execute(called)
    }
