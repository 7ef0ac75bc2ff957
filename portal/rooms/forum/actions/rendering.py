"""Words that an older renderer had rendered are rendered anew once, and not at every reading."""

from sqlalchemy import select, update

from portal.core.database import db, transaction
from portal.core.markdown import RENDERER_VERSION

from ..models import Post
from ..writing import OLDER, render_anew

PAGE = 200


def render_older() -> int:
    """Keep the next older posts as today's renderer renders them; they are found by an index."""
    older = select(Post.id, Post.body).where(OLDER).order_by(Post.renderer, Post.id).limit(PAGE)
    bodies = dict(db.session.execute(older).all())
    if not bodies:
        return 0
    html = render_anew(bodies)
    db.session.rollback()
    with transaction() as session:
        for post_id, body in bodies.items():  # other words by now have their own HTML, or come with the next page
            values = {"html": html[post_id], "renderer": RENDERER_VERSION}
            session.execute(update(Post).where(Post.id == post_id, OLDER, Post.body == body).values(values))
    return len(bodies)
