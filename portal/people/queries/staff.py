"""Colleagues who look after somebody."""

from sqlalchemy import select

from portal.access.models import StaffRole, User
from portal.core.database import db

from ..absences import first_on_duty, roster
from ..models import Company, Member


def colleague_of(member: Member, role: str) -> User | None:
    """Who of `role` looks after this member: their own person, or their company's."""
    company = db.session.get(Company, member.company_id) if member.company_id else None
    for user_id in (member.owner_user_id, company.owner_user_id if company else None):
        user = db.session.get(User, user_id) if user_id else None
        if user is not None and user.active and role in {held.role for held in user.roles}:
            return user
    return None


def colleague_on_duty(member: Member, role: str) -> User | None:
    """Who of `role` does now what is to be done for this member: who looks after them, or stands in for that one."""
    company = db.session.get(Company, member.company_id) if member.company_id else None
    ids = (member.owner_user_id, company.owner_user_id if company else None)
    owners = [db.session.get(User, user_id) for user_id in ids if user_id]
    return first_on_duty(owners, roster(), role=role) if owners else None


def first_colleague(role: str) -> User | None:
    """The colleague who has had `role` longest, as far as user numbers tell."""
    holders = select(User).join(StaffRole, StaffRole.user_id == User.id).where(StaffRole.role == role, User.active)
    return db.session.scalar(holders.order_by(User.id).limit(1))
