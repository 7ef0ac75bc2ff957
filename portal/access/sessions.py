"""Signed-in browsers as rows: begun, seen, listed and ended."""

from datetime import datetime, timedelta

from flask import request
from flask_login import login_user, logout_user
from sqlalchemy import delete, update

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.tokens import new_token

from .models import User, UserSession
from .principal import Principal

SEEN_EVERY = timedelta(minutes=5)
LASTS = timedelta(days=1)
REMEMBERED = timedelta(days=60)


def begin_session(user: User, *, remember: bool) -> Principal:
    """Make a session row for this browser; call `keep_signed_in` with the result once it is committed."""
    token, hashed = new_token()
    moment = now()
    session = UserSession(
        user=user,
        token_hash=hashed,
        agent=request.user_agent.string[:200],
        address=request.remote_addr or "",
        remembered=remember,
        created_at=moment,
        last_seen_at=moment,
        expires_at=moment + (REMEMBERED if remember else LASTS),
    )
    db.session.add(session)
    db.session.flush()
    return Principal(user, token, session.id)


def keep_signed_in(principal: Principal, *, remember: bool) -> None:
    """Give the browser its cookie. Everything that an earlier session kept is dropped first."""
    from flask import session as cookie

    cookie.clear()
    login_user(principal, remember=remember)


def end_session(session_id: int, user_id: int) -> bool:
    """End one session of this user; False if it is not theirs."""
    gone = delete(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)
    return db.session.execute(gone.returning(UserSession.id)).first() is not None


def end_sessions(user_id: int, *, but: int | None = None) -> None:
    """End every session of this user (after a new password or a changed role), perhaps all but one."""
    gone = delete(UserSession).where(UserSession.user_id == user_id)
    db.session.execute(gone.where(UserSession.id != but) if but else gone)


def forget_browser() -> None:
    """Drop the cookies of this browser."""
    logout_user()


def note_seen(session_id: int, last_seen_at: datetime, *, remembered: bool) -> None:
    """Note that the browser is in use, which puts its end off; every few minutes at most."""
    moment, lasts = now(), REMEMBERED if remembered else LASTS
    if moment - last_seen_at < SEEN_EVERY:
        return
    with transaction() as writing:
        writing.execute(
            update(UserSession)
            .where(UserSession.id == session_id)
            .values(last_seen_at=moment, expires_at=moment + lasts)
        )
