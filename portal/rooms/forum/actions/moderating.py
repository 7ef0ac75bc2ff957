"""What moderators do with whole topics: lock, pin, move, split, merge."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, upserting
from portal.core.errors import DomainError, Refused
from portal.core.inputs import MAX_ID
from portal.core.text import one_line
from portal.core.urls import path_pattern
from portal.kits.search.changes import note_written
from portal.ledger.ledger import record

from ..models import Category, Post, Topic, TopicReading
from ..verbs import TOPIC_CHANGED, TOPIC_MERGED, TOPIC_MOVED, TOPIC_SPLIT
from ..writing import Composed
from .posts import add_post, lock_topic, recount


def elsewhere() -> str:
    """The address that stands in words which are composed before the topic they lead to has a number."""
    return path_pattern("forum.topic", "topic_id").format(MAX_ID)


def close_topic(topic: Topic, actor: User, *, off: bool = False) -> bool:
    """Let nothing more be said, or let it be said again; whether that was news."""
    lock_topic(topic)
    if topic.is_closed is not off:
        return False
    topic.closed_at = None if off else now()
    record(TOPIC_CHANGED, actor=actor, about=topic, facts={"what": "unlocked" if off else "locked"})
    return True


def pin_topic(topic: Topic, actor: User, *, off: bool = False) -> bool:
    """Keep the topic at the head of its category, or no more; whether that was news."""
    lock_topic(topic)
    if (topic.pinned_at is not None) is not off:
        return False
    topic.pinned_at = None if off else now()
    record(TOPIC_CHANGED, actor=actor, about=topic, facts={"what": "unpinned" if off else "pinned"})
    return True


def move_topic(topic: Topic, category: Category, actor: User) -> bool:
    """Into another category, whose readers read it from now on; whether that was news."""
    lock_topic(topic)
    before = topic.category_id
    if before == category.id:
        return False
    if category.retired_at is not None:
        raise Refused(_("“%(name)s” is archived and takes nothing new. Choose another category.", name=category.name))
    topic.category_id = category.id
    topic.pinned_at = None
    db.session.flush()
    db.session.expire(topic, ["category"])
    facts = {"from_category": before, "to_category": category.id}
    record(TOPIC_MOVED, actor=actor, about=topic, facts=facts)
    return True


def split_topic(topic: Topic, numbers: Collection[int], title: str, actor: User, line: Composed) -> Topic:
    """Make a topic of some of its posts, in their order. `line` stays behind; elsewhere() in it leads there."""
    title = one_line(title)[:200]
    if not title:
        raise Refused(_("Give it a title that tells others what it's about."))
    lock_topic(topic)
    stands = Post.deleted_at.is_(None), Post.hidden_at.is_(None)
    statement = select(Post).where(Post.topic_id == topic.id, Post.number.in_(numbers), *stands)
    posts = list(db.session.scalars(statement.order_by(Post.number)))
    if not posts:
        raise Refused(_("Choose the posts that become a topic of their own."))
    if posts[0].number == 1:
        raise Refused(_("The first post stays; it's the topic itself."))
    made = _begun_by(posts, topic, title)
    _renumber(posts, made)
    gone = {post.number for post in posts}
    replies = update(Post).where(Post.topic_id == topic.id, Post.reply_to.in_(gone)).values(reply_to=None)
    db.session.execute(replies, execution_options={"synchronize_session": False})
    if topic.solved_number in gone:
        topic.solved_number = None
    db.session.flush()
    for post in posts:
        db.session.expire(post)
    recount(made)
    recount(topic)
    add_post(topic, actor, _leading_to(line, made))
    record(TOPIC_SPLIT, actor=actor, about=made, facts={"posts": len(posts)})
    return made


def merge_topics(source: Topic, target: Topic, actor: User) -> None:
    """Append the posts of `source`, in their order, behind those of `target`; its address leads there from now on."""
    if source.id == target.id:
        raise Refused(_("Choose another topic to merge it into."))
    if source.kind == "poll":
        raise Refused(_("A poll can't be moved without losing its votes. Close it instead."))
    for each in sorted((source, target), key=lambda topic: topic.id):
        lock_topic(each)
    if any(each.merged_into_id or each.deleted_at for each in (source, target)):
        raise DomainError(_("One of the two has been deleted."))
    offset, moved = target.last_number, source.posts
    target.last_number = offset + source.last_number
    db.session.flush()
    ids = db.session.scalars(select(Post.id).where(Post.topic_id == source.id)).all()
    appended = {"topic_id": target.id, "number": Post.number + offset, "reply_to": Post.reply_to + offset}
    db.session.execute(
        update(Post).where(Post.topic_id == source.id).values(appended),
        execution_options={"synchronize_session": False},
    )
    note_written(Post, ids)
    if target.kind == "question" and target.solved_number is None and source.solved_number is not None:
        target.solved_number = offset + source.solved_number
    source.solved_number = None
    source.merged_into_id = target.id
    db.session.flush()
    db.session.expire_all()
    _follow(source, target)
    recount(target)
    recount(source)
    record(TOPIC_MERGED, actor=actor, about=source, facts={"into": target.id, "posts": moved})


def _begun_by(posts: list[Post], topic: Topic, title: str) -> Topic:
    """A topic that begins where the first of these posts was written."""
    first = posts[0]
    made = Topic(
        category_id=topic.category_id,
        kind="discussion",
        title=title,
        author_user_id=first.author_user_id,
        created_at=first.created_at,
        last_post_at=first.created_at,
        last_number=len(posts),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _renumber(posts: list[Post], made: Topic) -> None:
    """Give the posts their numbers in the new topic; answers to what came along stay answers."""
    numbers: Mapping[int, int] = {post.number: place for place, post in enumerate(posts, 1)}
    rows = [
        {
            "id": post.id,
            "topic_id": made.id,
            "number": numbers[post.number],
            "reply_to": numbers.get(post.reply_to or 0),
        }
        for post in posts
    ]
    for row in rows:
        db.session.execute(
            update(Post).where(Post.id == row.pop("id")).values(row),
            execution_options={"synchronize_session": False},
        )
    note_written(Post, [post.id for post in posts])


def _follow(source: Topic, target: Topic) -> None:
    """Whoever watches the one watches the other from now on."""
    watching = select(TopicReading.user_id).where(TopicReading.topic_id == source.id, TopicReading.level == "watching")
    rows = [
        {"user_id": each, "topic_id": target.id, "last_read": 0, "level": "watching", "read_at": now()}
        for each in db.session.scalars(watching)
    ]
    if rows:
        follow = upserting(TopicReading)
        kept = func.coalesce(TopicReading.level, follow.excluded.level)
        db.session.execute(
            follow.on_conflict_do_update(index_elements=["user_id", "topic_id"], set_={"level": kept}), rows
        )


def _leading_to(line: Composed, made: Topic) -> Composed:
    then, now_known = elsewhere(), path_pattern("forum.topic", "topic_id").format(made.id)
    return replace(line, body=line.body.replace(then, now_known), html=line.html.replace(then, now_known))
