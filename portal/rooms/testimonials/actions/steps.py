"""What every act on a quote shares: one at a time, a move of its status, what becomes void."""

from flask_babel import gettext as _
from sqlalchemy import select, update

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.ledger.ledger import record

from ..lifecycle import TESTIMONIAL, UNRELEASED
from ..models import ApprovalRequest, Permission, Testimonial, TestimonialVersion
from ..verbs import PERMISSION_REVOKED


def lock_rows(testimonial: Testimonial) -> Testimonial:
    """Hold the quote until the end of the transaction, as it is now: an answer and an edit never cross."""
    held = select(Testimonial).where(Testimonial.id == testimonial.id).with_for_update(of=Testimonial)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def step(testimonial: Testimonial, trigger: str) -> None:
    """Move the quote's status, or raise MoveNotAllowed. Words that are drafted, asked for or answered anew are not
    released any more."""
    before, after = testimonial.status, TESTIMONIAL.after(testimonial.status, trigger)
    testimonial.status = after
    if after in UNRELEASED or (before in UNRELEASED and trigger != "release"):
        testimonial.released_by_id = None
    testimonial.changed_at = now()


def current(testimonial: Testimonial) -> TestimonialVersion:
    """The words as they stand."""
    if testimonial.current is None:
        raise Refused(_("This quote has no words yet."))
    return testimonial.current


def void_open_request(testimonial: Testimonial, answer: str = "void") -> list[ApprovalRequest]:
    """Whatever the customer was asked and has not answered is not asked any more; what that was."""
    versions = select(TestimonialVersion.id).where(TestimonialVersion.testimonial_id == testimonial.id)
    over = (
        update(ApprovalRequest)
        .where(ApprovalRequest.version_id.in_(versions), ApprovalRequest.answered_at.is_(None))
        .values(answered_at=now(), answer=answer)
    )
    return list(db.session.scalars(over.returning(ApprovalRequest)))


def revoke_permissions(testimonial: Testimonial, actor: User | None) -> None:
    """Nothing is allowed any more, from this moment."""
    standing = (
        select(Permission)
        .join(TestimonialVersion, TestimonialVersion.id == Permission.version_id)
        .where(TestimonialVersion.testimonial_id == testimonial.id, Permission.revoked_at.is_(None))
    )
    for permission in db.session.scalars(standing):
        permission.revoked_at = now()
        facts = {"version": permission.version.number}
        record(PERMISSION_REVOKED, member=testimonial.member, actor=actor, about=testimonial, facts=facts)
