"""Whether a quote may be used, and who may see it: each one SQL condition, used everywhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from ..members.access import Nobody, Viewer
from .models import ANYWHERE, ATTRIBUTIONS, Permission, PermissionScope, Testimonial


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
    day = at.date()
    conditions = [
        Permission.version_id == version_id,
        Permission.revoked_at.is_(None),
        Permission.starts_on <= day,
        or_(Permission.until.is_(None), Permission.until >= day),
    ]
    for kind, value in (("channel", channel), ("territory", territory), ("language", language)):
        if value is not None:
            conditions.append(_allows(kind, value))
    if attribution is not None:
        openly = ATTRIBUTIONS[: ATTRIBUTIONS.index(attribution) + 1]
        conditions.append(Permission.attribution.in_(openly))
    return exists().where(and_(*conditions)).correlate_except(Permission)


def _allows(kind: str, value: str) -> ColumnElement[bool]:
    wanted = PermissionScope.value.in_((value, ANYWHERE))
    return exists().where(PermissionScope.permission_id == Permission.id, PermissionScope.kind == kind, wanted)


def visible_to(viewer: Viewer | Nobody, at: datetime) -> ColumnElement[bool]:
    """The quotes that `viewer` may see: those who edit quotes all of them, other staff what is cleared now, members
    their own."""
    if viewer.may("quotes.edit"):
        return true()
    admitted: list[ColumnElement[bool]] = []
    if viewer.may("quotes.read"):
        usable = Testimonial.status.in_(("available", "used"))
        admitted.append(and_(usable, cleared(Testimonial.current_version_id, at=at)))
    if viewer.member is not None:
        admitted.append(Testimonial.member_id == viewer.member.id)
    return or_(*admitted) if admitted else false()


def quotes_of(viewer: Viewer | Nobody, at: datetime) -> Any:
    """The quotes that `viewer` may see."""
    return select(Testimonial).where(visible_to(viewer, at))
