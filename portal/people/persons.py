"""Who somebody is: every record that was merged into theirs, their logins, and what they are called."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select

from portal.access.models import User
from portal.core.database import db
from portal.core.persons import Person

from .models import AddressChange, FormerName, Member

CONFIRMED = ("confirmed", "kept", "disputed", "returned")


def person_of(member: Member, *, posts_stay: bool = True) -> Person:
    """The whole person that a record stands for."""
    records = records_of(member)
    ids = [record.id for record in records]
    logins = db.session.scalars(select(User).where(User.member_id.in_(ids)).order_by(User.id)).all()
    former = db.session.scalars(select(FormerName.former).where(FormerName.member_id.in_(ids))).all()
    return Person(
        member_ids=tuple(ids),
        user_ids=tuple(login.id for login in logins),
        addresses=_addresses(records, logins, former),
        names=_names(records, logins, former),
        handles=tuple(login.handle for login in logins),
        posts_stay=posts_stay,
    )


def records_of(member: Member) -> list[Member]:
    """The record itself, and those that were merged into it."""
    records, found = [member], [member.id]
    while found:
        merged = db.session.scalars(select(Member).where(Member.merged_into_id.in_(found)).order_by(Member.id)).all()
        fresh = [each for each in merged if each not in records]
        records += fresh
        found = [each.id for each in fresh]
    return records


def _names(records: Iterable[Member], logins: Iterable[User], former: Iterable[str]) -> tuple[str, ...]:
    """What they are and were called, less what somebody else is called as well: a slip may have given it to them."""
    own = _unique([*(record.name for record in records), *(login.name for login in logins)])
    before = [name for name in former if "@" not in name and name not in own]
    others = {member.name for member in db.session.scalars(select(Member).where(_full_name().in_(before)))}
    return _unique([*own, *(name for name in before if name not in others)])


def _full_name() -> ColumnElement[str]:
    return func.trim(Member.given_name + " " + Member.family_name)


def _addresses(records: Iterable[Member], logins: Iterable[User], known: Iterable[str]) -> tuple[str, ...]:
    """Where they are and were reached, less what is somebody else's by now."""
    own = _unique([*(record.email for record in records), *(login.email for login in logins)])
    users = [login.id for login in logins]
    former = db.session.scalars(
        select(AddressChange.former).where(AddressChange.user_id.in_(users), AddressChange.status.in_(CONFIRMED))
    )
    before = [address for address in [*former, *known] if "@" in address and address not in own]
    taken = {
        *db.session.scalars(select(Member.email).where(Member.email.in_(before))),
        *db.session.scalars(select(User.email).where(User.email.in_(before))),
    }
    return _unique([*own, *(address for address in before if address not in taken)])


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))
