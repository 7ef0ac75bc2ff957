"""Signed-in browsers as rows: begun, seen, listed and ended."""

from datetime import timedelta

from flask import g, request
from flask_login import login_user, logout_user
from sqlalchemy import delete, update

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.tokens import new_token, token_hash
from portal.extensions import login_manager

from .access import Nobody, Viewer
from .models import User, UserSession
from .signed_in import SignedIn, signed_in_by
from .zones import own_zone

SEEN_EVERY = timedelta(minutes=5)
LASTS = timedelta(days=1)
REMEMBERED = timedelta(days=60)

login_manager.anonymous_user = Nobody


def begin_session(user: User, *, remember: bool) -> Viewer:
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
    return Viewer(user, token, session.id)


def keep_signed_in(viewer: Viewer, *, remember: bool) -> None:
    """Give the browser its cookie. Everything that an earlier session kept is dropped first."""
    from flask import session as cookie

    cookie.clear()
    login_user(viewer, remember=remember)


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


@login_manager.user_loader
def load_viewer(token: str) -> Viewer | None:
    """The viewer of a session token: one query, whatever their roles."""
    found = signed_in_by(token_hash(token))
    if found is None:
        return None
    known, roles = found
    moment = now()
    if known.expires_at <= moment or not known.active:
        return None
    if moment - known.last_seen_at >= SEEN_EVERY:
        _note_seen(known.session_id, remembered=known.remembered)
    zone = own_zone(known) if known.member_id is not None else None
    g.time_zone = zone.key if zone is not None else known.user_zone
    return SignedIn(known, roles, token)


def _note_seen(session_id: int, *, remembered: bool) -> None:
    moment, lasts = now(), REMEMBERED if remembered else LASTS
    with transaction() as writing:
        writing.execute(
            update(UserSession)
            .where(UserSession.id == session_id)
            .values(last_seen_at=moment, expires_at=moment + lasts)
        )
