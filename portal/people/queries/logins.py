"""Questions about logins: a user's sessions, who works here, who was invited."""

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db

from ..models import Invitation, Member, StaffRole, User, UserSession


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


def invitations(status: str | None = None) -> Select[Invitation]:
    """Invitations, of one status or all, with the people on both sides."""
    member = joinedload(Invitation.member).joinedload(Member.company)
    found = select(Invitation).options(member, joinedload(Invitation.sent_by))
    return found.where(Invitation.status == status) if status else found


def invitation_counts() -> dict[str, int]:
    """How many invitations there are in each status."""
    counts = select(Invitation.status, func.count()).group_by(Invitation.status)
    return dict(db.session.execute(counts).all())
