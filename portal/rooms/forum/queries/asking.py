"""Questions of ours, as somebody stands to them: answered, or asked of them unless nothing may be."""

from sqlalchemy import ColumnElement, exists, or_, true
from sqlalchemy.orm import aliased

from portal.people.viewer import Viewer

from ..models import Post, Topic

OWN = aliased(Post)


def has_answered(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer has written in the topic."""
    return exists().where(OWN.topic_id == Topic.id, OWN.author_user_id == viewer.id, OWN.deleted_at.is_(None))


def may_be_brought(viewer: Viewer) -> ColumnElement[bool]:
    """The topics that may come to the viewer unasked, in a feed or a digest: while nothing may be asked of them, no
    question of ours that they have not answered. On pages that they open themselves it stays."""
    if viewer.may_be_asked:
        return true()
    return or_(Topic.kind != "company_question", has_answered(viewer))
