"""What writers need to know: what was said before, whom they can name."""

from typing import NamedTuple

from sqlalchemy import case, exists, func, select

from portal.access.models import User
from portal.core.database import db
from portal.core.text import like
from portal.people.viewer import Viewer
from portal.rooms.profiles.mentions import Suggestion, people_to_name

from ..models import Category, Post, Topic
from .seeing import CATEGORIES, may_create_in, sees_category, sees_topic

MAX_SIMILAR_TOPICS = 5
LOOKED_THROUGH = 4_000
"""How many of the newest topics are looked through for similar titles."""
MAX_SEARCH_WORDS = 8
MIN_WORD_CHARS = 4


class Similar(NamedTuple):
    """A topic with words of the same kind in its title."""

    id: int
    title: str
    replies: int
    solved: bool


def written_before(source_key: str | None, user_id: int) -> Post | None:
    """The post that this form has made already."""
    if source_key is None:
        return None
    return db.session.scalar(select(Post).where(Post.source_key == source_key, Post.author_user_id == user_id))


def is_taken(source_key: str | None) -> bool:
    """Whether a post of anybody is known by this."""
    return (
        source_key is not None and db.session.scalar(select(Post.id).where(Post.source_key == source_key)) is not None
    )


def categories_to_begin_in(viewer: Viewer) -> list[Category]:
    """Where the viewer may begin a topic, in order."""
    statement = select(Category).where(sees_category(viewer), may_create_in(viewer))
    return list(db.session.scalars(statement.order_by(Category.position, Category.id)))


def similar_topics(viewer: Viewer, title: str, besides: int | None = None) -> list[Similar]:
    """Topics that the viewer may open whose titles share words with `title`, the closest first."""
    words = _search_words(title)
    if not words:
        return []
    newest = (
        select(Topic.id, Topic.title, Topic.posts, Topic.solved_number, Topic.last_post_at)
        .where(sees_topic(viewer), Topic.deleted_at.is_(None), Topic.id != (besides or 0))
        .order_by(Topic.last_post_at.desc(), Topic.id.desc())
        .limit(LOOKED_THROUGH)
        .subquery()
    )
    lowered = func.lower(newest.c.title)
    hits = [case((lowered.like(like(word), escape="\\"), 1), else_=0) for word in words]
    shared = sum(hits[1:], start=hits[0])
    statement = select(newest.c.id, newest.c.title, newest.c.posts, newest.c.solved_number)
    closest = statement.where(shared >= max(1, (len(words) + 1) // 3)).order_by(
        shared.desc(), newest.c.last_post_at.desc()
    )
    rows = db.session.execute(closest.limit(MAX_SIMILAR_TOPICS))
    return [Similar(id, title, max(posts - 1, 0), solved is not None) for id, title, posts, solved in rows]


def people_to_name_in(category: Category, typed: str, besides: int) -> list[Suggestion]:
    """People who see this category and show themselves, if only by having written there."""
    wrote = exists().where(Post.author_user_id == User.id, Post.topic_id == Topic.id, Topic.category_id == category.id)
    return people_to_name(CATEGORIES.readers_of(category), typed, besides=besides, wrote=wrote)


def _search_words(title: str) -> list[str]:
    """The words of a title that tell it from others: the longest ones, in lower case."""
    words = dict.fromkeys(word.strip(".,:;?!()\"'“”’") for word in title.lower().split())
    longer = [word for word in words if len(word) >= MIN_WORD_CHARS]
    return sorted(longer, key=len, reverse=True)[:MAX_SEARCH_WORDS]
