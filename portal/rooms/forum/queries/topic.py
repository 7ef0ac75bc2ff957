"""A topic as its page shows it: the head, and one page of posts, each read in one statement into plain rows."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import Integer, Select, String, and_, bindparam, case, cast, exists, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from portal.access.models import User
from portal.core.database import db, fetch_rows
from portal.core.markdown import RENDERER_VERSION
from portal.kits.writing.models import Draft
from portal.people.prepared import prepared
from portal.people.viewer import Viewer

from ..models import Category, CategoryLevel, Post, Reaction, Receipt, Topic, TopicReading
from ..writing import render_anew
from .people import AUTHOR, Author
from .seeing import may_reply_in, sees_topic

PAGE = 20
ANSWERED, ANSWERED_BY = aliased(Post), aliased(User)


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
    author: Author | None
    last_number: int
    posts: int
    created_at: datetime
    last_post_at: datetime
    first_staff_reply_at: datetime | None
    solved_number: int | None
    closes_at: datetime | None
    many_choices: bool
    wants_receipt: bool
    locked_at: datetime | None
    pinned_at: datetime | None
    deleted_at: datetime | None
    last_read: int
    level: str | None
    category_level: str | None
    may_reply: bool
    receipt_given: bool
    receipts: int
    draft: Begun | None

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

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


class Reacted(NamedTuple):
    """How many readers reacted in this way, and whether the viewer is one of them."""

    kind: str
    readers: int
    mine: bool


class PostRow(NamedTuple):
    """A post with its author. Of one that does not stand, only moderators get the words."""

    id: int
    topic_id: int
    number: int
    author_user_id: int | None
    author: Author | None
    reply_to: int | None
    reply_name: str | None
    html: Markup
    created_at: datetime
    edited_at: datetime | None
    edits: int
    deleted_at: datetime | None
    hidden_at: datetime | None
    is_own: bool
    reactions: tuple[Reacted, ...]

    @property
    def stands(self) -> bool:
        return self.deleted_at is None and self.hidden_at is None


def page_of(number: int) -> int:
    """The page on which the post of this number stands; pages count from one."""
    return max(number - 1, 0) // PAGE + 1


def topic_head(viewer: Viewer, topic_id: int) -> TopicHead | None:
    """The topic, if `viewer` sees it, with what they have read of it and may do in it."""
    wanted, values = _head(viewer)
    answer = fetch_rows(wanted, {**values, "topic": topic_id})
    if not answer:
        return None
    found = answer[0]
    head: dict[str, Any] = dict(zip(found._fields, found, strict=True))
    author = Author.of(tuple(head.pop(f"author_{n}") for n in range(len(AUTHOR.columns))))
    sequence, body = head.pop("draft_sequence"), head.pop("draft_body")
    head["draft"] = Begun(sequence, body) if sequence is not None else None
    head["may_reply"], head["receipt_given"] = bool(head["may_reply"]), bool(head["receipt_given"])
    if head["deleted_at"] or (head["locked_at"] and not viewer.may("forum.moderate")):
        head["may_reply"] = False
    return TopicHead(author=author, **head)


def posts_of(viewer: Viewer, topic: TopicHead, page: int) -> list[PostRow]:
    """The posts of one page, by number, with their reactions; on its first page also the answer that solved it.

    Two statements, and two more where words have to be rendered anew.
    """
    numbers = {"topic": topic.id, "first": (page - 1) * PAGE + 1, "last": page * PAGE, "solved": 0}
    if page == 1 and topic.solved_number is not None:
        numbers["solved"] = topic.solved_number
    read = fetch_rows(_posts(reads_all=viewer.may("forum.moderate")), numbers)
    anew = render_anew({row[0]: row[6] for row in read if row[6] is not None})
    reacted = _reactions(viewer, [row[0] for row in read])
    own = viewer.id
    return [
        PostRow(
            id=row[0],
            topic_id=topic.id,
            number=row[1],
            author_user_id=row[2],
            author=Author.of(tuple(row[12:])),
            reply_to=row[3],
            reply_name=row[4],
            html=Markup(anew.get(row[0], row[5])),  # noqa: S704 - sanitised when it was rendered
            created_at=row[7],
            edited_at=row[8],
            edits=row[9],
            deleted_at=row[10],
            hidden_at=row[11],
            is_own=row[2] == own,
            reactions=reacted.get(row[0], ()),
        )
        for row in read
    ]


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
        *(Topic.many_choices, Topic.wants_receipt, Topic.locked_at, Topic.pinned_at, Topic.deleted_at),
        func.coalesce(TopicReading.last_read, 0).label("last_read"),
        *(Draft.sequence.label("draft_sequence"), Draft.body.label("draft_body")),
        *(TopicReading.level.label("level"), CategoryLevel.level.label("category_level")),
        *(given.label("receipt_given"), receipts.label("receipts")),
        *(column.label(f"author_{n}") for n, column in enumerate(AUTHOR.columns)),
        may_reply_in(viewer).label("may_reply"),
    )
    wanted = select(*columns).join(Category, Category.id == Topic.category_id)
    reading = and_(TopicReading.topic_id == Topic.id, TopicReading.user_id == viewer.id)
    level = and_(CategoryLevel.category_id == Topic.category_id, CategoryLevel.user_id == viewer.id)
    draft = and_(Draft.user_id == viewer.id, Draft.place == literal("topic:") + cast(Topic.id, String))
    wanted = wanted.outerjoin(TopicReading, reading).outerjoin(CategoryLevel, level).outerjoin(Draft, draft)
    wanted = AUTHOR.join(wanted, Topic.author_user_id)
    return wanted.where(Topic.id == bindparam("topic", type_=Integer), sees_topic(viewer))


@cache
def _posts(*, reads_all: bool) -> Select[Any]:
    """The posts `first` to `last` of `topic` and the one numbered `solved`; made once."""
    readable = true() if reads_all else and_(Post.deleted_at.is_(None), Post.hidden_at.is_(None))
    is_stale = and_(readable, Post.renderer != RENDERER_VERSION)
    columns = (
        *(Post.id, Post.number, Post.author_user_id, Post.reply_to, ANSWERED_BY.name),
        case((readable, Post.html), else_=""),
        case((is_stale, Post.body), else_=None),
        *(Post.created_at, Post.edited_at, Post.edits, Post.deleted_at, Post.hidden_at),
    )
    here = Post.number.between(bindparam("first", type_=Integer), bindparam("last", type_=Integer))
    wanted = AUTHOR.join(select(*columns, *AUTHOR.columns), Post.author_user_id)
    replied_to = (
        ANSWERED.topic_id == Post.topic_id,
        ANSWERED.number == Post.reply_to,
        ANSWERED.deleted_at.is_(None),
    )
    wanted = wanted.outerjoin(ANSWERED, and_(*replied_to))
    wanted = wanted.outerjoin(ANSWERED_BY, ANSWERED_BY.id == ANSWERED.author_user_id)
    wanted = wanted.where(
        Post.topic_id == bindparam("topic", type_=Integer),
        or_(here, Post.number == bindparam("solved", type_=Integer)),
    )
    return wanted.order_by(Post.number)


def _reactions(viewer: Viewer, post_ids: list[int]) -> dict[int, tuple[Reacted, ...]]:
    wanted, values = _counted(viewer)
    found: dict[int, tuple[Reacted, ...]] = {}
    for post_id, kind, count, is_mine in fetch_rows(wanted, {**values, "posts": post_ids}):
        found[post_id] = (*found.get(post_id, ()), Reacted(kind, count, bool(is_mine)))
    return found


@prepared
def _counted(viewer: Viewer) -> Any:
    """How readers reacted to the posts `posts`, the most frequent way first."""
    mine = func.max(case((Reaction.user_id == viewer.id, 1), else_=0))
    return (
        select(Reaction.post_id, Reaction.kind, func.count(), mine)
        .where(Reaction.post_id.in_(bindparam("posts", expanding=True)))
        .group_by(Reaction.post_id, Reaction.kind)
        .order_by(Reaction.post_id, func.count().desc(), Reaction.kind)
    )


def successor_of(viewer: Viewer, topic_id: int) -> int | None:
    """The topic into which this one was merged, if `viewer` sees that one."""
    into = select(Topic.merged_into_id).where(Topic.id == topic_id).scalar_subquery()
    found: Any = db.session.scalar(select(Topic.id).where(Topic.id == into, sees_topic(viewer)))
    return int(found) if found is not None else None
