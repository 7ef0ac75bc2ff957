"""Noting what somebody has read, and choosing how much reaches them. What was read only grows."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, literal, select

from portal.core.clock import now
from portal.core.database import db, upserting
from portal.core.models import UTCDateTime
from portal.kits.notices.actions import mark_read
from portal.people.viewer import Viewer

from ..models import CategoryLevel, ReadingMark, Topic, TopicReading
from ..notices import lines_about
from ..queries.seeing import sees_topic
from ..queries.unread import is_new, is_unread, settled_until, with_reading


def read_topic(viewer: Viewer, topic_id: int, number: int) -> None:
    """Note that the posts up to `number` were on the viewer's screen, and move their mark where nothing is left.

    What was told of the topic is read with it. Nothing is written for a topic that they do not see or have read
    further.
    """
    reached = case((Topic.last_number < number, Topic.last_number), else_=literal(number))
    _note_read(viewer, reached, Topic.id == topic_id)
    mark_read(viewer, "topic", [topic_id], groups=lines_about(topic_id))
    if (until := settled_until(viewer, now())) is not None:
        move_mark(viewer, until)


def read_category(viewer: Viewer, category_id: int, until: datetime) -> None:
    """Count everything in this category that was there at `until` as read, in one statement."""
    waiting = with_reading(select(Topic.id), viewer).where(
        Topic.category_id == category_id, Topic.last_post_at <= until, is_unread(viewer) | is_new(viewer)
    )
    _note_read(viewer, Topic.last_number, Topic.id.in_(waiting), Topic.deleted_at.is_(None))


def move_mark(viewer: Viewer, until: datetime) -> None:
    """Count everything up to `until` as read, never less than before and never what is still to come."""
    row = {"user_id": viewer.id, "read_until": min(until, now())}
    insert = upserting(ReadingMark).values(row)
    grown = insert.on_conflict_do_update(
        index_elements=["user_id"],
        set_={"read_until": insert.excluded.read_until},
        where=ReadingMark.read_until < insert.excluded.read_until,
    )
    db.session.execute(grown)


def choose_topic_level(viewer: Viewer, topic_id: int, level: str | None) -> None:
    """How much of this topic reaches the viewer; None: as its category says. What they have read stays."""
    row = {"user_id": viewer.id, "topic_id": topic_id, "last_read": 0, "level": level, "read_at": now()}
    insert = upserting(TopicReading).values(row)
    db.session.execute(
        insert.on_conflict_do_update(index_elements=["user_id", "topic_id"], set_={"level": insert.excluded.level})
    )


def choose_category_level(viewer: Viewer, category_id: int, level: str) -> None:
    """How much of this category reaches the viewer. Normal is what everybody has who chose nothing."""
    if level == "normal":
        theirs = CategoryLevel.user_id == viewer.id, CategoryLevel.category_id == category_id
        db.session.execute(delete(CategoryLevel).where(*theirs))
        return
    insert = upserting(CategoryLevel).values(user_id=viewer.id, category_id=category_id, level=level)
    db.session.execute(
        insert.on_conflict_do_update(index_elements=["user_id", "category_id"], set_={"level": insert.excluded.level})
    )


def _note_read(viewer: Viewer, reached: Any, *which: ColumnElement[bool]) -> None:
    moment = literal(now(), UTCDateTime())
    read = select(literal(viewer.id), Topic.id, reached, moment).where(sees_topic(viewer), *which)
    insert = upserting(TopicReading).from_select(["user_id", "topic_id", "last_read", "read_at"], read)
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=["user_id", "topic_id"],
            set_={"last_read": insert.excluded.last_read, "read_at": insert.excluded.read_at},
            where=TopicReading.last_read < insert.excluded.last_read,
        )
    )
