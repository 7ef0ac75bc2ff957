"""Posts as a page of their topic shows them, read in one statement into plain rows, and what one was before."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import Integer, Select, and_, bindparam, case, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from portal.access.models import User
from portal.core.database import db, fetch_rows
from portal.core.rows import maker_of
from portal.people.prepared import prepared
from portal.people.viewer import Viewer

from ..models import Post, PostVersion, Reaction
from ..writing import OLDER, render_anew
from .people import AUTHOR, Author
from .topic import PAGE, TopicHead

ANSWERED, ANSWERED_BY = aliased(Post), aliased(User)
MAX_VERSIONS = 50


class Reacted(NamedTuple):
    """How many readers reacted in this way, and whether the viewer is one of them."""

    kind: str
    readers: int
    mine: bool


class PostRow(NamedTuple):
    """A post with its author. Of one that does not stand, only moderators get the words."""

    id: int
    number: int
    author_user_id: int | None
    reply_to: int | None
    reply_name: str | None
    created_at: datetime
    edited_at: datetime | None
    edits: int
    deleted_at: datetime | None
    hidden_at: datetime | None
    topic_id: int
    author: Author | None
    html: Markup
    is_own: bool
    reactions: tuple[Reacted, ...]

    @property
    def stands(self) -> bool:
        return self.deleted_at is None and self.hidden_at is None


_post_of = maker_of(PostRow, "topic_id", "author", "html", "is_own", "reactions")


def posts_of(viewer: Viewer, topic: TopicHead, page: int) -> list[PostRow]:
    """The posts of one page, by number, with their reactions; on its first page also the answer that solved it.

    Two statements, and up to two more where words have to be rendered anew.
    """
    numbers = {"topic": topic.id, "first": (page - 1) * PAGE + 1, "last": page * PAGE, "solved": 0}
    if page == 1 and topic.solved_number is not None:
        numbers["solved"] = topic.solved_number
    rows = fetch_rows(_posts(reads_all=viewer.may("forum.moderate")), numbers)
    anew = render_anew({row.id: row.stale for row in rows if row.stale is not None})
    reacted = _reactions(viewer, [row.id for row in rows])
    return [
        _post_of(
            row,
            topic_id=topic.id,
            author=AUTHOR.of(row),
            html=Markup(anew.get(row.id, row.html)),  # noqa: S704 - sanitised when it was rendered
            is_own=row.author_user_id == viewer.id,
            reactions=reacted.get(row.id, ()),
        )
        for row in rows
    ]


@cache
def _posts(*, reads_all: bool) -> Select[Any]:
    """The posts `first` to `last` of `topic` and the one numbered `solved`; made once."""
    readable = true() if reads_all else and_(Post.deleted_at.is_(None), Post.hidden_at.is_(None))
    is_stale = and_(readable, OLDER)
    columns = (
        *(Post.id, Post.number, Post.author_user_id, Post.reply_to, ANSWERED_BY.name.label("reply_name")),
        case((readable, Post.html), else_="").label("html"),
        case((is_stale, Post.body), else_=None).label("stale"),
        *(Post.created_at, Post.edited_at, Post.edits, Post.deleted_at, Post.hidden_at),
    )
    here = Post.number.between(bindparam("first", type_=Integer), bindparam("last", type_=Integer))
    statement = AUTHOR.join(select(*columns, *AUTHOR.columns), Post.author_user_id)
    replied_to = (
        ANSWERED.topic_id == Post.topic_id,
        ANSWERED.number == Post.reply_to,
        ANSWERED.deleted_at.is_(None),
    )
    statement = statement.outerjoin(ANSWERED, and_(*replied_to))
    statement = statement.outerjoin(ANSWERED_BY, ANSWERED_BY.id == ANSWERED.author_user_id)
    statement = statement.where(
        Post.topic_id == bindparam("topic", type_=Integer),
        or_(here, Post.number == bindparam("solved", type_=Integer)),
    )
    return statement.order_by(Post.number)


def _reactions(viewer: Viewer, post_ids: list[int]) -> dict[int, tuple[Reacted, ...]]:
    statement, values = _counted(viewer)
    by_post: dict[int, tuple[Reacted, ...]] = {}
    for post_id, kind, count, is_mine in fetch_rows(statement, {**values, "posts": post_ids}):
        by_post[post_id] = (*by_post.get(post_id, ()), Reacted(kind, count, bool(is_mine)))
    return by_post


@prepared
def _counted(viewer: Viewer) -> Any:
    """How readers reacted to the posts `posts`, the most frequent way first."""
    mine = func.max(case((Reaction.user_id == viewer.id, 1), else_=0))
    return (
        select(Reaction.post_id, Reaction.kind, func.count(), mine)
        .where(Reaction.post_id.in_(bindparam("posts", expanding=True)))
        .group_by(Reaction.post_id, Reaction.kind)
        .order_by(Reaction.post_id, func.count().desc(), Reaction.kind)
    )


def versions_of(post: Post) -> list[PostVersion]:
    """The earlier words of a post, the newest of them first, with who replaced them."""
    statement = select(PostVersion).where(PostVersion.post_id == post.id).options(joinedload(PostVersion.editor))
    return list(db.session.scalars(statement.order_by(PostVersion.number.desc()).limit(MAX_VERSIONS)))
