"""Whoever reads mail at the former address says that they never wanted the change: people look into it.

The login never goes back by itself, for the former mailbox may be an employer's by now. Until it is settled its
password and its address stay as they are.
"""

from flask_babel import gettext as _

from portal.access.links import find_link, use_link, void_account_links
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError
from portal.ledger.ledger import record

from ..lifecycle import ADDRESS_CHANGE
from ..models import AddressChange
from ..verbs import ADDRESS_DISPUTED, ADDRESS_KEPT, ADDRESS_RETURNED
from .addresses import DISPUTE, move_login


def disputable(token: str) -> AddressChange | None:
    """The change that this token may dispute: confirmed within the last week, and not disputed yet."""
    link = find_link(DISPUTE, token)
    change = db.session.get(AddressChange, link.subject_id) if link is not None else None
    return change if change is not None and ADDRESS_CHANGE.allows(change.status, "dispute") else None


def dispute_change(change: AddressChange, token: str) -> None:
    """Keep the password and the address as they are until somebody has looked into it."""
    link = find_link(DISPUTE, token)
    if link is None or not use_link(link):
        raise DomainError(_("You have told us already. Someone is looking into it."))
    change.status = ADDRESS_CHANGE.after(change.status, "dispute")
    change.disputed_at = change.user.disputed_at = now()
    void_account_links(change.user_id)
    record(ADDRESS_DISPUTED, member=change.member, about=change)


def keep_address(change: AddressChange, actor: User) -> None:
    """It was the person themselves: the new address stays."""
    _settle(change, "keep", actor)
    record(ADDRESS_KEPT, member=change.member, actor=actor, about=change)


def return_address(change: AddressChange, actor: User) -> None:
    """It was not: the login goes back to the former address, and everybody who is signed in with it is signed out."""
    _settle(change, "return", actor)
    move_login(change.user, change.member, change.former)
    record(ADDRESS_RETURNED, member=change.member, actor=actor, about=change)


def _settle(change: AddressChange, trigger: str, actor: User) -> None:
    change.status = ADDRESS_CHANGE.after(change.status, trigger)
    change.settled_by_id, change.settled_at = actor.id, now()
    change.user.disputed_at = None
