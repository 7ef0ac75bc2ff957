"""Questions about addresses: whose one is, what links still answer, what waits for a member, and what is disputed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.models import Link, User
from portal.core.database import db

from ..lifecycle import ADDRESS_CHANGE
from ..models import AddressChange, Member

DISPUTED = "disputed"


def standing_changes(member_id: int) -> Sequence[AddressChange]:
    """What waits for a confirmation or is disputed for this member; one of each at most."""
    standing = AddressChange.status.in_((ADDRESS_CHANGE.initial, DISPUTED))
    asked = select(AddressChange).where(AddressChange.member_id == member_id, standing)
    return db.session.scalars(asked.order_by(AddressChange.id)).all()


def disputed_changes(most: int) -> Sequence[AddressChange]:
    """Those that are disputed, the oldest first, with whom they are about."""
    disputed = select(AddressChange).where(AddressChange.status == DISPUTED).order_by(AddressChange.id)
    return db.session.scalars(
        disputed.limit(most).options(
            joinedload(AddressChange.member).load_only(Member.id, Member.given_name, Member.family_name, Member.email)
        )
    ).all()


def why_fallen(member: Member, link: Link) -> str | None:
    """Why a link that answers in a member's name does so no more: it went where they are not reached any more
    ("moved"), or before their login was last closed ("closed"). None for one that stands.

    Links that only take something back are not asked this.
    """
    if not is_address_of(member, link.recipient):
        return "moved"
    closed = select(User.id).where(User.member_id == member.id, User.closed_at >= link.created_at)
    return "closed" if db.session.scalar(closed) is not None else None


def is_address_of(member: Member, address: str) -> bool:
    """Whether they are reached there: at their own address, or at that of a double who was merged into them."""
    double = select(Member.id).where(Member.email == address, Member.merged_into_id == member.id)
    return member.email == address or db.session.scalar(double) is not None
