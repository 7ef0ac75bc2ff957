"""What a post was before."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.database import db

from ..models import Post, PostVersion

MOST_VERSIONS = 50


def versions_of(post: Post) -> list[PostVersion]:
    """The earlier words of a post, the newest of them first, with who replaced them."""
    wanted = select(PostVersion).where(PostVersion.post_id == post.id).options(joinedload(PostVersion.editor))
    return list(db.session.scalars(wanted.order_by(PostVersion.number.desc()).limit(MOST_VERSIONS)))
