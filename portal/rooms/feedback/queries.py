"""Which pieces somebody may see, and how they are listed."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import db
from portal.core.text import fold, like
from portal.people.models import Member
from portal.people.viewer import Nobody, Viewer

from .models import Feedback, Tag

MAX_MEMBERS_LOOKED_AT = 200
MAX_NAMED = 5


def visible_to(viewer: Viewer | Nobody) -> ColumnElement[bool]:
    """Staff who read feedback see it, what was said in confidence only those who care for customers; members see
    their own."""
    own = Feedback.member_id == viewer.member_id if viewer.is_member else false()
    return or_(visible_to_staff(viewer), own)


def visible_to_staff(viewer: Viewer | Nobody) -> ColumnElement[bool]:
    """What the viewer sees as a colleague; nothing for anybody else."""
    if not viewer.may("feedback.read"):
        return false()
    return true() if viewer.may("cases.work") else Feedback.between_us.is_(False)


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


def members_called(who: str) -> list[Member]:
    """Whom somebody may mean: by address, else by the full name, else by the beginnings of its words; a few."""
    known = select(Member).where(Member.merged_into_id.is_(None)).options(joinedload(Member.company))
    by_address = list(db.session.scalars(known.where(Member.email == who.strip().lower())))
    if by_address:
        return by_address
    words = fold(who).split()
    if not words:
        return []
    somewhere = [Member.folded.like(like(word), escape="\\") for word in words]
    near = list(
        db.session.scalars(known.where(*somewhere).order_by(Member.folded, Member.id).limit(MAX_MEMBERS_LOOKED_AT))
    )
    exact = [member for member in near if sorted(member.folded.split()) == sorted(words)]
    return (exact or [member for member in near if _begins(member, words)])[:MAX_NAMED]


def _begins(member: Member, words: list[str]) -> bool:
    return all(any(part.startswith(word) for part in member.folded.split()) for word in words)


def offered_tags() -> dict[str, list[Tag]]:
    """The tags that are offered, by facet."""
    by_facet: dict[str, list[Tag]] = {}
    for tag in db.session.scalars(select(Tag).where(Tag.retired_at.is_(None)).order_by(Tag.facet, Tag.folded)):
        by_facet.setdefault(tag.facet, []).append(tag)
    return by_facet
