"""Categories as cards and topics as lines: each list one statement, and one way to say which topics it holds."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, exists, false, or_, select
from sqlalchemy.orm import Bundle

from portal.access.models import User
from portal.core.database import db
from portal.core.paging import By, Page, page_by_key
from portal.people.prepared import prepared
from portal.people.viewer import Viewer

from ..models import Category, CategoryLevel, Topic, TopicReading
from .people import AUTHOR, LAST_AUTHOR, Author, is_staff
from .seeing import CATEGORIES, may_create_in, sees_category, sees_topic
from .unread import is_heard, is_new, is_unread, with_reading

MOST_PINNED = 20
NEWEST = (By(Topic.last_post_at, descending=True), By(Topic.id, descending=True))
OLDEST = (By(Topic.id),)
"""In the order in which they were begun."""


class Room(NamedTuple):
    """A category as a card shows it. Of one that awaits a signature only the name is known."""

    id: int
    name: str
    description: str
    tone: str
    icon: str
    guides: bool
    retired: bool
    agreement_id: int | None
    level: str | None
    seen: bool
    filled: bool
    may_create: bool


@dataclass(slots=True)
class TopicLine:
    """A topic as a list shows it. `unread` counts the posts since it was opened; `is_new`: it never was."""

    id: int
    kind: str
    title: str
    category_id: int
    category_name: str
    category_tone: str
    last_number: int
    posts: int
    created_at: datetime
    last_post_at: datetime
    solved_number: int | None
    locked_at: datetime | None
    pinned_at: datetime | None
    last_read: int
    is_unread: int
    is_new: int
    author: Author | None
    last_author: Author | None

    @property
    def replies(self) -> int:
        return max(self.posts - 1, 0)

    @property
    def unread(self) -> int:
        return self.last_number - self.last_read if self.is_unread else 0

    @property
    def opens_at(self) -> int | None:
        """The first unread post; None to begin at the beginning."""
        return min(self.last_read + 1, self.last_number) if self.last_read else None


FIELDS = tuple(each.name for each in fields(TopicLine))[:-2]
"""What a row says of a topic, before it says who wrote first and last."""


def rooms(viewer: Viewer) -> list[Room]:
    """What `viewer` sees, and by name what they would see after signing. Members do not see empty rooms."""
    wanted, values = _every_room(viewer)
    found = [_room(row) for row in db.session.execute(wanted, values)]
    return [each for each in found if not each.seen or each.filled or viewer.is_staff]


@prepared
def _every_room(viewer: Viewer) -> Select[Any]:
    return _rooms(viewer).where(or_(sees_category(viewer), CATEGORIES.awaits_signature(viewer)))


def room(viewer: Viewer, category_id: int) -> Room | None:
    """The category, if `viewer` sees it."""
    wanted, values = _one_room(viewer)
    found = db.session.execute(wanted, {**values, "category": category_id}).first()
    return _room(found) if found is not None else None


@prepared
def _one_room(viewer: Viewer) -> Select[Any]:
    return _rooms(viewer).where(sees_category(viewer), Category.id == bindparam("category", type_=Integer))


def latest(viewer: Viewer) -> Select[Any]:
    """Every topic that `viewer` sees and has not muted."""
    return _lines(viewer, by_time=True).where(is_heard())


def new(viewer: Viewer) -> Select[Any]:
    """Those they have never opened."""
    return _lines(viewer, by_time=True).where(is_new(viewer))


def unread(viewer: Viewer) -> Select[Any]:
    """Those that went on since they opened them."""
    return _lines(viewer, by_time=True).where(is_unread(viewer))


def waiting(viewer: Viewer) -> Select[Any]:
    """For staff: what members began and none of us has answered."""
    if not viewer.may("forum.write"):
        return _lines(viewer).where(false())
    return _lines(viewer, by_time=True).where(*awaits_us())


def awaits_us() -> tuple[ColumnElement[bool], ...]:
    """The topics of members that still need a first answer of ours: open, and not solved by others."""
    by_a_member = exists().where(User.id == Topic.author_user_id, User.member_id.is_not(None))
    return (
        Topic.first_staff_reply_at.is_(None),
        Topic.locked_at.is_(None),
        Topic.solved_number.is_(None),
        by_a_member,
        ~is_staff(Topic.author_user_id),
    )


def of_category(viewer: Viewer, category_id: int) -> Select[Any]:
    """The topics of one category, those that stand above the list left out."""
    return _lines(viewer).where(Topic.category_id == category_id, Topic.pinned_at.is_(None))


def pinned(viewer: Viewer, category_id: int) -> list[TopicLine]:
    """What stands above the list of a category, the newest pin first."""
    wanted = _lines(viewer).where(Topic.category_id == category_id, Topic.pinned_at.is_not(None))
    newest = wanted.order_by(Topic.pinned_at.desc(), Topic.id.desc()).limit(MOST_PINNED)
    return [_line(row) for row in db.session.scalars(newest)]


def course(viewer: Viewer, category_id: int) -> Select[Any]:
    """The guides of a category; order them OLDEST first."""
    return _lines(viewer).where(Topic.category_id == category_id)


def page_of_topics(wanted: Select[Any], cursor: str | None, order: tuple[By, ...] = NEWEST) -> Page[TopicLine]:
    """One page of a list of topics, in one statement."""
    page = page_by_key(wanted, order, cursor)
    return Page([_line(row) for row in page.rows], page.before, page.after)


def first_topics(wanted: Select[Any], most: int, *order: Any) -> list[TopicLine]:
    """A few topics for a panel."""
    return [_line(row) for row in db.session.scalars(wanted.order_by(*order).limit(most))]


def _rooms(viewer: Viewer) -> Select[Any]:
    sees = sees_category(viewer)
    stands = Topic.deleted_at.is_(None), Topic.merged_into_id.is_(None)
    filled = exists().where(Topic.category_id == Category.id, *stands)
    level = and_(CategoryLevel.category_id == Category.id, CategoryLevel.user_id == viewer.id)
    columns: tuple[Any, ...] = (
        *(Category.id, Category.name, _if_seen(sees, Category.description), Category.tone, Category.icon),
        *(Category.guides, Category.retired_at.is_not(None), Category.agreement_id, CategoryLevel.level),
        *(_if_true(sees), _if_true(and_(sees, filled)), _if_true(and_(sees, may_create_in(viewer)))),
    )
    wanted = select(*columns).outerjoin(CategoryLevel, level)
    return wanted.order_by(Category.position, Category.id)


def _room(row: Any) -> Room:
    return Room(*row[:9], *map(bool, row[9:]))


def _lines(viewer: Viewer, *, by_time: bool = False) -> Select[Any]:
    author, last_author = AUTHOR, LAST_AUTHOR
    line: Bundle[Any] = Bundle(
        "line",
        *(Topic.id, Topic.kind, Topic.title, Topic.category_id, Category.name, Category.tone),
        *(Topic.last_number, Topic.posts, Topic.created_at, Topic.last_post_at),
        *(Topic.solved_number, Topic.locked_at, Topic.pinned_at, TopicReading.last_read),
        *(_if_true(is_unread(viewer)).label("is_unread"), _if_true(is_new(viewer)).label("is_new")),
        *(column.label(f"author_{n}") for n, column in enumerate(author.columns)),
        *(column.label(f"last_{n}") for n, column in enumerate(last_author.columns)),
    )
    wanted = select(line).select_from(Topic).outerjoin(Category, Category.id == Topic.category_id)
    wanted = author.join(with_reading(wanted, viewer), Topic.author_user_id)
    wanted = last_author.join(wanted, Topic.last_author_id)
    return wanted.where(sees_topic(viewer, by_time=by_time), Topic.deleted_at.is_(None))


def _line(row: Any) -> TopicLine:
    values = list(row)
    count = len(FIELDS)
    known: dict[str, Any] = dict(zip(FIELDS, values, strict=False))
    known["last_read"] = known["last_read"] or 0
    half = count + (len(values) - count) // 2
    return TopicLine(**known, author=Author.of(tuple(values[count:half])), last_author=Author.of(tuple(values[half:])))


def _if_true(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _if_seen(condition: ColumnElement[bool], column: Any) -> ColumnElement[str]:
    return case((condition, column), else_="")
