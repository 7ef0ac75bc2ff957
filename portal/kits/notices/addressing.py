"""Which colleagues are told of something that concerns their work.

Every notice to colleagues asks here, so that one rule says who stands in for whom.
"""

from collections.abc import Collection

from sqlalchemy import select

from portal.access.models import StaffRole, User
from portal.access.roles import roles_with
from portal.core.database import db
from portal.people.absences import roster
from portal.people.models import Member
from portal.people.queries.staff import looking_after


def on_duty(user_ids: Collection[int | None], *, needs: str = "") -> list[int]:
    """Who hears what these colleagues would hear for their work: those of them who can sign in, and for whoever is away
    the deputy. One who may not do what it needs hears nothing: it stays with whoever is away.
    """
    named, duty = {one for one in user_ids if one is not None}, roster()
    whom = {duty.stand_in(one) for one in named}
    if needs and whom != named:
        able = set(db.session.scalars(select(StaffRole.user_id).where(StaffRole.role.in_(roles_with(needs)))))
        whom = {each if (each := duty.stand_in(one)) in able else one for one in named}
    here = select(User.id).where(User.id.in_(whom), User.active)
    return list(db.session.scalars(here.order_by(User.id)))


def everybody_who_may(capability: str) -> list[int]:
    """Everybody who may do this, where it is nobody's in particular."""
    return _holding(roles_with(capability), needs=capability)


def everybody_in(role: str) -> list[int]:
    """Everybody of one role."""
    return _holding([role])


def responsible(owner_id: int | None, member: Member | None, capability: str) -> list[int]:
    """The one colleague who is told: the owner; without one who may do this, whoever looks after the member; else
    whoever has done it longest. Nobody where nobody may.
    """
    others = [user.id for user in looking_after(member)] if member is not None else []
    for user_id in (owner_id, *others):
        if told := [each for each in on_duty([user_id]) if db.session.get_one(User, each).may(capability)]:
            return told
    return everybody_who_may(capability)[:1]


def _holding(roles: Collection[str], needs: str = "") -> list[int]:
    holders = select(StaffRole.user_id).where(StaffRole.role.in_(roles))
    return on_duty(db.session.scalars(holders.distinct()).all(), needs=needs)
