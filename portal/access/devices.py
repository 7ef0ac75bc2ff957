"""Devices on which a login is known, and the mail about one that is not."""

from datetime import timedelta

from flask import Response, after_this_request, current_app, request
from sqlalchemy import delete, update

from portal.core.clock import now
from portal.core.cookies import THIS_HOST
from portal.core.database import db, insert_or_ignore
from portal.core.tokens import new_token, token_hash
from web_server.networks import kept_address

from .browsers import browser_name
from .mails import post_new_device
from .models import KnownDevice, User

COOKIE = "fanfare_device"
KEPT = timedelta(days=400)
"""Since it was last seen: what browsers keep a cookie for."""


def note_device(user: User, session_id: int | None, *, by_password: bool, shared: bool) -> None:
    """Know this browser from now on, unless others use it, too.

    One that is new is mailed to staff, and to members when it came by password: a link proved their mailbox.
    """
    token = request.cookies.get(_cookie(), "")
    if _seen_again(user, token):
        return
    if not shared:
        _remember(user, token)
    if user.is_staff or by_password:
        post_new_device(user, session_id, browser_name(request.user_agent.string), kept_address(request.remote_addr))


def forget_old_devices() -> int:
    """Remove devices that no browser remembers any more; how many there were."""
    gone = delete(KnownDevice).where(KnownDevice.last_seen_at < now() - KEPT).returning(KnownDevice.id)
    return len(db.session.scalars(gone).all())


def _seen_again(user: User, token: str) -> bool:
    theirs = KnownDevice.user_id == user.id, KnownDevice.token_hash == token_hash(token)
    seen = update(KnownDevice).where(*theirs).values(last_seen_at=now()).returning(KnownDevice.id)
    return db.session.execute(seen).first() is not None


def _remember(user: User, token: str) -> None:
    token = token if 16 <= len(token) <= 64 else new_token()[0]
    row = {"user_id": user.id, "token_hash": token_hash(token), "created_at": now(), "last_seen_at": now()}
    insert_or_ignore(KnownDevice, [row])

    @after_this_request
    def give_cookie(response: Response) -> Response:
        response.set_cookie(_cookie(), token, max_age=KEPT, secure=_is_https(), httponly=True, samesite="Lax")
        return response


def _cookie() -> str:
    return f"{THIS_HOST}{COOKIE}" if _is_https() else COOKIE


def _is_https() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
