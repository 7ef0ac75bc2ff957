"""Colleagues who can own a person or a company."""

from sqlalchemy import select

from portal.core.database import db

from ..models import StaffRole, User


def colleagues() -> list[tuple[int, str]]:
    """(user id, name) of everybody with a role who can sign in, by name."""
    with_role = select(StaffRole.user_id).distinct()
    found = select(User.id, User.name).where(User.id.in_(with_role), User.active).order_by(User.name, User.id)
    return [(user_id, name) for user_id, name in db.session.execute(found).all()]
