"""What becomes of a quote once the customer has answered: released, put aside, taken back, looked at again."""

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import one_line
from portal.ledger.ledger import record

from ..models import Testimonial, TestimonialVersion
from ..queries import permitted
from ..verbs import TESTIMONIAL_RELEASED, TESTIMONIAL_SUSPENDED, TESTIMONIAL_WITHDRAWN
from .steps import current, lock_rows, revoke_permissions, step, void_open_request
from .telling import stop_asking


def release(testimonial: Testimonial, approver: User, reason: str = "") -> None:
    """Make an approved quote available. Whoever wrote its words does not also release them, unless they say why."""
    testimonial, reason = lock_rows(testimonial), one_line(reason)
    if current(testimonial).edited_by_id == approver.id and not reason:
        raise Refused(_("You wrote this text, so somebody else should release it. If there's nobody, say why."))
    step(testimonial, "release")
    if not _is_permitted(testimonial):
        raise Refused(_("What the customer allowed has ended. Ask again."))
    testimonial.released_by_id, testimonial.release_reason = approver.id, reason
    record(TESTIMONIAL_RELEASED, member=testimonial.member, actor=approver, about=testimonial)


def suspend(testimonial: Testimonial, actor: User) -> None:
    """Nobody uses it until somebody has looked."""
    testimonial = lock_rows(testimonial)
    step(testimonial, "suspend")
    stop_asking(testimonial, actor)
    record(TESTIMONIAL_SUSPENDED, member=testimonial.member, actor=actor, about=testimonial)


def resume(testimonial: Testimonial) -> None:
    """It goes on as a draft: what was allowed before is asked for again."""
    testimonial = lock_rows(testimonial)
    step(testimonial, "resume")
    revoke_permissions(testimonial, None)


def withdraw(testimonial: Testimonial, actor: User | None = None) -> None:
    """The customer takes it back: nothing is allowed any more, from this moment. That answers what they were asked."""
    testimonial = lock_rows(testimonial)
    step(testimonial, "withdraw")
    void_open_request(testimonial, "withdrawn")
    revoke_permissions(testimonial, actor)
    record(TESTIMONIAL_WITHDRAWN, member=testimonial.member, actor=actor, about=testimonial)


def ask_review(testimonial: Testimonial) -> None:
    """Something changed about the author: the quote is looked at before it is used again."""
    step(lock_rows(testimonial), "ask_review")


def renew(testimonial: Testimonial) -> None:
    """Looked at, and still true: what was released is available again, and what was not still waits for that."""
    testimonial = lock_rows(testimonial)
    step(testimonial, "renew" if testimonial.released_by_id is not None else "renew_unreleased")


def expire(testimonial: Testimonial) -> None:
    """The last permission has ended."""
    step(lock_rows(testimonial), "expire")


def _is_permitted(testimonial: Testimonial) -> bool:
    version = TestimonialVersion.id == testimonial.current_version_id
    allowed = select(TestimonialVersion.id).where(version, permitted(TestimonialVersion.id, at=now()))
    return db.session.scalar(allowed) is not None
