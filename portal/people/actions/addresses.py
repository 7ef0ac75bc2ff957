"""A login moves to another address when whoever reads mail there says so: asked, confirmed, withdrawn.

Nothing moves before: until then the member is written to, and signs in, where they always were. The former address may
object for a week afterwards (see disputes.py).
"""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access.actions.closing import lock_login
from portal.access.endings import end_all_of, login_end
from portal.access.links import find_link, mail_link, void_links
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError, Refused
from portal.core.floods import refuse_flood
from portal.ledger.ledger import record

from ..lifecycle import ADDRESS_CHANGE
from ..logins import member_of
from ..mails import post_address_changed, post_address_confirmation, withdraw_address_confirmation
from ..models import AddressChange, Member
from ..models.former import NOBODYS
from ..verbs import ADDRESS_ASKED, ADDRESS_CHANGED, ADDRESS_WITHDRAWN
from .job_changes import confirm_by_address
from .people import sort_name

CONFIRM, DISPUTE = "address", "dispute"
"""The purposes of the two links."""
LASTS = timedelta(days=7)
MAX_AN_HOUR = 5
TOO_MANY = _l("That's a lot of new addresses for one hour.")


def open_change(user_id: int) -> AddressChange | None:
    """The change that waits for its confirmation, if there is one."""
    asked = AddressChange.status == ADDRESS_CHANGE.initial
    return db.session.scalar(select(AddressChange).where(AddressChange.user_id == user_id, asked))


def ask_for_own_address(login: User, address: str) -> AddressChange:
    """Ask for another address of one's own. That somebody else has the address is found out by nobody but whoever
    reads mail there.
    """
    if login.disputed_at is not None:
        raise Refused(
            _(
                "Someone says that this email address isn't yours. We're looking into it; until then, your address "
                "stays as it is."
            )
        )
    refuse_flood(
        AddressChange.user_id,
        login.id,
        AddressChange.asked_at,
        most=MAX_AN_HOUR,
        within=timedelta(hours=1),
        refusal=TOO_MANY,
    )
    return ask_for_address(login, member_of(login), address, login)


def ask_for_address(login: User, member: Member | None, address: str, actor: User) -> AddressChange:
    """Write to the new (normalised) address for a confirmation; an earlier change that waits is withdrawn."""
    lock_login(login)
    if login.disputed_at is not None:
        raise Refused(_("The last change of this email address is disputed. Settle the dispute first."))
    waiting = open_change(login.id)
    if waiting is not None:
        withdraw_change(waiting, actor)
        db.session.flush()
    moment = now()
    change = AddressChange(
        user_id=login.id,
        member_id=member.id if member else None,
        status=ADDRESS_CHANGE.initial,
        former=login.email,
        address=address,
        asked_by_id=actor.id,
        asked_at=moment,
        expires_at=moment + LASTS,
    )
    db.session.add(change)
    db.session.flush()
    _link, placeholder = mail_link(CONFIRM, login.id, address, member_id=change.member_id, lasts=LASTS)
    post_address_confirmation(change, placeholder)
    record(ADDRESS_ASKED, member=member, actor=actor, about=change)
    return change


def withdraw_change(change: AddressChange, actor: User) -> None:
    """Nobody is to confirm it any more; its link ends."""
    lock_login(change.user)
    db.session.refresh(change)
    change.status = ADDRESS_CHANGE.after(change.status, "withdraw")
    void_links(CONFIRM, change.user_id)
    withdraw_address_confirmation(change)
    record(ADDRESS_WITHDRAWN, member=change.member, actor=actor, about=change)


def change_of_link(token: str) -> AddressChange | None:
    """The change that this token confirms, as long as it waits and nobody disputes where the login is now.

    A closed login moves, and stays closed. A colleague's moves if they asked for it themselves: what somebody else
    asked for before they got a role moves nothing.
    """
    link = find_link(CONFIRM, token)
    change = open_change(link.subject_id) if link is not None else None
    if change is None or change.user.disputed_at is not None:
        return None
    if change.user.is_staff and not change.is_own:
        return None
    return change if change.user.email == change.former else None


def confirm_address(change: AddressChange) -> None:
    """Whoever reads mail at the new address took it: the login and its member move there, and every session ends."""
    login, member = change.user, change.member
    lock_login(login)
    if login.disputed_at is not None or not void_links(CONFIRM, login.id):
        raise DomainError(_("This link can't be used any more. Sign in, or ask whoever looks after you."))
    db.session.refresh(change)
    change.status = ADDRESS_CHANGE.after(change.status, "confirm")
    change.confirmed_at = login.address_proved_at = now()
    move_login(login, member, change.address, login)
    if member is not None:
        confirm_by_address(member)
    _link, placeholder = mail_link(DISPUTE, change.id, change.former, member_id=change.member_id, lasts=LASTS)
    post_address_changed(change, placeholder)
    record(ADDRESS_CHANGED, member=member, actor=login, about=change)


@login_end
def withdraw_waiting_change(login: User, by: User) -> None:
    """A login that is closed, or moves elsewhere, goes to no address that was asked for before."""
    waiting = open_change(login.id)
    if waiting is not None:
        withdraw_change(waiting, by)


def move_login(login: User, member: Member | None, address: str, by: User) -> None:
    """Give both the address. Whatever lets somebody in, or act, as this login ends with the one before.

    A login that is another record's by now, after a merge, moves alone.
    """
    end_all_of(login, by)
    try:
        login.email = address
        if member is not None and login.member_id == member.id:
            give_address(member, address)
        db.session.flush()
    except IntegrityError as error:
        raise Refused(_("Somebody else has this address already. Use another one.")) from error


def give_address(member: Member, address: str) -> None:
    """Give the member another (normalised) address.

    The address of a double that was merged into them is theirs: the two change places, so both still lead here.
    """
    former = member.email
    if former == address:
        return
    double = db.session.scalar(select(Member).where(Member.email == address, Member.merged_into_id == member.id))
    if double is not None:
        double.email = f"double.{double.id}{NOBODYS}"
        db.session.flush()
    member.email = address
    member.folded = sort_name(member.given_name, member.family_name, address)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Refused(_("Somebody else has this address already. Use another one.")) from error
    if double is not None:
        double.email = former
