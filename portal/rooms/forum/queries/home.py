"""What a member's home tells of the forum: one question of ours, and what others answered to them."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.core.database import db
from portal.people.viewer import Viewer

from ..models import Mention, Post, Topic, TopicReading
from .asking import has_answered
from .people import AUTHOR, Author
from .seeing import sees_post, sees_topic
from .unread import is_heard, with_reading

MAX_OWN_POSTS = 200
"""How many of somebody's own newest posts are looked through for answers."""


MINE = aliased(Post)


class Asked(NamedTuple):
    """A question of ours that the member has not answered."""

    topic_id: int
    title: str
    closes_at: datetime | None
    replies: int


class Reply(NamedTuple):
    """Something that was said to the member."""

    topic_id: int
    number: int
    title: str
    body: str
    created_at: datetime
    author: Author | None


def newest_question(viewer: Viewer, moment: datetime) -> Asked | None:
    """The newest open company question in which `viewer` has not written.

    Whoever chose only the list for it, or less, has said "not now"; so has whoever muted its category.
    """
    statement = select(Topic.id, Topic.title, Topic.closes_at, Topic.posts).where(
        Topic.kind == "company_question",
        sees_topic(viewer),
        *(Topic.deleted_at.is_(None), Topic.closed_at.is_(None), is_heard(), ~has_answered(viewer)),
        func.coalesce(TopicReading.level, "tracking").in_(("tracking", "watching")),
        or_(Topic.closes_at.is_(None), Topic.closes_at > moment),
    )
    newest = with_reading(statement, viewer).order_by(Topic.last_post_at.desc(), Topic.id.desc()).limit(1)
    row = db.session.execute(newest).first()
    return Asked(row.id, row.title, row.closes_at, max(row.posts - 1, 0)) if row else None


def replies_to(viewer: Viewer, most: int) -> list[Reply]:
    """Unread answers to the viewer's posts and posts that name them, the newest first. One statement."""
    own = (
        select(MINE.topic_id, MINE.number)
        .where(MINE.author_user_id == viewer.id)
        .order_by(MINE.id.desc())
        .limit(MAX_OWN_POSTS)
        .subquery()
    )
    answers = exists().where(own.c.topic_id == Post.topic_id, own.c.number == Post.reply_to)
    named = exists().where(Mention.post_id == Post.id, Mention.user_id == viewer.id)
    columns = Post.topic_id, Post.number, Topic.title, Post.body, Post.created_at
    nearby = or_(
        Post.topic_id.in_(select(own.c.topic_id)),
        Post.id.in_(select(Mention.post_id).where(Mention.user_id == viewer.id)),
    )
    statement: Any = select(*columns, *AUTHOR.columns).join(Topic, Topic.id == Post.topic_id)
    statement = AUTHOR.join(with_reading(statement, viewer), Post.author_user_id).where(
        nearby,
        or_(answers, named),
        or_(Post.author_user_id != viewer.id, Post.author_user_id.is_(None)),
        Post.number > func.coalesce(TopicReading.last_read, 0),
        *(sees_post(viewer), Post.deleted_at.is_(None), Post.hidden_at.is_(None), Topic.deleted_at.is_(None)),
        is_heard(),
    )
    rows = db.session.execute(statement.order_by(Post.created_at.desc(), Post.id.desc()).limit(most)).all()
    return [Reply(row.topic_id, row.number, row.title, row.body, row.created_at, author=AUTHOR.of(row)) for row in rows]
