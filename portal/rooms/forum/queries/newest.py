"""The newest posts of all rooms that somebody sees, for feeds."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, select

from portal.access.models import User
from portal.core.database import db
from portal.core.markdown import RENDERER_VERSION
from portal.people.viewer import Viewer

from ..models import Category, Post, Topic
from ..writing import render_anew
from .seeing import sees_post
from .unread import is_heard, with_reading

MOST = 30


class NewPost(NamedTuple):
    """A post with its topic's title, its category's name, and its author's (None for one who has left)."""

    id: int
    topic_id: int
    number: int
    title: str
    category: str
    author: str | None
    html: str
    created_at: datetime
    edited_at: datetime | None


def newest_posts(viewer: Viewer, most: int = MOST) -> list[NewPost]:
    """What `viewer` may read now and has not muted, the newest first; one more statement for old renderings."""
    stale = case((Post.renderer != RENDERER_VERSION, Post.body), else_=None)
    wanted: Any = (
        select(Post.id, Post.topic_id, Post.number, Topic.title, Category.name, User.name, Post.html)
        .add_columns(Post.created_at, Post.edited_at, stale)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Category, Category.id == Topic.category_id)
        .outerjoin(User, User.id == Post.author_user_id)
    )
    standing = Post.deleted_at.is_(None), Post.hidden_at.is_(None), Topic.deleted_at.is_(None)
    wanted = with_reading(wanted, viewer).where(sees_post(viewer), *standing, is_heard())
    rows = db.session.execute(wanted.order_by(Post.created_at.desc(), Post.id.desc()).limit(most)).all()
    anew = render_anew({row[0]: row[9] for row in rows if row[9] is not None})
    return [NewPost(*tuple(row)[:9])._replace(html=anew.get(row[0], row[6])) for row in rows]
