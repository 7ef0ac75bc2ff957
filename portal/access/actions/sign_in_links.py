"""Links to sign in: mailed to whoever asked, used once (account_links.py), for a quarter of an hour."""

from datetime import timedelta

from ..links import mail_link, use_link, void_links
from ..mails import post_sign_in_link
from ..models import User
from .account_links import SIGN_IN, owned_link
from .closing import can_come_in, lock_login, open_login

LASTS = timedelta(minutes=15)


def send_sign_in_link(user: User, onward: str = "") -> None:
    """Mail `user` a link that signs them in, be it by opening their login again, and leads on to the page they wanted.

    Only the newest one works.
    """
    void_links(SIGN_IN, user.id)
    link, placeholder = mail_link(SIGN_IN, user.id, user.email, member_id=user.member_id, lasts=LASTS)
    post_sign_in_link(user, link, placeholder, onward)


def use_sign_in_link(token: str) -> User | None:
    """Whom the link lets in, this once; None where it has ended or somebody was faster. A closed login opens."""
    owned = owned_link(SIGN_IN, token)
    if owned is None:
        return None
    lock_login(owned.owner)
    if not can_come_in(owned.owner) or not use_link(owned.link):
        return None
    open_login(owned.owner, owned.owner)
    return owned.owner
