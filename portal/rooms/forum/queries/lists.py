"""Categories as cards and topics as lines: each list one statement, and one way to say which topics it holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, exists, false, func, or_, select
from sqlalchemy.orm import Bundle

from portal.access.models import User
from portal.access.queries import is_staff
from portal.core.database import db
from portal.core.paging import By, Page, page_by_key
from portal.core.rows import columns_for, is_true, maker_of
from portal.people.prepared import prepared
from portal.people.viewer import Viewer

from ..models import Category, CategoryLevel, Topic, TopicReading
from .people import AUTHOR, LAST_AUTHOR, Author
from .seeing import CATEGORIES, may_create_in, sees_category, sees_topic
from .unread import is_heard, is_new, is_unread, with_reading

MAX_PINNED_TOPICS = 20
NEWEST = (By(Topic.last_post_at, descending=True), By(Topic.id, descending=True))
OLDEST = (By(Topic.id),)
"""In the order in which they were begun."""


class CategoryCard(NamedTuple):
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
    closed_at: datetime | None
    pinned_at: datetime | None
    last_read: int
    is_unread: bool
    is_new: bool
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


_line_of = maker_of(TopicLine, "author", "last_author")


def categories(viewer: Viewer) -> list[CategoryCard]:
    """What `viewer` sees, and by name what they would see after signing. Members do not see empty ones."""
    statement, values = _every_category(viewer)
    cards = [CategoryCard._make(row) for row in db.session.execute(statement, values)]
    return [each for each in cards if not each.seen or each.filled or viewer.is_staff]


@prepared
def _every_category(viewer: Viewer) -> Select[Any]:
    return _categories(viewer).where(or_(sees_category(viewer), CATEGORIES.awaits_signature(viewer)))


def category(viewer: Viewer, category_id: int) -> CategoryCard | None:
    """The category, if `viewer` sees it."""
    statement, values = _one_category(viewer)
    return next(map(CategoryCard._make, db.session.execute(statement, {**values, "category": category_id})), None)


@prepared
def _one_category(viewer: Viewer) -> Select[Any]:
    return _categories(viewer).where(sees_category(viewer), Category.id == bindparam("category", type_=Integer))


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
        Topic.closed_at.is_(None),
        Topic.solved_number.is_(None),
        by_a_member,
        ~is_staff(Topic.author_user_id),
    )


def of_category(viewer: Viewer, category_id: int) -> Select[Any]:
    """The topics of one category, those that stand above the list left out."""
    return _lines(viewer).where(Topic.category_id == category_id, Topic.pinned_at.is_(None))


def pinned(viewer: Viewer, category_id: int) -> list[TopicLine]:
    """What stands above the list of a category, the newest pin first."""
    statement = _lines(viewer).where(Topic.category_id == category_id, Topic.pinned_at.is_not(None))
    newest = statement.order_by(Topic.pinned_at.desc(), Topic.id.desc()).limit(MAX_PINNED_TOPICS)
    return [_line(row) for row in db.session.scalars(newest)]


def course(viewer: Viewer, category_id: int) -> Select[Any]:
    """The guides of a category; order them OLDEST first."""
    return _lines(viewer).where(Topic.category_id == category_id)


def page_of_topics(statement: Select[Any], cursor: str | None, order: tuple[By, ...] = NEWEST) -> Page[TopicLine]:
    """One page of a list of topics, in one statement."""
    page = page_by_key(statement, order, cursor)
    return Page([_line(row) for row in page.rows], page.before, page.after)


def first_topics(statement: Select[Any], most: int, *order: Any) -> list[TopicLine]:
    """A few topics for a panel."""
    return [_line(row) for row in db.session.scalars(statement.order_by(*order).limit(most))]


def _categories(viewer: Viewer) -> Select[Any]:
    sees = sees_category(viewer)
    stands = Topic.deleted_at.is_(None), Topic.merged_into_id.is_(None)
    filled = exists().where(Topic.category_id == Category.id, *stands)
    level = and_(CategoryLevel.category_id == Category.id, CategoryLevel.user_id == viewer.id)
    columns = columns_for(
        CategoryCard,
        id=Category.id,
        name=Category.name,
        description=case((sees, Category.description), else_=""),
        tone=Category.tone,
        icon=Category.icon,
        guides=Category.guides,
        retired=Category.retired_at.is_not(None),
        agreement_id=Category.agreement_id,
        level=CategoryLevel.level,
        seen=is_true(sees),
        filled=is_true(and_(sees, filled)),
        may_create=is_true(and_(sees, may_create_in(viewer))),
    )
    return select(*columns).outerjoin(CategoryLevel, level).order_by(Category.position, Category.id)


def _lines(viewer: Viewer, *, by_time: bool = False) -> Select[Any]:
    line: Bundle[Any] = Bundle(
        "line",
        *(Topic.id, Topic.kind, Topic.title, Topic.category_id),
        *(Category.name.label("category_name"), Category.tone.label("category_tone")),
        *(Topic.last_number, Topic.posts, Topic.created_at, Topic.last_post_at),
        *(Topic.solved_number, Topic.closed_at.label("closed_at"), Topic.pinned_at),
        func.coalesce(TopicReading.last_read, 0).label("last_read"),
        *(is_true(is_unread(viewer)).label("is_unread"), is_true(is_new(viewer)).label("is_new")),
        *(*AUTHOR.columns, *LAST_AUTHOR.columns),
    )
    statement = select(line).select_from(Topic).outerjoin(Category, Category.id == Topic.category_id)
    statement = AUTHOR.join(with_reading(statement, viewer), Topic.author_user_id)
    statement = LAST_AUTHOR.join(statement, Topic.last_author_id)
    return statement.where(sees_topic(viewer, by_time=by_time), Topic.deleted_at.is_(None))


def _line(row: Any) -> TopicLine:
    return _line_of(row, author=AUTHOR.of(row), last_author=LAST_AUTHOR.of(row))
