"""Signing in: the attempt is counted, the password looked at, and only then a session begins.

Each step is a transaction of its own, because a password may not be hashed inside one.
"""

from flask import request
from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.ledger import record

from .actions.account_links import SIGN_IN
from .actions.closing import LoginClosed
from .actions.link_requests import ask_for_link
from .actions.sign_in_links import use_sign_in_link
from .devices import note_device
from .failures import note_failure
from .members import ledger_member
from .models import User
from .passwords import hash_password, needs_rehash, verify_password
from .principal import Principal, whoever
from .sessions import begin_session, end_session
from .sign_in_attempts import attempt_keys, count_request, forgive_account, note_attempt, refuse_over_limit, take_back
from .verbs import USER_SIGNED_IN


def sign_in(email: str, password: str, *, shared: bool = False) -> Principal | None:
    """The principal of a new session, None when address or password is wrong. Raises TooMany, and LoginClosed where
    both are right.

    An unknown or password-less account costs the same statements and the same hash as a wrong password.
    """
    login = select(User.id, User.password_hash).where(User.email == email)
    user_id, stored = db.session.execute(login).first() or (None, None)
    if not _is_right(email, user_id, stored, password) or user_id is None or stored is None:
        return None
    fresh = hash_password(password) if needs_rehash(stored) else stored
    with transaction() as session:
        theirs = select(User).where(User.id == user_id, User.password_hash == stored)
        user = session.scalar(theirs.with_for_update(of=User))
        if user is None:
            return None
        if user.active:
            user.password_hash = fresh
            return _let_in(user, shared=shared)
        note_failure(user.id)
        closed = LoginClosed(reopens_by_link=user.reopens_by_link)
    raise closed


def _let_in(user: User, *, shared: bool) -> Principal:
    """Begin a session for whoever knew the password."""
    forgive_account("sign-in", user.email)
    entered = begin_session(user, shared=shared)
    note_device(user, entered.session_id, by_password=True, shared=shared)
    record(USER_SIGNED_IN, member=ledger_member(user), actor=user, about=user)
    return entered


def sign_in_by_link(token: str, *, shared: bool = False) -> Principal | None:
    """The principal of a new session for whoever holds this link; None where it has ended meanwhile.

    The session that this browser had until now ends.
    """
    asking = whoever()
    with transaction():
        user = use_sign_in_link(token)
        if user is None:
            return None
        if isinstance(asking, Principal):
            end_session(asking.session_id or 0, asking.id)
        user.address_proved_at = now()
        entered = begin_session(user, shared=shared)
        note_device(user, entered.session_id, by_password=False, shared=shared)
        record(USER_SIGNED_IN, member=ledger_member(user), actor=user, about=user)
    return entered


def request_sign_in_link(email: str, onward: str = "") -> None:
    """Note that somebody wants a link to sign in at this address, whoever has it. Raises TooMany."""
    count_request("link", email)
    with transaction():
        ask_for_link(SIGN_IN, email, onward)


def knows_password(user: User, password: str) -> bool:
    """Whether somebody who is signed in knows their password; counted like a sign-in. Raises TooMany."""
    email, stored = user.email, user.password_hash
    right = _is_right(email, user.id, stored, password)
    if right:
        with transaction():
            forgive_account("sign-in", email)
    return right


def _is_right(email: str, user_id: int | None, stored: str | None, password: str) -> bool:
    keys = attempt_keys("sign-in", email, request.remote_addr)
    with transaction():
        written = note_attempt(keys)
    refuse_over_limit(keys, written)
    if not verify_password(stored, password):
        with transaction():
            note_failure(user_id)
        return False
    with transaction():
        take_back(written)
    return True
