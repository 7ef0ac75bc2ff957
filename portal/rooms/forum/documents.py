"""Posts as the index knows them, and as a hit shows them. Who finds a post is asked of the category, at each search."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core.database import db
from portal.core.filters import face
from portal.core.markdown import excerpt
from portal.core.models import Base
from portal.core.paging import every_row
from portal.kits.search.sources import Found, Someone, Tracked, add_search_source, themselves
from search_index import Document

from .models import Category, Post, Topic
from .queries.people import AUTHOR
from .queries.seeing import CATEGORIES, sees_post
from .urls import Addresses

MAX_SEARCHED_CHARS = 1 << 14
"""Of a longer post only the beginning is found; nobody has written one yet."""


class PostSource:
    """Every post that stands, with the title of its topic."""

    kind = "post"
    label = _l("Community")
    template = "forum/_hit.html"
    most_shown = 280

    def __init__(self) -> None:
        self.tracks: Mapping[type[Base], Tracked] = {
            Post: Tracked(themselves, ("body", "topic_id", "number", "author_user_id", "deleted_at", "hidden_at")),
            Topic: Tracked(_of_topics, ("title", "category_id", "deleted_at", "merged_into_id")),
            Category: Tracked(_of_categories, ("name",)),
        }

    def documents(self, ids: Sequence[int]) -> Iterable[Document]:
        return [_document(row) for row in db.session.execute(_standing().where(Post.id.in_(ids)))]

    def every(self) -> Iterator[Document]:
        return map(_document, every_row(_standing(), Post.id, fetch=db.session.execute))

    def audience(self, viewer: Someone, _statuses: Collection[str] = (), /) -> frozenset[str]:
        seen = db.session.scalars(CATEGORIES.seen_ids(viewer))
        return frozenset(f"category:{category_id}" for category_id in seen)

    def read(self, ids: Sequence[int], viewer: Someone) -> Mapping[int, Found]:
        columns = Post.id, Post.topic_id, Post.number, Post.body, Post.created_at, Topic.title, Category.name
        statement = (
            select(*columns, Category.tone, *AUTHOR.columns)
            .join(Topic, Topic.id == Post.topic_id)
            .join(Category, Category.id == Topic.category_id)
            .where(Post.id.in_(ids), sees_post(viewer), Post.deleted_at.is_(None), Post.hidden_at.is_(None))
            .where(Topic.deleted_at.is_(None))
        )
        rows = db.session.execute(AUTHOR.join(statement, Post.author_user_id)).all()
        at = Addresses()
        return {row.id: _found(row, at) for row in rows}

    def lapsed(self) -> Iterable[int]:
        return ()


def _standing() -> Any:
    columns = Post.id, Post.body, Post.created_at, Post.author_user_id, Topic.title, Topic.category_id, Category.name
    standing: Any = (
        select(*columns)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Category, Category.id == Topic.category_id)
        .where(Post.deleted_at.is_(None), Post.hidden_at.is_(None))
        .where(Topic.deleted_at.is_(None), Topic.merged_into_id.is_(None))
    )
    return standing


def _document(row: Any) -> Document:
    return Document(
        kind="post",
        id=row.id,
        title=row.title,
        body=excerpt(row.body, MAX_SEARCHED_CHARS),
        tags=(row.name,),
        tokens={
            "category": (str(row.category_id),),
            "author": (str(row.author_user_id),) if row.author_user_id else (),
        },
        audience=(f"category:{row.category_id}",),
        at=row.created_at,
    )


def _found(row: Any, at: Addresses) -> Found:
    author = AUTHOR.of(row)
    return Found(
        kind="post",
        id=row.id,
        title=row.title,
        text=excerpt(row.body, MAX_SEARCHED_CHARS),
        url=at.post(row.topic_id, row.number),
        card={
            "author": author,
            "face": face(author.name if author else "", "sm"),
            "category": row.name,
            "tone": row.tone,
            "at": row.created_at,
        },
    )


def _of_topics(topic_ids: Collection[int]) -> Iterable[int]:
    return db.session.scalars(select(Post.id).where(Post.topic_id.in_(topic_ids)))


def _of_categories(category_ids: Collection[int]) -> Iterable[int]:
    statement = select(Post.id).join(Topic, Topic.id == Post.topic_id).where(Topic.category_id.in_(category_ids))
    return db.session.scalars(statement)


add_search_source(PostSource())
