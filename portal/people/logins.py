"""Which member a login is: it knows only their number, and whoever needs the row asks here."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, relationship

from portal.access.members import login_member, login_words
from portal.access.models import User
from portal.core.database import db

from .models import Member


@login_member
def member_of(user: User) -> Member | None:
    """The member this user is; None for staff. No query where somebody holds the row."""
    return db.session.get(Member, user.member_id) if user.member_id is not None else None


@login_words
def words_of(user: User) -> list[str]:
    """What anybody knows of the member that this user is."""
    member = member_of(user)
    return words_about(member) if member is not None else []


def words_about(member: Member) -> list[str]:
    """Name, address, job and company of a member."""
    return [member.email, member.name, member.job_title, member.company.name if member.company else ""]


def login_of(member: Member) -> User | None:
    """The login of a member, if they have one."""
    return db.session.scalar(select(User).where(User.member_id == member.id))


def login_is_closed(member: Member) -> bool:
    """Whether they have a login that lets nobody in."""
    return db.session.scalar(select(User.id).where(User.member_id == member.id, User.active.is_(False))) is not None


def member_by_login(user_id: Callable[[], InstrumentedAttribute[int]]) -> Any:
    """A relationship, to read by, from a row that is a login's (`user_id` is its column) to the member they are."""

    def owner() -> ColumnElement[bool]:
        return user_id() == User.id

    is_member = User.member_id == Member.id
    return relationship(
        Member, secondary=User.__table__, primaryjoin=owner, secondaryjoin=is_member, viewonly=True, uselist=False
    )
