"""What somebody has not read: one condition for counts, badges and lists alike."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, or_, select

from portal.core.database import db
from portal.core.models import UTCDateTime
from portal.people.prepared import AnyViewer, prepared
from portal.people.viewer import Viewer

from ..models import CategoryLevel, ReadingMark, Topic, TopicReading
from .seeing import sees_topic

BEFORE_JOINING = timedelta(days=14)
"""What was said so long before somebody came is new to them; the rest counts as read."""
MAX_TOPICS_LOOKED_AT = 200
SETTLED = timedelta(minutes=1)
"""A post is given its moment before it is committed; the mark stays behind that."""


class Unread(NamedTuple):
    """Topics that went on since they were opened, and topics that were never opened."""

    unread: int = 0
    new: int = 0

    @property
    def all(self) -> int:
        return self.unread + self.new


def with_reading(statement: Any, viewer: Viewer) -> Select[Any]:
    """Join what `viewer` has read of each topic of the statement, and the levels they chose."""
    reading = and_(TopicReading.topic_id == Topic.id, TopicReading.user_id == viewer.id)
    level = and_(CategoryLevel.category_id == Topic.category_id, CategoryLevel.user_id == viewer.id)
    joined: Select[Any] = statement.outerjoin(TopicReading, reading).outerjoin(CategoryLevel, level)
    return joined


def read_until(viewer: Viewer) -> ColumnElement[datetime]:
    """The viewer's mark: whatever is not newer counts as read."""
    mark = select(ReadingMark.read_until).where(ReadingMark.user_id == viewer.id).scalar_subquery()
    return func.coalesce(mark, _from_the_start(viewer), type_=UTCDateTime())


def _from_the_start(viewer: Viewer) -> ColumnElement[datetime]:
    """Where those begin who have no mark; a parameter in statements that are prepared."""
    if isinstance(viewer, AnyViewer):
        return bindparam("from_the_start", type_=UTCDateTime())
    return literal(viewer.registered_at - BEFORE_JOINING, UTCDateTime())


def level() -> ColumnElement[str | None]:
    """How much of a topic reaches the reader: as they chose for it, else for its category; None for no choice."""
    return func.coalesce(TopicReading.level, CategoryLevel.level)


def is_heard() -> ColumnElement[bool]:
    """Neither the topic nor its category is muted."""
    return func.coalesce(level(), "normal") != "muted"


def was_opened() -> ColumnElement[bool]:
    return func.coalesce(TopicReading.last_read, 0) > 0


def is_unread(viewer: Viewer) -> ColumnElement[bool]:
    """Opened before, and it went on since. Nothing is counted for those who chose only the list."""
    counted = func.coalesce(level(), "tracking").in_(("tracking", "watching"))
    return and_(was_opened(), counted, Topic.last_number > TopicReading.last_read, _is_newer(viewer))


def is_new(viewer: Viewer) -> ColumnElement[bool]:
    """Never opened, and newer than the mark."""
    return and_(~was_opened(), is_heard(), _is_newer(viewer))


def unread_counts(viewer: Viewer) -> dict[int, Unread]:
    """How much is unread and new in each category that `viewer` sees and that has any of it, in one statement."""
    counts, values = _counts(viewer)
    row = db.session.execute(counts, {**values, "from_the_start": viewer.registered_at - BEFORE_JOINING})
    return {category_id: Unread(unread, new) for category_id, unread, new in row if unread or new}


@prepared
def _counts(viewer: Viewer) -> Select[Any]:
    counts = (
        select(Topic.category_id, _how_many(is_unread(viewer)), _how_many(is_new(viewer)))
        .where(sees_topic(viewer), Topic.deleted_at.is_(None), _is_newer(viewer))
        .group_by(Topic.category_id)
    )
    return with_reading(counts, viewer)


def settled_until(viewer: Viewer, moment: datetime) -> datetime | None:
    """How far the viewer's mark can move because nothing older is unread; None when it stays.

    It looks at the next two hundred topics, so a long way is gone in several steps.
    """
    waits = or_(is_unread(viewer), is_new(viewer))
    following = (
        select(Topic.last_post_at, case((waits, 1), else_=0))
        .where(sees_topic(viewer), Topic.deleted_at.is_(None), _is_newer(viewer), Topic.last_post_at < moment - SETTLED)
        .order_by(Topic.last_post_at, Topic.id)
        .limit(MAX_TOPICS_LOOKED_AT)
    )
    rows = db.session.execute(with_reading(following, viewer)).all()
    first = next((at for at, waiting in rows if waiting), None)
    return max((at for at, _waiting in rows if first is None or at < first), default=None)


def _is_newer(viewer: Viewer) -> ColumnElement[bool]:
    return Topic.last_post_at > read_until(viewer)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
