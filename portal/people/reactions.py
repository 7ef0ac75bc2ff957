"""What the worker does for people and access: password mails, lapsed invitations, ended breaks, tidying up."""

from sqlalchemy import delete, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.worker import worker_step

from . import acts  # noqa: F401 - it listens to the ledger
from .actions.breaks import end_due_breaks
from .actions.invitations import lapse_due_invitations
from .actions.passwords import answer_password_requests
from .models import PasswordRequest, UserSession
from .tries import forget_old_tries


@worker_step("password_requests")
def password_requests() -> int:
    """Answer a page of people who asked for a new password."""
    waiting = db.session.scalar(select(PasswordRequest.id).limit(1))
    if waiting is None:
        db.session.rollback()
        return 0
    with transaction():
        return answer_password_requests()


@worker_step("invitations", every=60)
def invitations() -> int:
    """Let a page of invitations lapse whose time is over."""
    with transaction():
        return lapse_due_invitations()


@worker_step("breaks", every=60)
def breaks() -> int:
    """Welcome back a page of members whose break is over."""
    with transaction():
        return end_due_breaks()


@worker_step("access", every=3600)
def tidy_access() -> int:
    """Forget ended sessions and old tries."""
    with transaction() as session:
        ended = delete(UserSession).where(UserSession.expires_at < now()).returning(UserSession.id)
        return len(session.scalars(ended).all()) + forget_old_tries()
