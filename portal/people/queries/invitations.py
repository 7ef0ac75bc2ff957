"""Questions about invitations: who was invited, and what became of it."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.core.database import db

from ..models import Invitation, Member


def invitations(status: str | None = None) -> Select[Invitation]:
    """Invitations, of one status or all, with the people on both sides."""
    member = joinedload(Invitation.member).joinedload(Member.company)
    statement = select(Invitation).options(member, joinedload(Invitation.sent_by))
    return statement.where(Invitation.status == status) if status else statement


def invitation_counts() -> dict[str, int]:
    """How many invitations there are in each status."""
    counts = select(Invitation.status, func.count()).group_by(Invitation.status)
    return dict(db.session.execute(counts).all())
