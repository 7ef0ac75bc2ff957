"""Words that an older renderer had rendered are rendered anew once, and not at every reading."""

from dataclasses import dataclass

from sqlalchemy import case, select, update

from portal.core.database import db, transaction
from portal.core.markdown import RENDERER_VERSION

from ..models import Post
from ..writing import render_anew

PAGE = 200
OLDER = Post.renderer != RENDERER_VERSION


@dataclass
class Progress:
    """How far this worker has looked through the posts; what is written from now on is new enough."""

    post_id: int = 0


PROGRESS = Progress()


def render_older() -> int:
    """Look at the next page of posts, and keep the older ones as today's renderer renders them."""
    body = case((OLDER, Post.body), else_=None).label("body")
    statement = select(Post.id, body).where(Post.id > PROGRESS.post_id).order_by(Post.id).limit(PAGE)
    posts = db.session.execute(statement).all()
    if not posts:
        return 0
    html = render_anew({post.id: post.body for post in posts if post.body is not None})
    db.session.rollback()
    with transaction() as session:
        for post_id in html:  # whoever edits one meanwhile renders it, too
            values = {"html": html[post_id], "renderer": RENDERER_VERSION}
            session.execute(update(Post).where(Post.id == post_id, OLDER).values(values))
    PROGRESS.post_id = posts[-1].id
    return len(html)
