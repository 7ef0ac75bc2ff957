"""The head of a topic as its page shows it, read in one statement into a plain row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, String, and_, bindparam, cast, exists, func, literal, select

from portal.core.database import db, fetch_rows
from portal.core.rows import is_true, maker_of
from portal.kits.writing.models import Draft
from portal.people.prepared import prepared
from portal.people.viewer import Viewer

from ..models import Category, CategoryLevel, Receipt, Topic, TopicReading
from .people import AUTHOR, Author
from .seeing import may_reply_in, sees_topic

PAGE = 20


class Begun(NamedTuple):
    """What its reader has begun to write below a topic."""

    sequence: int
    body: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class TopicHead:
    """A topic with its category and what its reader may do. The names are those of the row."""

    id: int
    title: str
    kind: str
    category_id: int
    category_name: str
    category_tone: str
    category_icon: str
    is_guide: bool
    author_user_id: int | None
    last_number: int
    posts: int
    created_at: datetime
    last_post_at: datetime
    first_staff_reply_at: datetime | None
    solved_number: int | None
    closes_at: datetime | None
    many_choices: bool
    wants_receipt: bool
    closed_at: datetime | None
    pinned_at: datetime | None
    deleted_at: datetime | None
    last_read: int
    level: str | None
    category_level: str | None
    receipt_given: bool
    receipts: int
    author: Author | None
    draft: Begun | None
    may_reply: bool

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def replies(self) -> int:
        return max(self.posts - 1, 0)

    @property
    def pages(self) -> int:
        return page_of(self.last_number)

    @property
    def first_unread(self) -> int | None:
        """The number after the last one that was read; None for a topic never opened, or read to its end."""
        return self.last_read + 1 if 0 < self.last_read < self.last_number else None


_head_of = maker_of(TopicHead, "author", "draft", "may_reply")


def page_of(number: int) -> int:
    """The page on which the post of this number stands; pages count from one."""
    return max(number - 1, 0) // PAGE + 1


def topic_head(viewer: Viewer, topic_id: int) -> TopicHead | None:
    """The topic, if `viewer` sees it, with what they have read of it and may do in it."""
    statement, values = _head(viewer)
    row = next(iter(fetch_rows(statement, {**values, "topic": topic_id})), None)
    if row is None:
        return None
    is_open = row.deleted_at is None and (row.closed_at is None or viewer.may("forum.moderate"))
    return _head_of(
        row,
        author=AUTHOR.of(row),
        draft=Begun(row.draft_sequence, row.draft_body) if row.draft_sequence is not None else None,
        may_reply=row.replies_here and is_open,
    )


@prepared
def _head(viewer: Viewer) -> Select[Any]:
    """What the head of the topic `topic` shows the viewer, if they see it."""
    given = exists().where(Receipt.topic_id == Topic.id, Receipt.user_id == viewer.id)
    receipts = select(func.count()).where(Receipt.topic_id == Topic.id).scalar_subquery()
    columns = (
        *(Topic.id, Topic.title, Topic.kind, Topic.category_id, Category.name.label("category_name")),
        *(Category.tone.label("category_tone"), Category.icon.label("category_icon")),
        *(Category.guides.label("is_guide"), Topic.author_user_id, Topic.last_number, Topic.posts),
        *(Topic.created_at, Topic.last_post_at, Topic.first_staff_reply_at, Topic.solved_number, Topic.closes_at),
        *(
            Topic.many_choices,
            Topic.wants_receipt,
            Topic.closed_at.label("closed_at"),
            Topic.pinned_at,
            Topic.deleted_at,
        ),
        func.coalesce(TopicReading.last_read, 0).label("last_read"),
        *(Draft.sequence.label("draft_sequence"), Draft.body.label("draft_body")),
        *(TopicReading.level.label("level"), CategoryLevel.level.label("category_level")),
        *(given.label("receipt_given"), receipts.label("receipts")),
        *AUTHOR.columns,
        is_true(may_reply_in(viewer)).label("replies_here"),
    )
    statement = select(*columns).join(Category, Category.id == Topic.category_id)
    reading = and_(TopicReading.topic_id == Topic.id, TopicReading.user_id == viewer.id)
    level = and_(CategoryLevel.category_id == Topic.category_id, CategoryLevel.user_id == viewer.id)
    draft = and_(Draft.user_id == viewer.id, Draft.place == literal("topic:") + cast(Topic.id, String))
    statement = statement.outerjoin(TopicReading, reading).outerjoin(CategoryLevel, level).outerjoin(Draft, draft)
    statement = AUTHOR.join(statement, Topic.author_user_id)
    return statement.where(Topic.id == bindparam("topic", type_=Integer), sees_topic(viewer))


def successor_of(viewer: Viewer, topic_id: int) -> int | None:
    """The topic into which this one was merged, if `viewer` sees that one."""
    into = select(Topic.merged_into_id).where(Topic.id == topic_id).scalar_subquery()
    successor_id: Any = db.session.scalar(select(Topic.id).where(Topic.id == into, sees_topic(viewer)))
    return int(successor_id) if successor_id is not None else None
