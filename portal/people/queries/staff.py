"""Colleagues who look after somebody."""

from sqlalchemy import select

from portal.access.models import StaffRole, User
from portal.core.database import db

from ..absences import first_on_duty, roster
from ..models import Company, Member


def looking_after(member: Member) -> list[User]:
    """Who looks after this member: their own person first, then their company's."""
    company = db.session.get(Company, member.company_id) if member.company_id else None
    ids = dict.fromkeys((member.owner_user_id, company.owner_user_id if company else None))
    users = (db.session.get(User, user_id) for user_id in ids if user_id)
    return [user for user in users if user is not None]


def colleague_of(member: Member, role: str) -> User | None:
    """Who of `role` looks after this member, also while they are away: emails go on in their name."""
    able = (user for user in looking_after(member) if user.active and role in {held.role for held in user.roles})
    return next(able, None)


def colleague_on_duty(member: Member, role: str) -> User | None:
    """Who of `role` does now what is to be done for this member: who looks after them, or stands in for that one."""
    owners = looking_after(member)
    return first_on_duty(owners, roster(), role=role) if owners else None


def first_colleague(role: str) -> User | None:
    """The colleague who has had `role` longest, as far as user numbers tell."""
    holders = select(User).join(StaffRole, StaffRole.user_id == User.id).where(StaffRole.role == role, User.active)
    return db.session.scalar(holders.order_by(User.id).limit(1))
