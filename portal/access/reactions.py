"""What the worker does for access: mails with links, tidying up."""

from sqlalchemy import delete, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import mail_check
from portal.ledger.worker import worker_step

from .actions.link_requests import answer_link_requests
from .devices import forget_old_devices
from .failures import forget_old_failures
from .mails import ABOUT_A_LOGIN
from .models import LinkRequest, User, UserSession
from .sign_in_attempts import forget_old_attempts


@worker_step("link_requests")
def link_requests() -> int:
    """Answer a page of people who asked for a link to sign in, or to choose a new password."""
    waiting = db.session.scalar(select(LinkRequest.id).limit(1))
    if waiting is None:
        db.session.rollback()
        return 0
    with transaction():
        return answer_link_requests()


@worker_step("access", every=3600)
def tidy_access() -> int:
    """Forget ended sessions, old attempts and failures, and devices that were not seen for long."""
    with transaction() as session:
        ended = delete(UserSession).where(UserSession.expires_at < now()).returning(UserSession.id)
        forgotten = forget_old_attempts() + forget_old_failures() + forget_old_devices()
        return len(session.scalars(ended).all()) + forgotten


@mail_check
def still_theirs(mail: Mail) -> str | None:
    """An email about a login goes only where somebody signs in: it names them and what they did."""
    if not mail.key.startswith(ABOUT_A_LOGIN):
        return None
    signs_in = db.session.scalar(select(User.id).where(User.email == mail.recipient))
    return None if signs_in is not None else "moved"
