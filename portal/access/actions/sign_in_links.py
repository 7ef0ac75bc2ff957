"""Links to sign in: mailed to whoever asked, used once, for a quarter of an hour."""

from datetime import timedelta

from portal.core.database import db

from ..links import find_link, mail_link, use_link, void_links
from ..mails import post_sign_in_link
from ..models import User

LASTS = timedelta(minutes=15)


def send_sign_in_link(user: User, onward: str = "") -> None:
    """Mail `user` a link that signs them in and leads on to the page they wanted. Only the newest one works."""
    void_links("sign-in", user.id)
    link, placeholder = mail_link("sign-in", user.id, user.email, member_id=user.member_id, lasts=LASTS)
    post_sign_in_link(user, link, placeholder, onward)


def owner_of_sign_in_link(token: str) -> User | None:
    """The active user whom this link was mailed to, if it is still good and still their address."""
    link = find_link("sign-in", token)
    user = db.session.get(User, link.subject_id) if link is not None else None
    if link is None or user is None:
        return None
    return user if user.active and user.email == link.recipient else None


def use_sign_in_link(token: str) -> User | None:
    """Whom the link lets in, this once; None where it has ended or somebody was faster."""
    user, link = owner_of_sign_in_link(token), find_link("sign-in", token)
    return user if user is not None and link is not None and use_link(link) else None
