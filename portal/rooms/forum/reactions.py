"""Who hears of what is said in the forum. The ledger's lines are heard here, and each person once for each of them."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import joinedload

from portal.access.models import StaffRole, User
from portal.access.roles import ROLES
from portal.core.database import db
from portal.core.errors import DomainError
from portal.kits.notices.actions import mark_read, notify, settle_notices
from portal.kits.notices.addressing import on_duty
from portal.kits.notices.replies import reply_handler
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.ledger.worker import worker_step
from portal.people.viewer import Viewer

from .actions.posts import add_post
from .actions.rendering import render_older
from .models import CategoryLevel, Flag, Mention, Post, Review, Topic, TopicReading
from .notices import (
    ANNOUNCED,
    ANSWERED,
    ASKED,
    BEGUN,
    DECIDED,
    FLAGGED,
    MENTIONED,
    SOLVED,
    WATCHED,
    lines_about,
)
from .queries.seeing import CATEGORIES, replies_in, sees_topic
from .verbs import POST_CREATED, POST_EDITED, POST_FLAGGED, REVIEW_DECIDED, TOPIC_CREATED, TOPIC_SOLVED
from .writing import compose

LONGEST_KEY = 120
MODERATORS = tuple(role for role, allowed in ROLES.items() if "forum.moderate" in allowed)


VERBS = (TOPIC_CREATED, POST_CREATED, POST_EDITED, TOPIC_SOLVED, POST_FLAGGED, REVIEW_DECIDED)


@subscriber("forum.tell", *VERBS)
def notify_people(lines: Sequence[Activity]) -> None:
    """Tell each person of each line, by the kind that matters most to them."""
    for line in lines:
        if not line.historic:
            _NOTIFIERS[line.verb](line)


def _of_post(line: Activity) -> None:
    post = _post(line.about_id)
    if post is None:
        return
    topic, notified = post.topic, _notify_named(post, line)
    for kind, whom in ((ANSWERED, _author_of(topic.id, post.reply_to)), (WATCHED, _watchers(topic))):
        ids = [user_id for user_id in _who_hear(topic, whom) if user_id not in notified]
        _notify(kind.name, ids, line, about=("post", post.id), group=f"{kind.name}:{topic.id}")
        notified.update(ids)


def _notify_named(post: Post, line: Activity) -> set[int]:
    """Whoever a post names hears of it once, when it is written or when an edit names them; those who hear."""
    ids = _who_hear(post.topic, select(Mention.user_id).where(Mention.post_id == post.id))
    group = f"{MENTIONED.name}:{post.topic_id}"
    notify(MENTIONED.name, ids, about=("post", post.id), group=group, actor=_actor(line))
    return set(ids)


def _of_topic(line: Activity) -> None:
    topic = db.session.get(Topic, line.about_id, options=[joinedload(Topic.category)])
    if topic is None or topic.deleted_at is not None:
        return
    first = db.session.scalar(select(Post).where(Post.topic_id == topic.id, Post.number == 1))
    notified = _notify_named(first, line) if first else set()
    about = ("topic", topic.id)
    if topic.kind in _TO_EVERYBODY:
        ids = [
            user_id for user_id in _who_hear(topic, CATEGORIES.readers_of(topic.category)) if user_id not in notified
        ]
        _notify(_TO_EVERYBODY[topic.kind].name, ids, line, about=about)
        return
    watching = select(CategoryLevel.user_id).where(
        CategoryLevel.category_id == topic.category_id, CategoryLevel.level == "watching"
    )
    ids = [user_id for user_id in _who_hear(topic, watching) if user_id not in notified]
    _notify(BEGUN.name, ids, line, about=about, group=f"{BEGUN.name}:{topic.category_id}")


def _of_edit(line: Activity) -> None:
    post = _post(line.about_id)
    if post is not None:
        _notify_named(post, line)


def _of_solution(line: Activity) -> None:
    topic = db.session.get(Topic, line.about_id, options=[joinedload(Topic.category)])
    if topic is None or topic.solved_number is None:
        return
    solving = select(Post).where(Post.topic_id == topic.id, Post.number == topic.solved_number)
    post = db.session.scalar(solving)
    if post is not None:
        ids = _who_hear(topic, _author_of(topic.id, post.number))
        _notify(SOLVED.name, ids, line, about=("post", post.id))


def _of_flag(line: Activity) -> None:
    """Moderators who may see the post."""
    open_one = select(Review.id).where(Review.post_id == line.about_id, Review.status == "open")
    review_id, post = db.session.scalar(open_one), _post(line.about_id, standing=False)
    if review_id is None or post is None:
        return
    held = exists().where(StaffRole.user_id == User.id, StaffRole.role.in_(MODERATORS))
    moderators = select(User.id).where(User.active, held, User.id.in_(CATEGORIES.readers_of(post.topic.category)))
    ids = on_duty(db.session.scalars(moderators).all(), needs="forum.moderate")
    _notify(FLAGGED.name, ids, line, about=("review", review_id))


def _of_decision(line: Activity) -> None:
    """The author, unless nothing happened to their post, and everybody who flagged it. Nobody learns who did."""
    review = db.session.get(Review, line.about_id)
    if review is None:
        return
    settle_notices("review", [review.id])
    concerned = set(db.session.scalars(select(Flag.user_id).where(Flag.review_id == review.id)))
    if line.facts.get("decision") != "keep":
        concerned.add(db.session.scalar(select(Post.author_user_id).where(Post.id == review.post_id)))
    ids = [user_id for user_id in concerned if user_id is not None and user_id != line.actor_user_id]
    notify(DECIDED.name, ids, about=("review", review.id), cause=line)


@reply_handler("topic")
def take_reply(user: User, topic_id: int, text: str, message_id: str) -> None:
    """Write an answer that came by mail into its topic, as if it had been typed there.

    The words are rendered inside the worker's transaction: they are few, and a mail waits for nobody.
    """
    viewer = Viewer(user)
    statement = select(Topic).where(Topic.id == topic_id, sees_topic(viewer)).options(joinedload(Topic.category))
    topic = db.session.scalar(statement)
    if topic is None or not replies_in(viewer, topic.category_id):
        raise DomainError(_("You can no longer see this topic, so your answer wasn't posted in it."))
    add_post(topic, user, compose(text), source_key=f"mail:{message_id}"[:LONGEST_KEY])
    mark_read(user, "topic", [topic.id], groups=lines_about(topic.id))


_TO_EVERYBODY = {"company_question": ASKED, "announcement": ANNOUNCED}
_NOTIFIERS: dict[str, Callable[[Activity], None]] = {
    TOPIC_CREATED: _of_topic,
    POST_CREATED: _of_post,
    POST_EDITED: _of_edit,
    TOPIC_SOLVED: _of_solution,
    POST_FLAGGED: _of_flag,
    REVIEW_DECIDED: _of_decision,
}


def _post(post_id: int | None, *, standing: bool = True) -> Post | None:
    """The post with its topic and category, unless it is gone by now."""
    whole = joinedload(Post.topic).joinedload(Topic.category)
    post = db.session.get(Post, post_id, options=[whole]) if post_id else None
    if post is None or (standing and (not post.stands or post.topic.deleted_at is not None)):
        return None
    return post


def _notify(kind: str, ids: list[int], line: Activity, *, about: tuple[str, int], group: str | None = None) -> None:
    notify(kind, ids, about=about, group=group, actor=_actor(line), cause=line)


def _actor(line: Activity) -> User | None:
    return db.session.get(User, line.actor_user_id) if line.actor_user_id else None


def _author_of(topic_id: int, number: int | None) -> Select[Any]:
    return select(Post.author_user_id).where(Post.topic_id == topic_id, Post.number == number)


def _watchers(topic: Topic) -> Select[Any]:
    """Those who watch the topic, and those who watch its category and chose nothing else for the topic."""
    own = and_(TopicReading.user_id == User.id, TopicReading.topic_id == topic.id)
    category = and_(CategoryLevel.user_id == User.id, CategoryLevel.category_id == topic.category_id)
    reached = func.coalesce(TopicReading.level, CategoryLevel.level) == "watching"
    return select(User.id).outerjoin(TopicReading, own).outerjoin(CategoryLevel, category).where(reached)


def _who_hear(topic: Topic, whom: Select[Any]) -> list[int]:
    """Of these users, those who may read the topic and have muted neither it nor its category."""
    own = and_(TopicReading.user_id == User.id, TopicReading.topic_id == topic.id)
    category = and_(CategoryLevel.user_id == User.id, CategoryLevel.category_id == topic.category_id)
    heard = func.coalesce(TopicReading.level, CategoryLevel.level, "normal") != "muted"
    hearing = (
        select(User.id)
        .outerjoin(TopicReading, own)
        .outerjoin(CategoryLevel, category)
        .where(User.id.in_(whom), User.id.in_(CATEGORIES.readers_of(topic.category)), heard)
    )
    return list(db.session.scalars(hearing.order_by(User.id)))


@worker_step("forum.rendering", every=1.0)
def _render() -> int:
    return render_older()
