"""The newest posts of all categories that somebody sees, for feeds."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, select

from portal.access.models import User
from portal.core.database import db
from portal.core.rows import columns_for
from portal.people.viewer import Viewer

from ..models import Category, Post, Topic
from ..writing import OLDER, render_anew
from .asking import may_be_brought
from .seeing import sees_post
from .unread import is_heard, with_reading

MAX_POSTS = 30


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


def newest_posts(viewer: Viewer, most: int = MAX_POSTS) -> list[NewPost]:
    """What `viewer` may read now and has not muted, the newest first; one more statement for old renderings."""
    stale = case((OLDER, Post.body), else_=None)
    columns = columns_for(
        NewPost,
        id=Post.id,
        topic_id=Post.topic_id,
        number=Post.number,
        title=Topic.title,
        category=Category.name,
        author=User.name,
        html=Post.html,
        created_at=Post.created_at,
        edited_at=Post.edited_at,
    )
    statement: Any = (
        select(*columns, stale.label("stale"))
        .join(Topic, Topic.id == Post.topic_id)
        .join(Category, Category.id == Topic.category_id)
        .outerjoin(User, User.id == Post.author_user_id)
    )
    standing = Post.deleted_at.is_(None), Post.hidden_at.is_(None), Topic.deleted_at.is_(None)
    statement = with_reading(statement, viewer).where(sees_post(viewer), *standing, is_heard(), may_be_brought(viewer))
    rows = db.session.execute(statement.order_by(Post.created_at.desc(), Post.id.desc()).limit(most)).all()
    anew = render_anew({row.id: row.stale for row in rows if row.stale is not None})
    posts = [NewPost._make(post) for *post, _stale in rows]
    return [post._replace(html=anew.get(post.id, post.html)) for post in posts]
