"""What time brings to questions: a page of those that lapse, and a page of reminders."""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Select, String, cast, exists, literal, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import InstrumentedAttribute

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.models import Mail
from portal.people.models import Member

from ..models import ApprovalRequest, Testimonial, TestimonialVersion
from .asking import QUESTION
from .lapsing import end_unsent, lapse, remind

log = structlog.get_logger()
PAGE = 50
NEVER_LEFT = ("held", "failed")
"""States of emails that reached nobody."""
Mind = Callable[[ApprovalRequest], bool]


def mind_deadlines(page: int = PAGE) -> int:
    """Look at one page of questions whose time has come, and of those that never left, each in a transaction of its
    own; how many were settled."""
    due = (_due(ApprovalRequest.lapses_at), lapse), (_due(ApprovalRequest.remind_at), remind)
    return sum(_each_of(waiting.limit(page), mind) for waiting, mind in ((_unsent(), end_unsent), *due))


def _due(at: InstrumentedAttribute[datetime | None]) -> Select[int]:
    due = select(ApprovalRequest.id).where(ApprovalRequest.answered_at.is_(None), at <= now())
    return due.order_by(at, ApprovalRequest.id)


def _unsent() -> Select[int]:
    """The open questions of which every email was held back, or refused by the server; one that went to a former
    address asks nobody any more. While a login is closed its questions wait: opening it asks them again."""
    key = literal(QUESTION) + cast(ApprovalRequest.id, String)
    about = or_(Mail.key.startswith(key + ">"), Mail.key.startswith(key + ":"))
    theirs = Mail.member_id == Testimonial.member_id, Mail.created_at >= ApprovalRequest.sent_at, about
    person = or_(Member.id == Testimonial.member_id, Member.merged_into_id == Testimonial.member_id)
    reached = exists().where(person, Member.email == Mail.recipient).correlate(Testimonial, Mail)
    gone = exists().where(*theirs, Mail.state.not_in(NEVER_LEFT), reached).correlate(ApprovalRequest, Testimonial)
    kept = exists().where(*theirs, Mail.state.in_(NEVER_LEFT)).correlate(ApprovalRequest, Testimonial)
    closed = exists().where(User.member_id == Testimonial.member_id, ~User.active).correlate(Testimonial)
    asked = select(ApprovalRequest.id).join(ApprovalRequest.version).join(TestimonialVersion.testimonial)
    return asked.where(ApprovalRequest.answered_at.is_(None), kept, ~gone, ~closed).order_by(ApprovalRequest.id)


def _each_of(waiting: Select[int], mind: Mind) -> int:
    ids = list(db.session.scalars(waiting))
    db.session.rollback()
    return sum(_mind_one(request_id, mind) for request_id in ids)


def _mind_one(request_id: int, mind: Mind) -> bool:
    """One that fails does not stop the others: it is tried again at the next round, and the log says why."""
    try:
        with transaction() as session:
            return mind(session.get_one(ApprovalRequest, request_id))
    except OperationalError:
        raise
    except Exception:
        log.exception("testimonials.clock_failed", request=request_id)
        return False
