"""Who may see what in the forum: each one SQL condition, used by page, search, feed, mail, JSON and counts alike."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from portal.access.models import StaffRole, User
from portal.access.roles import ROLES
from portal.core.database import db
from portal.people.agreements import has_signed, signed_by
from portal.people.audience import admits, members_in
from portal.people.models import Audience, Company, Member
from portal.people.viewer import Nobody, Viewer

from ..models import Category, Post, PostPicture, Topic, UploadedPicture

Someone = Viewer | Nobody
READERS = tuple(role for role, allowed in ROLES.items() if "forum.read" in allowed)

_KNOWN = "_sees_category"


def sees_category(viewer: Someone) -> ColumnElement[bool]:
    """The categories that `viewer` may see: staff by capability, members by audience, both by agreement.

    A page asks this in most of its statements, so the condition (not its answer) is made once for each viewer; a
    viewer lasts as long as a request, and so does what the audience asks of the member.
    """
    known: ColumnElement[bool] | None = viewer.__dict__.get(_KNOWN)
    if known is None:
        admitted = true() if viewer.may("forum.read") else admits(Category.see_audience_id, viewer)
        known = viewer.__dict__[_KNOWN] = and_(admitted, has_signed(Category.agreement_id, viewer))
    return known


def awaits_signature(viewer: Viewer) -> ColumnElement[bool]:
    """The categories that `viewer` would see if they signed: their names are shown, nothing in them is."""
    admitted = true() if viewer.may("forum.read") else admits(Category.see_audience_id, viewer)
    return and_(admitted, Category.agreement_id.is_not(None), ~signed_by(Category.agreement_id, viewer.id))


def seen_categories(viewer: Someone) -> Select[Any]:
    """The ids of those categories, for `column.in_(…)`."""
    return select(Category.id).where(sees_category(viewer))


def sees_topic(viewer: Someone, *, by_time: bool = False) -> ColumnElement[bool]:
    """The topics that `viewer` may open. Moderators also see deleted ones; nobody what was merged elsewhere.

    `by_time`: the same, for a page of all rooms in the order of time: the sum keeps the database from gathering the
    topics room by room and sorting all of them.
    """
    room = Topic.category_id + 0 if by_time else Topic.category_id
    stands = true() if viewer.may("forum.moderate") else Topic.deleted_at.is_(None)
    return and_(room.in_(seen_categories(viewer)), stands, Topic.merged_into_id.is_(None))


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
    if viewer.may("forum.write"):
        return true()
    return and_(Category.members_reply, Category.retired_at.is_(None), admits(Category.reply_audience_id, viewer))


def may_create_in(viewer: Viewer) -> ColumnElement[bool]:
    """The categories (already seen) in which `viewer` may begin a topic."""
    open_still = Category.retired_at.is_(None)
    if viewer.may("forum.write"):
        return open_still
    return and_(open_still, Category.members_create, admits(Category.create_audience_id, viewer))


def replies_in(viewer: Viewer, category_id: int) -> bool:
    """Whether `viewer` sees this category and may answer there, now."""
    return _holds(category_id, sees_category(viewer), may_reply_in(viewer))


def creates_in(viewer: Viewer, category_id: int) -> bool:
    """Whether `viewer` sees this category and may begin a topic there, now."""
    return _holds(category_id, sees_category(viewer), may_create_in(viewer))


def readers_of(category: Category) -> Select[Any]:
    """The ids of the users who see this category: `sees_category` from the other side, for counting and telling."""
    if category.agreement_id is None:
        return readers_by(category.see_audience)
    own = select(Category.agreement_id).where(Category.id == category.id).scalar_subquery()
    return readers_by(category.see_audience, own)


def readers_by(audience: Audience | None, agreement_id: ColumnElement[int] | None = None) -> Select[Any]:
    """The ids of the users whom this audience and agreement would let in."""
    member = and_(Member.joined_at.is_not(None), Member.merged_into_id.is_(None), members_in(audience))
    staff = exists().where(StaffRole.user_id == User.id, StaffRole.role.in_(READERS))
    readers = (
        select(User.id)
        .outerjoin(Member, Member.id == User.member_id)
        .outerjoin(Company, Company.id == Member.company_id)
        .where(User.active, or_(member, staff))
    )
    return readers if agreement_id is None else readers.where(signed_by(agreement_id, User.id))


def _holds(category_id: int, *conditions: ColumnElement[bool]) -> bool:
    return db.session.scalar(select(Category.id).where(Category.id == category_id, *conditions)) is not None
