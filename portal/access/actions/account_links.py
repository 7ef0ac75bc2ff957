"""Links from an email that open an account: whose one is, and using it up."""

from typing import NamedTuple

from portal.core.database import db

from ..links import find_link, use_link
from ..models import Link, User

PASSWORD, SIGN_IN = "password", "sign-in"
"""The purposes of the two."""


class OwnedLink(NamedTuple):
    link: Link
    owner: User


def owned_link(purpose: str, token: str) -> OwnedLink | None:
    """The link of this token with the active user whom it was mailed to, if it is still good and still their address.

    The password of a login whose address is disputed stays as it is.
    """
    link = find_link(purpose, token)
    owner = db.session.get(User, link.subject_id) if link is not None else None
    if link is None or owner is None or not owner.active or owner.email != link.recipient:
        return None
    return None if purpose == PASSWORD and owner.disputed_at is not None else OwnedLink(link, owner)


def use_owned_link(purpose: str, token: str) -> User | None:
    """Whose account the link opens, this once; None where it has ended or somebody was faster."""
    owned = owned_link(purpose, token)
    return owned.owner if owned is not None and use_link(owned.link) else None
