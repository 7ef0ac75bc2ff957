"""Where drafts stand in the forum: an answer in a topic, a new topic in a category, an edit of a post."""

from collections.abc import Collection

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from portal.core.database import db
from portal.kits.writing.places import DraftPlace, add_draft_place
from portal.people.viewer import viewer

from ..models import Category, Post, Topic
from ..queries.seeing import sees_category, sees_post, sees_topic
from .blueprint import admitted, the_category, the_post, the_topic


def _named(statement: Select[int, str]) -> dict[int, str]:
    return dict(db.session.execute(statement).all())


def _topics(ids: Collection[int]) -> dict[int, str]:
    return _named(select(Topic.id, Topic.title).where(Topic.id.in_(ids), sees_topic(viewer())))


def _categories(ids: Collection[int]) -> dict[int, str]:
    return _named(select(Category.id, Category.name).where(Category.id.in_(ids), sees_category(viewer())))


def _posts(ids: Collection[int]) -> dict[int, str]:
    edited = select(Post.id, Topic.title).join(Topic, Topic.id == Post.topic_id)
    return _named(edited.where(Post.id.in_(ids), sees_post(viewer())))


def _reply_url(topic_id: int) -> str:
    return url_for("forum.reply", topic_id=topic_id)


def _begin_url(category_id: int) -> str:
    return url_for("forum.begin_in", category_id=category_id)


def _edit_url(post_id: int) -> str:
    return url_for("forum.edit_post", post_id=post_id)


add_draft_place("topic", DraftPlace(_l("An answer in"), admitted, the_topic, _reply_url, _topics))
add_draft_place("category", DraftPlace(_l("A new topic in"), admitted, the_category, _begin_url, _categories))
add_draft_place("post", DraftPlace(_l("An edit in"), admitted, the_post, _edit_url, _posts))
