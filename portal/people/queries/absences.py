"""Absences of colleagues: those that run or are to come."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.models import User
from portal.access.owned import OWNED_WORK
from portal.access.queries import everybody_here
from portal.core.clock import now
from portal.core.database import db

from ..absences import Away, day_of, roster
from ..models import Absence

LOOKED_AFTER = ("company", "member")
"""Kinds of what colleagues own that nobody gets while they are away."""


def coming_absences(user: User) -> Sequence[Absence]:
    """Those of this colleague that run or are to come, the next one first."""
    coming = Absence.user_id == user.id, Absence.ended_at.is_(None), Absence.ends_on >= day_of(user, now())
    rows = select(Absence).where(*coming).options(joinedload(Absence.deputy))
    return db.session.scalars(rows.order_by(Absence.starts_on, Absence.id)).all()


def possible_deputies(user_id: int) -> list[User]:
    """Everybody who could stand in for this colleague, by name."""
    return [user for user in everybody_here() if user.id != user_id]


def stays_with(user: User, deputy: User) -> list[str]:
    """What this colleague may do and the deputy may not: standing in gives no rights. Whom they look after stays theirs
    anyway.
    """
    kinds = (work for work in list(OWNED_WORK.values()) if work.needs and work.kind not in LOOKED_AFTER)
    return [str(work.label) for work in kinds if user.may(work.needs) and not deputy.may(work.needs)]


def away_now(user_id: int) -> tuple[Away | None, list[Away]]:
    """Their own absence, if they are away now, and those of everybody for whom they stand in."""
    duty = roster()
    theirs = (duty.away[each] for each in duty.covers(user_id) if each != user_id)
    return duty.away.get(user_id), sorted(theirs, key=lambda absent: (absent.ends_on, absent.name))
