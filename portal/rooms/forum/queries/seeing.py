"""Who may see what in the forum: each one SQL condition, used by page, search, feed, mail, JSON and counts alike."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from portal.kits.admission.rules import Admission
from portal.people.viewer import Nobody, Viewer

from ..models import Category, Post, PostPicture, Topic, UploadedPicture
from ..models.categories import ACTS

Someone = Viewer | Nobody
CATEGORIES = Admission(Category, reads="forum.read", acts=ACTS)
sees_category = CATEGORIES.sees


def sees_topic(viewer: Someone, *, by_time: bool = False) -> ColumnElement[bool]:
    """The topics that `viewer` may open. Moderators also see deleted ones; nobody what was merged elsewhere.

    `by_time`: the same, for a page of all categories in the order of time: the sum keeps the database from gathering
    the topics category by category and sorting all of them.
    """
    category_id = Topic.category_id + 0 if by_time else Topic.category_id
    stands = true() if viewer.may("forum.moderate") else Topic.deleted_at.is_(None)
    return and_(category_id.in_(CATEGORIES.seen_ids(viewer)), stands, Topic.merged_into_id.is_(None))


def sees_post(viewer: Someone) -> ColumnElement[bool]:
    """The posts (joined with their topic) whose words `viewer` may read."""
    stands = and_(Post.deleted_at.is_(None), Post.hidden_at.is_(None))
    return and_(sees_topic(viewer), true() if viewer.may("forum.moderate") else stands)


def sees_picture(viewer: Someone) -> ColumnElement[bool]:
    """The pictures that `viewer` may load: those in a post that they may read, and their own until it is posted."""
    if not isinstance(viewer, Viewer):
        return false()
    used = exists().where(PostPicture.picture_id == UploadedPicture.id)
    shown = exists().where(
        PostPicture.picture_id == UploadedPicture.id,
        PostPicture.post_id == Post.id,
        Post.topic_id == Topic.id,
        sees_post(viewer),
    )
    return or_(shown, and_(UploadedPicture.user_id == viewer.id, ~used))


def may_reply_in(viewer: Viewer) -> ColumnElement[bool]:
    """The categories (already seen) in which `viewer` may answer."""
    return true() if viewer.may("forum.write") else CATEGORIES.members_may(viewer, "reply")


def may_create_in(viewer: Viewer) -> ColumnElement[bool]:
    """The categories (already seen) in which `viewer` may begin a topic."""
    return Category.retired_at.is_(None) if viewer.may("forum.write") else CATEGORIES.members_may(viewer, "create")


def replies_in(viewer: Viewer, category_id: int) -> bool:
    """Whether `viewer` sees this category and may answer there, now."""
    return CATEGORIES.holds(category_id, sees_category(viewer), may_reply_in(viewer))


def creates_in(viewer: Viewer, category_id: int) -> bool:
    """Whether `viewer` sees this category and may begin a topic there, now."""
    return CATEGORIES.holds(category_id, sees_category(viewer), may_create_in(viewer))
