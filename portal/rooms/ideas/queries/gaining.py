"""What moved: ideas that gained votes or were spoken of lately."""

from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from portal.core.clock import now
from portal.core.database import db
from portal.people.viewer import Viewer

from ..models import IdeaComment, Vote
from .lists import IdeaLine, these_ideas

LATELY = timedelta(days=7)
LOOKED_THROUGH = 5_000
"""So many of the newest votes and comments are looked through: Today does not wait for a million of them."""
MAX_IDEAS_LOOKED_AT = 100


class Gained(NamedTuple):
    """An idea with how many votes and public comments it gained within a week."""

    idea: IdeaLine
    votes: int
    comments: int


def what_moved(viewer: Viewer, most: int = 5) -> list[Gained]:
    """The ideas that gained most, by votes and then by comments. Three statements."""
    public = IdeaComment.internal.is_(False), IdeaComment.deleted_at.is_(None)
    votes, comments = _lately(Vote), _lately(IdeaComment, *public)
    by_gain = sorted(votes | comments, key=lambda each: (-votes.get(each, 0), -comments.get(each, 0), -each))
    seen = these_ideas(viewer, by_gain[:MAX_IDEAS_LOOKED_AT])
    gained = [Gained(seen[each], votes.get(each, 0), comments.get(each, 0)) for each in by_gain if each in seen]
    return gained[:most]


def _lately(table: type[Vote] | type[IdeaComment], *conditions: ColumnElement[bool]) -> dict[int, int]:
    """How many there are for each idea. A vote that its author gave by suggesting it is one as well."""
    newest: Any = (
        select(table.idea_id, table.created_at)
        .where(*conditions)
        .order_by(table.id.desc())
        .limit(LOOKED_THROUGH)
        .subquery()
    )
    counted = select(newest.c.idea_id, func.count()).where(newest.c.created_at >= now() - LATELY)
    return dict(db.session.execute(counted.group_by(newest.c.idea_id)).all())
