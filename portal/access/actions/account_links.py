"""Links from an email that open an account: whose one is, and using it up."""

from typing import NamedTuple

from portal.core.database import db

from ..links import find_link, use_link
from ..models import Link, User
from .closing import can_come_in

PASSWORD, SIGN_IN = "password", "sign-in"
"""The purposes of the two."""


class OwnedLink(NamedTuple):
    link: Link
    owner: User


def owned_link(purpose: str, token: str) -> OwnedLink | None:
    """The link of this token with the user whom it was mailed to, if it is still good, still their address, and opens
    their login as that stands.
    """
    link = find_link(purpose, token)
    owner = db.session.get(User, link.subject_id) if link is not None else None
    if link is None or owner is None or owner.email != link.recipient:
        return None
    opens = can_come_in(owner) if purpose == SIGN_IN else owner.active and owner.disputed_at is None
    return OwnedLink(link, owner) if opens else None


def use_owned_link(purpose: str, token: str) -> User | None:
    """Whose account the link opens, this once; None where it has ended or somebody was faster."""
    owned = owned_link(purpose, token)
    return owned.owner if owned is not None and use_link(owned.link) else None
