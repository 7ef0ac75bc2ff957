"""What the passing of time and a change of jobs do to quotes."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from ..activity.ledger import subscriber
from ..activity.models import Activity
from ..activity.worker import worker_step
from ..core.clock import now
from ..core.database import db, transaction
from ..search.changes import note_written
from .actions import ask_review, expire
from .models import Permission, Testimonial

PAGE = 100


@subscriber("testimonials", "employment.changed")
def look_again(lines: Sequence[Activity]) -> None:
    """They speak for another company now: what was cleared with the old one is looked at before it is used again."""
    members = {line.member_id for line in lines}
    usable = Testimonial.status.in_(("available", "used"))
    for testimonial in db.session.scalars(select(Testimonial).where(Testimonial.member_id.in_(members), usable)):
        ask_review(testimonial)


@worker_step("permissions", every=60)
def note_ended_permissions() -> int:
    """Permissions whose last day has passed: the index hears of it, and a quote without any other expires."""
    ended = select(Permission.id).where(
        Permission.until < now().date(), Permission.revoked_at.is_(None), Permission.lapse_noted_at.is_(None)
    )
    if db.session.scalar(ended.limit(1)) is None:
        db.session.rollback()
        return 0
    with transaction() as session:
        page = session.scalars(
            select(Permission).where(Permission.id.in_(ended.limit(PAGE))).with_for_update(skip_locked=True)
        ).all()
        versions = {permission.version_id for permission in page}
        for permission in page:
            permission.lapse_noted_at = now()
        session.flush()
        quotes = select(Testimonial).where(Testimonial.current_version_id.in_(versions))
        note_written(Permission, [permission.id for permission in page])
        for testimonial in session.scalars(quotes.where(_without_permission())):
            expire(testimonial)
        return len(page)


def _without_permission() -> ColumnElement[bool]:
    standing = Testimonial.status.in_(("available", "used", "review_due"))
    later = (
        select(Permission.id)
        .where(
            Permission.version_id == Testimonial.current_version_id,
            Permission.revoked_at.is_(None),
            or_(Permission.until.is_(None), Permission.until >= now().date()),
        )
        .exists()
    )
    return standing & ~later
