"""What stands in somebody's inbox, under the rule of the present moment."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.core.database import fetch_rows
from portal.people.prepared import prepared
from portal.people.viewer import Viewer

from ..kinds import KINDS, kinds_for
from ..models import WITH_THE_DIGEST, Notice, Notification, unread_of
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
    """New lines since then of the kinds that the viewer wants in the digest, and of those that should have come at once
    the ones that were not mailed. One that may still be mailed by itself waits; if it is not, the digest after tells
    it, whatever `since` is.
    """
    preferences, offered = preferences_of(viewer.id), kinds_for(viewer)
    kinds = [name for name in offered if preferences[name].mail == "digest"]
    at_once = [name for name in offered if preferences[name].mail == "at_once"]
    each = [name for name in offered if KINDS[name].mailed_each]
    waits = exists().where(_of_line(viewer.id), Notification.due_at < WITH_THE_DIGEST)
    left = exists().where(_of_line(viewer.id), Notification.due_at == WITH_THE_DIGEST)
    unmailed = Notice.mailed_at.is_(None)
    fresh = Notice.updated_at >= since, or_(Notice.kind.in_(kinds), and_(Notice.kind.in_(at_once), unmailed, ~waits))
    late = Notice.kind.in_(kinds + at_once), left, ~waits, or_(unmailed, Notice.kind.in_(each))
    mine = unread_of(viewer.id), or_(and_(*fresh), and_(*late))
    return select(Notice).where(*mine, visible_to(viewer)).options(joinedload(Notice.actor))


def left_to_digest(user_id: int, notice_ids: Collection[int]) -> Select[int]:
    """The events of these lines whose own emails were not written."""
    theirs = Notice.id.in_(notice_ids), Notification.due_at == WITH_THE_DIGEST
    return select(Notification.id).join(Notice, _of_line(user_id)).where(*theirs)


def _of_line(user_id: int) -> ColumnElement[bool]:
    """The events that stand in a line."""
    line = Notification.group_key == Notice.group_key, Notification.at >= Notice.created_at
    return and_(Notification.user_id == user_id, *line)
