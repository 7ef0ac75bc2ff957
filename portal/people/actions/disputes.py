"""Whoever reads mail at the former address says that they never wanted the change: people look into it.

The login never goes back by itself, for the former mailbox may be an employer's by now. Until it is settled its
password and its address stay as they are.
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.access.actions.closing import lock_login
from portal.access.links import find_link, use_link, void_account_links, void_links
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError, Refused
from portal.ledger.ledger import record

from ..lifecycle import ADDRESS_CHANGE
from ..models import AddressChange, Member
from ..verbs import ADDRESS_DISPUTED, ADDRESS_KEPT, ADDRESS_RETURNED
from .addresses import DISPUTE, move_login, withdraw_change
from .job_changes import doubt_job


def disputable(token: str) -> AddressChange | None:
    """The change that this token may dispute: confirmed within the last week, and not disputed yet."""
    link = find_link(DISPUTE, token)
    change = db.session.get(AddressChange, link.subject_id) if link is not None else None
    return change if change is not None and ADDRESS_CHANGE.allows(change.status, "dispute") else None


def dispute_change(change: AddressChange, token: str) -> None:
    """Keep the password and the address as they are until somebody has looked into it."""
    lock_login(change.user)
    link = find_link(DISPUTE, token)
    if link is None or not use_link(link):
        raise DomainError(_("You've told us already. Someone is looking into it."))
    change.status = ADDRESS_CHANGE.after(change.status, "dispute")
    change.disputed_at = change.user.disputed_at = now()
    void_account_links(change.user_id)  # with them falls the link to an address that was asked for meanwhile
    record(ADDRESS_DISPUTED, member=change.member, about=change)


def keep_address(change: AddressChange, actor: User) -> None:
    """It was the person themselves: the new address stays."""
    _settle(change, "keep", actor)
    record(ADDRESS_KEPT, member=change.member, actor=actor, about=change)


def return_address(change: AddressChange, actor: User) -> None:
    """It was not: the login goes back to the former address without the password that it may have been given meanwhile,
    everybody who is signed in with it is signed out, and what the new address had proved is proved no more.
    """
    _settle(change, "return", actor)
    for later in _later_than(change):
        void_links(DISPUTE, later.id)
        if ADDRESS_CHANGE.allows(later.status, "keep"):
            _settle(later, "keep", actor)
    change.user.password_hash = None
    _refuse_if_taken(change)
    move_login(change.user, change.member, change.former, actor)
    if change.member is not None:
        doubt_job(change.member, since=change.confirmed_at or now())
    record(ADDRESS_RETURNED, member=change.member, actor=actor, about=change)


def _refuse_if_taken(change: AddressChange) -> None:
    others = Member.email == change.former, Member.id != change.member_id
    double = db.session.scalar(select(Member.id).where(*others, Member.merged_into_id.is_(None)))
    if change.member is not None and double is not None:
        raise Refused(
            _(
                "There's another record with the address %(address)s by now, for example from an import. Merge the two "
                "first; then the sign-in can go back there.",
                address=change.former,
            )
        )


def end_changes(login: User, actor: User) -> None:
    """A login that ends takes no address any more, and nobody has to decide about those that it had."""
    for change in db.session.scalars(select(AddressChange).where(AddressChange.user_id == login.id)):
        void_links(DISPUTE, change.id)
        if ADDRESS_CHANGE.allows(change.status, "withdraw"):
            withdraw_change(change, actor)
        elif ADDRESS_CHANGE.allows(change.status, "keep"):
            _settle(change, "keep", actor)


def _later_than(change: AddressChange) -> Sequence[AddressChange]:
    later = select(AddressChange).where(AddressChange.user_id == change.user_id, AddressChange.id > change.id)
    return db.session.scalars(later.order_by(AddressChange.id)).all()


def _settle(change: AddressChange, trigger: str, actor: User) -> None:
    lock_login(change.user)
    if change.user_id == actor.id:
        raise Refused(_("This is about your own login: ask a colleague to settle it."))
    if change.user.is_staff and not actor.may("users.edit"):
        raise Refused(_("They're a colleague with a role. Ask someone who manages users to settle this."))
    db.session.refresh(change)
    change.status = ADDRESS_CHANGE.after(change.status, trigger)
    change.settled_by_id, change.settled_at = actor.id, now()
    db.session.flush()
    others = AddressChange.user_id == change.user_id, AddressChange.status == "disputed"
    change.user.disputed_at = db.session.scalar(select(func.min(AddressChange.disputed_at)).where(*others))
