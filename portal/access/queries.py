"""Questions about logins: a user's sessions, who works here."""

from sqlalchemy import Select, or_, select

from portal.core.clock import now
from portal.core.database import db

from .models import StaffRole, User, UserSession


def sessions_of(user_id: int) -> Select[UserSession]:
    """The browsers in which this user is signed in."""
    return select(UserSession).where(UserSession.user_id == user_id, UserSession.expires_at > now())


def staff_logins() -> Select[User]:
    """Everybody who works here: users with a role, and those without a membership."""
    has_role = select(StaffRole.user_id).where(StaffRole.user_id == User.id).exists()
    return select(User).where(or_(has_role, User.member_id.is_(None)))


def is_staff_login(user: User) -> bool:
    """Whether this login is one of `staff_logins`."""
    return user.member_id is None or bool(user.roles)


def colleagues() -> list[tuple[int, str]]:
    """(user id, name) of everybody with a role who can sign in, by name."""
    with_role = select(StaffRole.user_id).distinct()
    statement = select(User.id, User.name).where(User.id.in_(with_role), User.active).order_by(User.name, User.id)
    return [(user_id, name) for user_id, name in db.session.execute(statement).all()]
