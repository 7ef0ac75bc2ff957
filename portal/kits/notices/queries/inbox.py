"""What stands in somebody's inbox, under the rule of the present moment."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.core.database import fetch_rows
from portal.people.prepared import prepared
from portal.people.viewer import Viewer

from ..kinds import kinds_for
from ..models import Notice, Notification, unread_of
from ..sources import SOURCES, visible_to
from .preferences import preferences_of

CAP = 99
"""A larger number says no more than "many", and need not be counted."""


def inbox_of(viewer: Viewer) -> Select[Notice]:
    """The lines of the viewer's inbox that they may (still) see, less what asks while nothing may be asked of them."""
    return _inbox(viewer, kinds_for(viewer))


def _inbox(viewer: Viewer, kinds: Sequence[str]) -> Select[Notice]:
    mine = (Notice.user_id == viewer.id, Notice.in_inbox, Notice.kind.in_(kinds))
    return select(Notice).where(*mine, visible_to(viewer)).options(joinedload(Notice.actor))


_ANY = select(Notice.id).where(unread_of(bindparam("user_id")), Notice.in_inbox).limit(1)


def unread_count(viewer: Viewer) -> int:
    """How many lines are new, counted up to CAP + 1: one query where there are none, two more where there are any.

    The rules for everything that a line may be about make a long statement, which PostgreSQL plans for longer than it
    answers a whole page.
    """
    if not fetch_rows(_ANY, {"user_id": viewer.id}):
        return 0
    count, values = _new_lines(viewer, kinds_for(viewer), tuple(SOURCES.items()))
    (answer,) = fetch_rows(count, values)
    return int(answer.new)


@prepared
def _new_lines(viewer: Viewer, kinds: tuple[str, ...], *_registered: object) -> Select[int]:
    new = _inbox(viewer, kinds).where(unread_of(viewer.id)).with_only_columns(Notice.id).options()
    return select(func.count().label("new")).select_from(new.limit(CAP + 1).subquery())


def unread_for_digest(viewer: Viewer, since: datetime) -> Select[Notice]:
    """New lines since then of the kinds that the viewer wants in the digest, and those that should have come at once
    and were too many."""
    preferences = preferences_of(viewer.id)
    kinds = [name for name in kinds_for(viewer) if preferences[name].mail == "digest"]
    at_once = [name for name in kinds_for(viewer) if preferences[name].mail == "at_once"]
    waits = exists().where(
        Notification.user_id == viewer.id, Notification.group_key == Notice.group_key, Notification.due_at.is_not(None)
    )
    left = and_(Notice.kind.in_(at_once), Notice.mailed_at.is_(None), ~waits)
    mine = (unread_of(viewer.id), Notice.updated_at >= since, or_(Notice.kind.in_(kinds), left))
    return select(Notice).where(*mine, visible_to(viewer)).options(joinedload(Notice.actor))
