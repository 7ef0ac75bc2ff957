"""What the worker does for access: password mails, tidying up."""

from sqlalchemy import delete, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.worker import worker_step

from .actions.passwords import answer_password_requests
from .models import PasswordRequest, UserSession
from .sign_in_attempts import forget_old_attempts


@worker_step("password_requests")
def password_requests() -> int:
    """Answer a page of people who asked for a new password."""
    waiting = db.session.scalar(select(PasswordRequest.id).limit(1))
    if waiting is None:
        db.session.rollback()
        return 0
    with transaction():
        return answer_password_requests()


@worker_step("access", every=3600)
def tidy_access() -> int:
    """Forget ended sessions and old attempts."""
    with transaction() as session:
        ended = delete(UserSession).where(UserSession.expires_at < now()).returning(UserSession.id)
        return len(session.scalars(ended).all()) + forget_old_attempts()
