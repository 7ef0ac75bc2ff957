"""Signed-in browsers as rows: begun, seen, listed and ended."""

from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from flask import current_app, request
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from sqlalchemy import delete, select, update

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.core.tokens import new_token
from web_server.networks import kept_address

from .models import User, UserSession
from .principal import Principal

SEEN_EVERY = timedelta(minutes=5)


class Seen(Protocol):
    """What is read of a session at each request."""

    @property
    def session_id(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def last_seen_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def remembered(self) -> bool: ...


class Lasts(NamedTuple):
    """How long a session lasts: since it was last used, and at most."""

    unused: timedelta
    most: timedelta


MEMBERS = Lasts(timedelta(days=180), timedelta(days=365))
SHARED = Lasts(timedelta(days=1), timedelta(days=1))
STAFF = Lasts(timedelta(hours=12), timedelta(days=30))


def ends_at(created_at: datetime, seen_at: datetime, *, staff: bool, shared: bool) -> datetime:
    """When a session is over that began then and was last used then. Where two ends apply, the earlier one."""
    kinds = [kind for kind, applies in ((STAFF, staff), (SHARED, shared)) if applies] or [MEMBERS]
    return min(end for kind in kinds for end in (seen_at + kind.unused, created_at + kind.most))


def begin_session(user: User, *, shared: bool = False) -> Principal:
    """Make a session row for this browser; call `keep_signed_in` with the result once it is committed."""
    token, hashed = new_token()
    moment = now()
    session = UserSession(
        user=user,
        token_hash=hashed,
        agent=request.user_agent.string[:200],
        address=kept_address(request.remote_addr),
        remembered=not shared,
        created_at=moment,
        last_seen_at=moment,
        confirmed_at=moment,
        expires_at=ends_at(moment, moment, staff=user.is_staff, shared=shared),
    )
    db.session.add(session)
    db.session.flush()
    return Principal(user, token, session.id)


def renew_session(asking: Principal) -> tuple[Principal, bool]:
    """Note that somebody confirmed who they are, under a fresh identifier; and whether it is a shared device.

    Raises DomainError where the session was ended meanwhile.
    """
    token, hashed = new_token()
    theirs = UserSession.id == asking.session_id, UserSession.user_id == asking.id
    renewed = update(UserSession).where(*theirs).values(token_hash=hashed, confirmed_at=now())
    remembered = db.session.scalar(renewed.returning(UserSession.remembered))
    if remembered is None:
        raise DomainError(_("You've been signed out in the meantime. Sign in again."))
    return Principal(asking.user, token, asking.session_id), not remembered


def keep_signed_in(principal: Principal, *, shared: bool = False, same_person: bool = False) -> None:
    """Give the browser its cookie. Everything that an earlier session kept is dropped first, but for what forms that
    the same person has open in other tabs are sent with.

    On a shared device it goes when the browser closes, and so does what an earlier session left there.
    """
    open_forms = {"csrf_token": cookie["csrf_token"]} if same_person and "csrf_token" in cookie else {}
    cookie.clear()
    cookie.update(open_forms)
    login_user(principal, remember=not shared)
    if shared and current_app.config["REMEMBER_COOKIE_NAME"] in request.cookies:
        cookie["_remember"] = "clear"


def is_shared(session_id: int | None) -> bool:
    """Whether this session is on a device that others use, too."""
    return db.session.scalar(select(UserSession.remembered).where(UserSession.id == session_id)) is False


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


def note_seen(session: Seen, *, staff: bool) -> None:
    """Note that the browser is in use, which puts its end off; every few minutes at most."""
    moment = now()
    if moment - session.last_seen_at < SEEN_EVERY:
        return
    later = ends_at(session.created_at, moment, staff=staff, shared=not session.remembered)
    with transaction() as writing:
        writing.execute(
            update(UserSession)
            .where(UserSession.id == session.session_id)
            .values(last_seen_at=moment, expires_at=max(later, session.expires_at))
        )


def is_over(session: Seen, *, staff: bool) -> bool:
    """Whether the session has ended. For staff their own limits hold, whatever was written down when it began."""
    moment = now()
    if session.expires_at <= moment:
        return True
    return staff and ends_at(session.created_at, session.last_seen_at, staff=True, shared=False) <= moment
