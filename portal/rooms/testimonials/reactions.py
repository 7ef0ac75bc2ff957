"""What the passing of time, a change of jobs, a new email address and a login that is open again do to quotes."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select

from portal.access.verbs import USER_REACTIVATED
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.ledger.worker import worker_step
from portal.people.answering import answering_link
from portal.people.verbs import ADDRESS_CHANGED, ADDRESS_RETURNED, EMPLOYMENT_CHANGED, EMPLOYMENT_TOLD

from .actions import ask_again, ask_review, expire
from .models import ApprovalRequest, Permission, Testimonial, TestimonialVersion
from .queries import USABLE, permitted

answering_link("quote")
PAGE = 100
ENDED = (Permission.revoked_at.is_(None), Permission.lapse_noted_at.is_(None))


@subscriber("testimonials", EMPLOYMENT_TOLD, EMPLOYMENT_CHANGED)
def look_again(lines: Sequence[Activity]) -> None:
    """They speak for another company now: what was cleared with the old one is looked at before it is used again."""
    members = {line.member_id for line in lines}
    usable = Testimonial.status.in_(USABLE)
    for testimonial in db.session.scalars(select(Testimonial).where(Testimonial.member_id.in_(members), usable)):
        ask_review(testimonial)


@subscriber("approvals", ADDRESS_CHANGED, ADDRESS_RETURNED, USER_REACTIVATED)
def ask_where_they_are_reached(lines: Sequence[Activity]) -> None:
    """What they have not answered goes to where they are reached now; the link that went elsewhere answers nothing."""
    causes = {line.member_id: line.id for line in lines}
    waiting = (
        select(ApprovalRequest)
        .join(ApprovalRequest.version)
        .join(TestimonialVersion.testimonial)
        .where(Testimonial.member_id.in_(causes), ApprovalRequest.answered_at.is_(None))
        .order_by(ApprovalRequest.id)
    )
    for request in db.session.scalars(waiting):
        ask_again(request, causes[request.version.testimonial.member_id])


@worker_step("permissions", every=60)
def note_ended_permissions() -> int:
    """Permissions whose last day has passed: the index hears of it, and a quote without any other expires."""
    ended = select(Permission.id).where(*ENDED, Permission.until < now().date())
    if db.session.scalar(ended.limit(1)) is None:
        db.session.rollback()
        return 0
    with transaction() as session:
        permissions = select(TestimonialVersion.testimonial_id).join(Permission).where(Permission.id.in_(ended))
        page = select(Testimonial).where(Testimonial.id.in_(permissions)).order_by(Testimonial.id).limit(PAGE)
        quotes = {quote.id: quote for quote in session.scalars(page.with_for_update(of=Testimonial, skip_locked=True))}
        for permission in session.scalars(_ended_of(quotes)):
            permission.lapse_noted_at = now()
        session.flush()
        for testimonial in session.scalars(_over(quotes)):
            expire(testimonial)
        return len(quotes)


def _ended_of(quotes: Collection[int]) -> Select[Any]:
    versions = select(TestimonialVersion.id).where(TestimonialVersion.testimonial_id.in_(quotes))
    return select(Permission).where(Permission.version_id.in_(versions), *ENDED, Permission.until < now().date())


def _over(quotes: Collection[int]) -> Select[Any]:
    """Those of these quotes that nothing allows any more."""
    could = Testimonial.status.in_(("approved", *USABLE, "review_due"))
    allowed = permitted(Testimonial.current_version_id, at=now())
    return select(Testimonial).where(Testimonial.id.in_(quotes), could, ~allowed)
