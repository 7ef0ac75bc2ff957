"""Questions about logins: a user's sessions, who works here."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from portal.core.clock import now
from portal.core.database import db

from .models import StaffRole, User, UserSession


def sessions_of(user_id: int) -> Select[UserSession]:
    """The browsers in which this user is signed in."""
    return select(UserSession).where(UserSession.user_id == user_id, UserSession.expires_at > now())


def is_staff(user_id: Any) -> ColumnElement[bool]:
    """Whether the user in this column works here: `roles.makes_staff`, asked of the database."""
    return exists().where(StaffRole.user_id == user_id)


def managed_logins() -> Select[User]:
    """Those whose roles are given and taken: staff, and whoever holds no role (any more) and is no member either."""
    return select(User).where(or_(is_staff(User.id), User.member_id.is_(None)))


def everybody_here() -> list[User]:
    """All staff who can sign in, by name."""
    return list(db.session.scalars(select(User).where(is_staff(User.id), User.active).order_by(User.name, User.id)))


def colleagues() -> list[tuple[int, str]]:
    """(user id, name) of all staff who can sign in, by name."""
    statement = select(User.id, User.name).where(is_staff(User.id), User.active).order_by(User.name, User.id)
    return [(user_id, name) for user_id, name in db.session.execute(statement).all()]
