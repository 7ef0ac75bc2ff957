"""Who somebody is: every record that was merged into theirs, their logins, and what they are called."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, func, or_, select

from portal.access.models import User
from portal.core.database import db
from portal.core.persons import Person
from portal.core.text import fold, one_line

from .models import AddressChange, FormerName, Member

CONFIRMED = ("confirmed", "kept", "disputed", "returned")


def person_of(member: Member, *, posts_stay: bool = True) -> Person:
    """The whole person that a record stands for."""
    records = records_of(member)
    ids = [record.id for record in records]
    logins = db.session.scalars(select(User).where(User.member_id.in_(ids)).order_by(User.id)).all()
    former = db.session.scalars(select(FormerName.former).where(FormerName.member_id.in_(ids))).all()
    names = _names(records, logins, former)
    return Person(
        member_ids=tuple(ids),
        user_ids=tuple(login.id for login in logins),
        addresses=_addresses(records, logins, former),
        names=names,
        shared=_shared(names, ids),
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


def _shared(names: Iterable[str], ids: Collection[int]) -> frozenset[str]:
    """Of these names those that somebody else has, too: another record, or a login that is none of theirs."""
    keys = {name: _key(name) for name in names}
    others = {_key(name) for name in (*_members_called(keys.values(), ids), *_logins_called(names, ids))}
    return frozenset(name for name, key in keys.items() if key in others)


def _members_called(keys: Iterable[str], ids: Collection[int]) -> list[str]:
    """What other records are called that may have one of these names, however it is split into two."""
    words = [fold(key).split() for key in keys]
    sorted_as = {" ".join([*each[cut:], *each[:cut]])[:300] for each in words for cut in range(len(each))}
    others = select(_full_name()).where(Member.folded.in_(sorted_as), Member.id.not_in(ids))
    return list(db.session.scalars(others))


def _logins_called(names: Iterable[str], ids: Collection[int]) -> list[str]:
    """What other logins are called: of colleagues, who are few, and of members who have exactly one of these names."""
    alike = or_(User.member_id.is_(None), User.member_id.not_in(ids) & User.name.in_(names))
    return list(db.session.scalars(select(User.name).where(alike)))


def _key(name: str) -> str:
    return one_line(name).casefold()


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
