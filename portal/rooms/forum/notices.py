"""What people are told of from the forum, and how it reads to whoever may still see it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import contains_eager, joinedload

from portal.core.database import db
from portal.core.markdown import excerpt
from portal.core.urls import path_for
from portal.kits.notices.digest import DigestItem, digest_section
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.kits.notices.sources import Shown, add_notice_source
from portal.people.viewer import Viewer

from .models import Flag, Post, Review, Topic
from .queries.asking import may_be_brought
from .queries.seeing import sees_post, sees_topic
from .queries.unread import is_new, with_reading
from .views.blueprint import topic_url

LONGEST = 300
MENTIONED = add_notice_kind(
    NoticeKind(
        "forum.mention",
        _l("Somebody names you"),
        _l("A post in the community names you with an @."),
        "at",
        _l("%(who)s named you"),
        conversation="forum",
        default_mail="at_once",
    )
)
ANSWERED = add_notice_kind(
    NoticeKind(
        "forum.answer",
        _l("Answers to you"),
        _l("Somebody answers a post of yours."),
        "corner-down-right",
        _l("%(who)s answered you"),
        conversation="forum",
        default_mail="at_once",
    )
)
WATCHED = add_notice_kind(
    NoticeKind(
        "forum.post",
        _l("Posts in what you watch"),
        _l("A new post in a topic or category you watch. You watch topics you start."),
        "bell",
        _l("%(who)s replied"),
        conversation="forum",
        default_mail="at_once",
        staff_mail="digest",
    )
)
BEGUN = add_notice_kind(
    NoticeKind(
        "forum.topic",
        _l("New topics in categories you watch"),
        _l("Somebody starts a topic in a category you watch."),
        "messages",
        _l("%(who)s started a topic"),
        mailed_each=True,
        default_mail="digest",
    )
)
ASKED = add_notice_kind(
    NoticeKind(
        "forum.question",
        _l("Questions from us"),
        _l("One of our people asks everybody in the room something."),
        "message-circle-heart",
        _l("%(who)s has a question for you"),
        category="promotion",
        mark="ask",
        default_mail="digest",
    )
)
ANNOUNCED = add_notice_kind(
    NoticeKind(
        "forum.announcement",
        _l("Announcements"),
        _l("Something that everybody in the room should know."),
        "speakerphone",
        _l("%(who)s announced something"),
        default_mail="digest",
    )
)
SOLVED = add_notice_kind(
    NoticeKind(
        "forum.solved",
        _l("Your answer helped"),
        _l("Your post was marked as the answer to a question."),
        "circle-check",
        _l("%(who)s marked your answer as the one that helped"),
        default_mail="digest",
    )
)
FLAGGED = add_notice_kind(
    NoticeKind(
        "forum.flag",
        _l("Flagged posts"),
        _l("A reader says that a post needs a look."),
        "flag",
        _l("%(who)s flagged a post"),
        concerns=lambda viewer: viewer.may("forum.moderate"),
    )
)
DECIDED = add_notice_kind(
    NoticeKind(
        "forum.review",
        _l("What came of a flag"),
        _l("A moderator has looked at a post of yours, or at one that you flagged."),
        "shield-check",
        _l("A moderator has looked at a post"),
        default_mail="digest",
    )
)


def lines_about(topic_id: int) -> list[str]:
    """The lines in which the posts of a topic are told: whoever has read the topic has read them."""
    return [f"{kind.name}:{topic_id}" for kind in (MENTIONED, ANSWERED, WATCHED)]


class Posts:
    """A post under its topic's title. An answer by mail goes into the topic."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Post.id == about_id, Topic.id == Post.topic_id, sees_post(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        statement = select(Post).join(Post.topic).options(contains_eager(Post.topic))
        rows = db.session.scalars(statement.where(Post.id.in_(ids), sees_post(viewer)))
        return {post.id: _shown(post.topic, post) for post in rows}


class Topics:
    """A topic with its first post."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Topic.id == about_id, sees_topic(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        statement = select(Post).join(Post.topic).options(contains_eager(Post.topic))
        rows = db.session.scalars(statement.where(Post.topic_id.in_(ids), Post.number == 1, sees_post(viewer)))
        return {post.topic_id: _shown(post.topic, post) for post in rows}


class Reviews:
    """What became of a flag, for the author of the post and for those who flagged it; moderators see the queue."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Review.id == about_id, _concerns(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        whole = joinedload(Review.post).joinedload(Post.topic), joinedload(Review.flags)
        rows = db.session.scalars(select(Review).where(Review.id.in_(ids), _concerns(viewer)).options(*whole))
        return {review.id: _told(review, viewer) for review in rows.unique()}


def _concerns(viewer: Viewer) -> ColumnElement[bool]:
    """A moderator's business is every review; a reader's those of their own posts and flags, in a topic they see."""
    if viewer.may("forum.moderate"):
        return true()
    wrote = Post.author_user_id == viewer.id
    flagged = exists().where(Flag.review_id == Review.id, Flag.user_id == viewer.id)
    return exists().where(Post.id == Review.post_id, Topic.id == Post.topic_id, sees_topic(viewer), wrote | flagged)


def _shown(topic: Topic, post: Post) -> Shown:
    number = post.number if post.number > 1 else None
    return Shown(
        topic.title,
        excerpt(post.body, LONGEST),
        topic_url(topic.id, number),
        thread=f"topic-{topic.id}",
        reply_to=("topic", topic.id),
    )


def _told(review: Review, viewer: Viewer) -> Shown:
    if viewer.may("forum.moderate"):
        return Shown(review.post.topic.title, excerpt(review.post.body, LONGEST), path_for("forum.reviews"))
    url = topic_url(review.post.topic_id, review.post.number)
    return Shown(review.post.topic.title, review.note or str(_OUTCOMES.get(review.status, "")), url)


_OUTCOMES: dict[str, Any] = {
    "kept": _l("It stays as it is."),
    "edit_asked": _l("Its author was asked to change it."),
    "removed": _l("It was hidden."),
    "restored": _l("It is back."),
}


@digest_section(30, _l("New in the community"), round_up=True)
def new_topics(viewer: Viewer, since: datetime, most: int) -> list[DigestItem]:
    """What was begun since then and this reader has not opened, the liveliest first. Nothing that they have muted."""
    statement = with_reading(select(Topic, Post.body), viewer).join(
        Post, (Post.topic_id == Topic.id) & (Post.number == 1)
    )
    begun = statement.where(sees_post(viewer), may_be_brought(viewer), Topic.created_at > since, is_new(viewer)).where(
        Topic.author_user_id != viewer.id
    )
    liveliest = begun.order_by(Topic.posts.desc(), Topic.id.desc()).limit(most).options(joinedload(Topic.category))
    return [
        DigestItem(topic.title, excerpt(body, LONGEST), topic_url(topic.id), topic.category.name)
        for topic, body in db.session.execute(liveliest)
    ]


add_notice_source("post", Posts())
add_notice_source("topic", Topics())
add_notice_source("review", Reviews())
