"""What moderators look at: topics, posts to split off, what waits for a decision, and what was done."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.access.models import User
from portal.core.database import db
from portal.core.paging import By
from portal.core.rows import columns_for
from portal.ledger.models import Activity
from portal.people.timeline import describe
from portal.people.viewer import Viewer

from ..models import Category, Flag, Post, Review, Topic
from ..verbs import (
    POST_DELETED,
    POST_EDITED,
    POST_FLAGGED,
    POST_RESTORED,
    REVIEW_DECIDED,
    TOPIC_CHANGED,
    TOPIC_DELETED,
    TOPIC_MERGED,
    TOPIC_MOVED,
    TOPIC_RESTORED,
    TOPIC_SPLIT,
)
from .seeing import sees_category, sees_post, sees_topic

DONE_TO_TOPICS = (
    *(TOPIC_MOVED, TOPIC_SPLIT, TOPIC_MERGED, TOPIC_CHANGED, TOPIC_DELETED, TOPIC_RESTORED),
    *(POST_DELETED, POST_RESTORED, POST_FLAGGED, REVIEW_DECIDED),
)
NEWEST_FIRST = (By(Topic.last_post_at, descending=True), By(Topic.id, descending=True))
THE_LOG = (By(Activity.id, descending=True),)
OLDEST_FIRST = (By(Review.opened_at), By(Review.id))
MAX_POSTS = 50


class SplitRow(NamedTuple):
    """A post as one chooses it for a topic of its own."""

    number: int
    name: str
    body: str


class LogLine(NamedTuple):
    """A line of the ledger, and the topic it is about where the reader may open that."""

    event: Any
    topic_id: int | None
    title: str


def open_categories(viewer: Viewer) -> list[Category]:
    """Where a topic can go."""
    statement = select(Category).where(sees_category(viewer), Category.retired_at.is_(None))
    return list(db.session.scalars(statement.order_by(Category.position, Category.id)))


def topics_to_moderate(viewer: Viewer, category_id: int | None) -> Select[Any]:
    """Topics that the moderator sees, with their category and author."""
    statement = select(Topic).where(sees_topic(viewer))
    statement = statement.options(joinedload(Topic.category), joinedload(Topic.author))
    return statement if category_id is None else statement.where(Topic.category_id == category_id)


def posts_to_split(topic_id: int, begins: int) -> tuple[list[SplitRow], int | None]:
    """A page of the posts that stand, from this number on, and where the next page begins."""
    stands = Post.deleted_at.is_(None), Post.hidden_at.is_(None)
    statement = (
        select(*columns_for(SplitRow, number=Post.number, name=func.coalesce(User.name, ""), body=Post.body))
        .outerjoin(User, User.id == Post.author_user_id)
        .where(Post.topic_id == topic_id, Post.number >= max(begins, 2), *stands)
        .order_by(Post.number)
        .limit(MAX_POSTS + 1)
    )
    rows = [SplitRow._make(row) for row in db.session.execute(statement)]
    return rows[:MAX_POSTS], rows[MAX_POSTS].number if len(rows) > MAX_POSTS else None


def reviews(viewer: Viewer, *, opened: bool) -> Select[Any]:
    """Flagged posts that the moderator may read: those that wait, or those that were decided. Four statements."""
    statement = (
        select(Review)
        .join(Post, Post.id == Review.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(sees_post(viewer), Review.status == "open" if opened else Review.status != "open")
    )
    post = contains_eager(Review.post)
    return statement.options(
        post.joinedload(Post.author),
        post.contains_eager(Post.topic).joinedload(Topic.category),
        joinedload(Review.decided_by),
        selectinload(Review.flags).joinedload(Flag.user),
    )


def count_waiting(viewer: Viewer) -> int:
    """How many flagged posts wait for a decision."""
    waiting = reviews(viewer, opened=True).with_only_columns(func.count()).options()
    return db.session.scalar(waiting) or 0


def log_lines() -> Select[Any]:
    """What was done to topics and posts of the forum; edits only by somebody else than the author."""
    foreign = exists().where(Post.id == Activity.about_id, Post.author_user_id.is_distinct_from(Activity.actor_user_id))
    edited = and_(Activity.verb == POST_EDITED, foreign)
    return select(Activity).where(Activity.actor_user_id.is_not(None), or_(Activity.verb.in_(DONE_TO_TOPICS), edited))


def described(viewer: Viewer, lines: Sequence[Activity]) -> list[LogLine]:
    """The lines as people read them. Titles stand only where the reader may open the topic. Four statements."""
    names = _named(User, User.name, {line.actor_user_id for line in lines})
    topic_of = _topics_about(lines)
    titles = _titles(viewer, set(topic_of.values()))
    described_lines = []
    for line in lines:
        topic_id = topic_of.get(line.id)
        seen = topic_id in titles
        event = describe(line, by=names.get(line.actor_user_id or 0, ""))
        described_lines.append(LogLine(event, topic_id if seen else None, titles.get(topic_id or 0, "")))
    return described_lines


def _topics_about(lines: Sequence[Activity]) -> dict[int, int]:
    """By line, the topic that it is about."""
    about: dict[str, set[int]] = {"topic": set(), "post": set(), "review": set()}
    for line in lines:
        if line.about_id is not None:
            about.setdefault(line.about_kind or "", set()).add(line.about_id)
    posts = dict(db.session.execute(select(Post.id, Post.topic_id).where(Post.id.in_(about["post"]))).all())
    reviewed = select(Review.id, Post.topic_id).join(Post, Post.id == Review.post_id)
    settled = dict(db.session.execute(reviewed.where(Review.id.in_(about["review"]))).all())
    topics = {id: id for id in about["topic"]}
    known = {"topic": topics, "post": posts, "review": settled}
    return {
        line.id: known[line.about_kind][line.about_id]
        for line in lines
        if line.about_kind in known and line.about_id in known[line.about_kind]
    }


def _titles(viewer: Viewer, ids: set[int]) -> dict[int, str]:
    statement = select(Topic.id, Topic.title).where(Topic.id.in_(ids), sees_topic(viewer))
    return dict(db.session.execute(statement).all())


def _named(model: type[User], column: Any, ids: set[int | None]) -> dict[int, str]:
    statement = select(model.id, column).where(model.id.in_({id for id in ids if id is not None}))
    return dict(db.session.execute(statement).all())
