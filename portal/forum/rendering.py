"""Words rendered by an older renderer, rendered anew while a page is made."""

from collections.abc import Collection, Mapping

from flask import url_for
from sqlalchemy import select

from ..core.database import db
from ..core.markdown import Person, parse_markdown
from ..members.models import User


def render_anew(bodies: Mapping[int, str]) -> dict[int, str]:
    """The HTML of these bodies by post, with the people whom they name. One query, whatever their number."""
    read = {post_id: parse_markdown(body) for post_id, body in bodies.items()}
    people = _people({handle for written in read.values() for handle in written.handles})
    return {post_id: str(written.html(people)) for post_id, written in read.items()}


def _people(handles: Collection[str]) -> dict[str, Person]:
    if not handles:
        return {}
    known = select(User.handle, User.name).where(User.handle.in_(handles), User.active)
    return {
        handle: Person(name, url_for("profiles.profile", handle=handle)) for handle, name in db.session.execute(known)
    }
