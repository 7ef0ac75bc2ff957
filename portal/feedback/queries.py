"""Which pieces somebody may see, and how they are listed."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from ..core.database import db
from ..members.access import Nobody, Viewer
from ..members.models import Member
from .models import Feedback, Tag


def visible_to(viewer: Viewer | Nobody) -> ColumnElement[bool]:
    """Staff who read feedback see it, what was said in confidence only those who care for customers; members see
    their own."""
    admitted: list[ColumnElement[bool]] = []
    if viewer.may("feedback.read"):
        admitted.append(true() if viewer.may("cases.work") else Feedback.between_us.is_(False))
    if viewer.member is not None:
        admitted.append(Feedback.member_id == viewer.member.id)
    return or_(*admitted) if admitted else false()


def pieces(viewer: Viewer | Nobody) -> Select[Any]:
    """What `viewer` may see, with what a row of the list shows."""
    return (
        select(Feedback)
        .where(visible_to(viewer))
        .options(
            joinedload(Feedback.member).joinedload(Member.company),
            joinedload(Feedback.company),
            selectinload(Feedback.tags),
        )
    )


def offered_tags() -> dict[str, list[Tag]]:
    """The tags that are offered, by facet."""
    found: dict[str, list[Tag]] = {}
    for tag in db.session.scalars(select(Tag).where(Tag.retired_at.is_(None)).order_by(Tag.facet, Tag.folded)):
        found.setdefault(tag.facet, []).append(tag)
    return found
