"""Choosing a password with a link from a mail, and changing it. Hashes come in ready made."""

from datetime import timedelta

from flask_babel import gettext as _

from portal.core.clock import now
from portal.core.errors import Refused
from portal.ledger.ledger import record

from ..endings import end_feed
from ..links import mail_link, void_account_links, void_links
from ..mails import post_password_changed, post_password_link
from ..members import ledger_member
from ..models import User
from ..sessions import end_sessions
from ..sign_in_attempts import forgive_account
from ..verbs import USER_PASSWORD_CHANGED
from .account_links import PASSWORD, use_owned_link

LASTS = timedelta(hours=1)
FIRST_LASTS = timedelta(days=7)


def send_password_link(user: User, *, first: bool = False) -> None:
    """Mail `user` a link to choose a password. Only the newest link works: an hour, the first one a week."""
    void_links(PASSWORD, user.id)
    lasts = FIRST_LASTS if first else LASTS
    link, placeholder = mail_link(PASSWORD, user.id, user.email, member_id=user.member_id, lasts=lasts)
    post_password_link(user, link, placeholder, first=first)


def choose_password(token: str, password_hash: str, *, end_feeds: bool = False) -> User:
    """Set the password that the link's owner chose; every session of theirs ends, and their feeds if they want that.

    Raises Refused.
    """
    user = use_owned_link(PASSWORD, token)
    if user is None:
        raise Refused(_("This link has been used already. Ask for a new one."))
    void_account_links(user.id)
    end_sessions(user.id)
    user.address_proved_at = now()
    _set(user, password_hash, end_feeds=end_feeds)
    return user


def change_password(user: User, password_hash: str, *, session_id: int | None, end_feeds: bool = False) -> None:
    """Set a new password; every session but this one ends, and so does every link that is still on its way, and the
    feeds if they want that. Raises Refused.
    """
    if user.disputed_at is not None:
        raise Refused(
            _(
                "Someone says that this email address isn't yours. We're looking into it, and your password can't be "
                "changed until we have."
            )
        )
    void_account_links(user.id)
    end_sessions(user.id, but=session_id)
    _set(user, password_hash, end_feeds=end_feeds)


def _set(user: User, password_hash: str, *, end_feeds: bool) -> None:
    user.password_hash = password_hash
    if end_feeds:
        end_feed(user.id)
    forgive_account("sign-in", user.email)
    activity_id = record(USER_PASSWORD_CHANGED, member=ledger_member(user), actor=user, about=user)
    post_password_changed(user, activity_id)
