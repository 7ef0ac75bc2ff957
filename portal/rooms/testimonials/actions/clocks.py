"""What time brings to questions: a page of those that lapse, and a page of reminders."""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import InstrumentedAttribute

from portal.core.clock import now
from portal.core.database import db, transaction

from ..models import ApprovalRequest
from .lapsing import lapse, remind

log = structlog.get_logger()
PAGE = 50
Mind = Callable[[ApprovalRequest], bool]


def mind_deadlines(page: int = PAGE) -> int:
    """Look at one page of questions whose time has come, each in a transaction of its own; how many were settled."""
    return _each_due(ApprovalRequest.lapses_at, lapse, page) + _each_due(ApprovalRequest.remind_at, remind, page)


def _each_due(at: InstrumentedAttribute[datetime | None], mind: Mind, page: int) -> int:
    waiting = select(ApprovalRequest.id).where(ApprovalRequest.answered_at.is_(None), at <= now())
    ids = list(db.session.scalars(waiting.order_by(at, ApprovalRequest.id).limit(page)))
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
