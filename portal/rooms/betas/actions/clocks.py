"""What time brings: an offer lapses, a silent tester is asked, and a seat that stays silent goes to whoever waits."""

from datetime import timedelta

import structlog
from flask_babel import gettext as _
from sqlalchemy import exists, select, update
from sqlalchemy.exc import OperationalError

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.people.models import Member

from ..models import OFFERED, SEATING, Applicant, Beta
from .seats import fill_seats, is_there, lapse_offer, pass_on_silent, somebody_waits
from .steps import lock_beta_row, lock_rows
from .testing import ask_silent

log = structlog.get_logger()
PAGE = 25
LATER = timedelta(hours=1)


def mind_clocks(page: int = PAGE) -> int:
    """Look at one page of people whose time has come, each in a transaction of its own; how many."""
    due = select(Applicant.id).where(Applicant.due_at <= now()).order_by(Applicant.due_at, Applicant.id).limit(page)
    ids = list(db.session.scalars(due))
    db.session.rollback()
    for applicant_id in ids:
        _mind_one(applicant_id)
    return len(ids)


def fill_freed(page: int = PAGE) -> int:
    """Offer seats that are free although somebody waits: of an erased person, or while all who waited were on a break.

    One page of betas, each in a transaction of its own; how many seats were offered.
    """
    somebody = exists().where(
        Applicant.beta_id == Beta.id,
        Applicant.status == "waitlisted",
        Applicant.member_id.in_(select(Member.id).where(is_there())),
    )
    free = select(Beta.id).where(Beta.status.in_(SEATING), Beta.taken < Beta.capacity, somebody)
    ids = list(db.session.scalars(free.order_by(Beta.id).limit(page)))
    db.session.rollback()
    offered = 0
    for beta_id in ids:
        with transaction() as session:
            beta = session.get(Beta, beta_id)
            if beta is not None:
                lock_beta_row(beta)
                offered += len(fill_seats(beta))
    return offered


def _mind_one(applicant_id: int) -> None:
    """One that fails does not stop the others: it is tried again later, and the log says why."""
    try:
        with transaction() as session:
            applicant = session.get(Applicant, applicant_id)
            if applicant is not None:
                _mind(applicant)
    except OperationalError:
        raise
    except Exception:
        log.exception("betas.clock_failed", applicant=applicant_id)
        with transaction() as session:
            later = update(Applicant).where(Applicant.id == applicant_id, Applicant.due_at <= now())
            session.execute(later.values(due_at=now() + LATER))


def _mind(applicant: Applicant) -> None:
    """The rows are read afresh once they are held: whoever answered meanwhile is left alone."""
    beta = lock_rows(applicant)
    if applicant.due_at is None or applicant.due_at > now():
        return
    if applicant.status in OFFERED:
        lapse_offer(applicant, beta)
    elif beta.status != "running":
        applicant.due_at = None
    elif applicant.status != "silent":
        ask_silent(applicant, beta)
    elif somebody_waits(beta):
        pass_on_silent(applicant, None, _("No answer when we asked."))
    else:
        applicant.due_at = now() + max(beta.silence_span, timedelta(days=1))
