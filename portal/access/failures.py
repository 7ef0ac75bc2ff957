"""Sign-ins that failed, kept for owners to see."""

from datetime import timedelta

from flask import request
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db
from web_server.networks import kept_address

from .models import FailedSignIn

KEPT = timedelta(days=90)


def note_failure(user_id: int | None) -> None:
    """Note a wrong password for this login; None for an address that nobody has, which costs the same."""
    agent, address = request.user_agent.string[:200], kept_address(request.remote_addr)
    db.session.add(FailedSignIn(user_id=user_id, agent=agent, address=address, at=now()))


def failed_sign_ins() -> Select[FailedSignIn]:
    """All of them, each with its login."""
    return select(FailedSignIn).options(joinedload(FailedSignIn.user))


def forget_old_failures() -> int:
    """Remove those of long ago; how many there were."""
    gone = delete(FailedSignIn).where(FailedSignIn.at < now() - KEPT).returning(FailedSignIn.id)
    return len(db.session.scalars(gone).all())
