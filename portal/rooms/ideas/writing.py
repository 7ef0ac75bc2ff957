"""Comments as they are shown: rendered, with those people in them who show themselves here."""

from collections.abc import Mapping

from markupsafe import Markup
from sqlalchemy import exists

from portal.access.models import User
from portal.core.markdown import parse_markdown
from portal.rooms.profiles.mentions import linked, people_mentioned

from .models import IdeaComment

COMMENTED = exists().where(
    IdeaComment.author_user_id == User.id, IdeaComment.internal.is_(False), IdeaComment.deleted_at.is_(None)
)
"""Whoever has commented on an idea shows themselves there."""


def rendered(bodies: Mapping[int, str]) -> dict[int, Markup]:
    """The HTML of these bodies, by what they are known by. One query, whatever their number."""
    read = {key: parse_markdown(body) for key, body in bodies.items()}
    handles = {handle for written in read.values() for handle in written.handles}
    people = linked(people_mentioned(handles, COMMENTED))
    return {key: written.html(people) for key, written in read.items()}


def addressed_in(body: str) -> frozenset[str]:
    """The handles of those whom these words speak to; not again of those who stand in a quote."""
    return frozenset(parse_markdown(body).addressed) if "@" in body else frozenset()
