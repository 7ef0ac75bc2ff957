"""Signed-in browsers as rows: begun, seen, listed and ended."""

from datetime import timedelta

from flask import g, request
from flask_login import login_user, logout_user
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import joinedload

from ..core.clock import now
from ..core.database import db, transaction
from ..core.tokens import new_token, token_hash
from ..extensions import login_manager
from .access import Nobody, Viewer
from .models import Member, User, UserSession
from .zones import own_zone

SEEN_EVERY = timedelta(minutes=5)
LASTS = timedelta(days=1)
REMEMBERED = timedelta(days=60)

_BY_TOKEN = (
    select(User, UserSession.id, UserSession.expires_at, UserSession.last_seen_at, UserSession.remembered)
    .join(UserSession.user)
    .where(UserSession.token_hash == bindparam("hashed"))
    .options(joinedload(User.member).joinedload(Member.company), joinedload(User.roles))
)

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
    found = db.session.execute(_BY_TOKEN, {"hashed": token_hash(token)}).unique().one_or_none()
    if found is None:
        return None
    user, session_id, expires_at, last_seen_at, remembered = found
    moment = now()
    if expires_at <= moment or not user.active:
        return None
    if moment - last_seen_at >= SEEN_EVERY:
        _note_seen(session_id, remembered=remembered)
    g.time_zone = _zone_name(user)
    return Viewer(user, token, session_id)


def _zone_name(user: User) -> str | None:
    zone = own_zone(user.member) if user.member is not None else None
    return zone.key if zone is not None else user.time_zone


def _note_seen(session_id: int, *, remembered: bool) -> None:
    moment, lasts = now(), REMEMBERED if remembered else LASTS
    with transaction() as writing:
        writing.execute(
            update(UserSession)
            .where(UserSession.id == session_id)
            .values(last_seen_at=moment, expires_at=moment + lasts)
        )
