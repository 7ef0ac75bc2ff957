"""Questions about addresses: whose one is, what links still answer, what waits for a member, and what is disputed."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import joinedload, lazyload

from portal.access.models import Link, User
from portal.core.database import db

from ..lifecycle import ADDRESS_CHANGE
from ..models import AddressChange, Member
from ..viewer import Viewer

DISPUTED = "disputed"


def standing_changes(whose: ColumnElement[bool]) -> Sequence[AddressChange]:
    """What waits for a confirmation or is disputed for a member or a login; one that waits at most."""
    standing = AddressChange.status.in_((ADDRESS_CHANGE.initial, DISPUTED))
    return db.session.scalars(select(AddressChange).where(whose, standing).order_by(AddressChange.id)).all()


def disputed_changes(viewer: Viewer, most: int) -> Sequence[AddressChange]:
    """Those that are disputed and that this colleague may settle, the oldest first, with whose login each is about."""
    settled_by = {"people.edit": AddressChange.member_id.is_not(None), "users.edit": AddressChange.member_id.is_(None)}
    theirs = or_(false(), *(kind for capability, kind in settled_by.items() if viewer.may(capability)))
    disputed = select(AddressChange).where(AddressChange.status == DISPUTED, theirs).order_by(AddressChange.id)
    whose = joinedload(AddressChange.user).load_only(User.id, User.name), lazyload(AddressChange.user, User.roles)
    return db.session.scalars(disputed.limit(most).options(*whose)).all()


def why_fallen(member: Member, link: Link) -> str | None:
    """Why a link that answers in a member's name does so no more: it went where they are not reached any more
    ("moved"), or the login that they have, or had there, is closed or was closed since ("closed"). None for one that
    stands.

    A login that ended in a merge was not closed: the person goes on with another one. Links that only take something
    back are not asked this.
    """
    if not is_address_of(member, link.recipient):
        return "moved"
    theirs = or_(User.member_id == member.id, User.email == link.recipient)
    closed = or_(User.closed_at >= link.created_at, User.active.is_(False) & User.closed_at.is_not(None))
    return "closed" if db.session.scalar(select(User.id).where(theirs, closed).limit(1)) is not None else None


def is_address_of(member: Member, address: str) -> bool:
    """Whether they are reached there: at their own address, or at that of a double who was merged into them."""
    double = select(Member.id).where(Member.email == address, Member.merged_into_id == member.id)
    return member.email == address or db.session.scalar(double) is not None
