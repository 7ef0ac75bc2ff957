"""Whether a quote may be used, and who may see it: each one SQL condition, used everywhere."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import joinedload

from portal.access.models import User
from portal.core.database import db
from portal.ledger.models import Activity
from portal.ledger.queries import member_history
from portal.people.models import Member
from portal.people.viewer import Nobody, Viewer

from .models import (
    ANYWHERE,
    ATTRIBUTIONS,
    ApprovalRequest,
    Permission,
    PermissionScope,
    Testimonial,
    TestimonialVersion,
)

USABLE = ("available", "used")
MAX_LINES = 50


def cleared(
    version_id: Any,
    *,
    channel: str | None = None,
    territory: str | None = None,
    language: str | None = None,
    attribution: str | None = None,
    at: datetime,
) -> ColumnElement[bool]:
    """Whether one permission of this version (a column) allows all of it on the day of `at` (UTC).

    What is None is not asked. `attribution` is allowed when the permission names the author at least as openly:
    whoever lets us print the full name lets us print less.
    """
    conditions = [Permission.version_id == version_id, _holds(at)]
    for kind, value in (("channel", channel), ("territory", territory), ("language", language)):
        if value is not None:
            conditions.append(_allows(kind, value))
    if attribution is not None:
        openly = ATTRIBUTIONS[: ATTRIBUTIONS.index(attribution) + 1]
        conditions.append(Permission.attribution.in_(openly))
    return exists().where(and_(*conditions)).correlate_except(Permission)


def _holds(at: datetime) -> ColumnElement[bool]:
    day = at.date()
    begun, not_over = Permission.starts_on <= day, or_(Permission.until.is_(None), Permission.until >= day)
    return and_(Permission.revoked_at.is_(None), begun, not_over)


def _allows(kind: str, value: str) -> ColumnElement[bool]:
    allowed = PermissionScope.value.in_((value, ANYWHERE))
    return exists().where(PermissionScope.permission_id == Permission.id, PermissionScope.kind == kind, allowed)


def usable(at: datetime) -> ColumnElement[bool]:
    """The quotes that may be used somewhere: released, and allowed now."""
    return and_(Testimonial.status.in_(USABLE), cleared(Testimonial.current_version_id, at=at))


def visible_to(viewer: Viewer | Nobody, at: datetime) -> ColumnElement[bool]:
    """The quotes that `viewer` may see: those who edit quotes all of them, other staff what is cleared now, members
    their own."""
    if viewer.may("quotes.edit"):
        return true()
    admitted: list[ColumnElement[bool]] = []
    if viewer.may("quotes.read"):
        admitted.append(usable(at))
    if viewer.is_member:
        admitted.append(Testimonial.member_id == viewer.member_id)
    return or_(*admitted) if admitted else false()


def quotes_of(viewer: Viewer | Nobody, at: datetime) -> Select[Any]:
    """The quotes that `viewer` may see."""
    return select(Testimonial).where(visible_to(viewer, at))


def standing_permissions(version_ids: Collection[int | None], at: datetime) -> dict[int | None, list[Permission]]:
    """The permissions of these versions that hold at `at`: one query, and one for their scopes."""
    by_version: dict[int | None, list[Permission]] = {}
    standing = select(Permission).where(Permission.version_id.in_(set(version_ids) - {None}), _holds(at))
    for permission in db.session.scalars(standing.order_by(Permission.id)):
        by_version.setdefault(permission.version_id, []).append(permission)
    return by_version


def with_people(quotes: Select[Any]) -> Select[Any]:
    """The same quotes with their author, company and words."""
    return quotes.options(
        joinedload(Testimonial.member),
        joinedload(Testimonial.company),
        joinedload(Testimonial.current),
    )


def shown_to_author(member: Member) -> Select[Any]:
    """What a member sees of their own quotes: those whose words they were shown."""
    asked = (
        exists().where(ApprovalRequest.version_id == Testimonial.current_version_id).correlate_except(ApprovalRequest)
    )
    return with_people(select(Testimonial).where(Testimonial.member_id == member.id, asked))


def versions_of(testimonial: Testimonial) -> list[TestimonialVersion]:
    """All versions, the newest first."""
    statement = select(TestimonialVersion).where(TestimonialVersion.testimonial_id == testimonial.id)
    return list(db.session.scalars(statement.order_by(TestimonialVersion.number.desc()).limit(MAX_LINES)))


def requests_of(testimonial: Testimonial) -> list[ApprovalRequest]:
    """What the customer was asked, the newest first."""
    statement = (
        select(ApprovalRequest)
        .join(TestimonialVersion, TestimonialVersion.id == ApprovalRequest.version_id)
        .where(TestimonialVersion.testimonial_id == testimonial.id)
        .options(joinedload(ApprovalRequest.asked_by), joinedload(ApprovalRequest.version))
    )
    return list(db.session.scalars(statement.order_by(ApprovalRequest.id.desc()).limit(MAX_LINES)))


def lines_of(testimonial: Testimonial) -> list[tuple[Activity, str]]:
    """What the ledger knows of a quote, the newest first, each with who did it."""
    about = Activity.about_kind == "testimonial", Activity.about_id == testimonial.id
    lines = (
        member_history(testimonial.member_id)
        .where(*about)
        .outerjoin(User, User.id == Activity.actor_user_id)
        .add_columns(User.name)
        .order_by(Activity.occurred_at.desc(), Activity.id.desc())
    )
    return [(line, by or "") for line, by in db.session.execute(lines.limit(MAX_LINES))]
