"""Links to sign in: mailed to whoever asked, used once (account_links.py), for a quarter of an hour."""

from datetime import timedelta

from ..links import mail_link, void_links
from ..mails import post_sign_in_link
from ..models import User
from .account_links import SIGN_IN

LASTS = timedelta(minutes=15)


def send_sign_in_link(user: User, onward: str = "") -> None:
    """Mail `user` a link that signs them in and leads on to the page they wanted. Only the newest one works."""
    void_links(SIGN_IN, user.id)
    link, placeholder = mail_link(SIGN_IN, user.id, user.email, member_id=user.member_id, lasts=LASTS)
    post_sign_in_link(user, link, placeholder, onward)
