"""Absences of colleagues: those that run or are to come."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.models import User
from portal.access.queries import colleagues
from portal.core.clock import now
from portal.core.database import db

from ..absences import Away, day_of, roster
from ..models import Absence


def coming_absences(user: User) -> Sequence[Absence]:
    """Those of this colleague that run or are to come, the next one first."""
    coming = Absence.user_id == user.id, Absence.ended_at.is_(None), Absence.ends_on >= day_of(user, now())
    rows = select(Absence).where(*coming).options(joinedload(Absence.deputy))
    return db.session.scalars(rows.order_by(Absence.starts_on, Absence.id)).all()


def possible_deputies(user_id: int) -> list[tuple[int, str]]:
    """(user id, name) of everybody who could stand in for this colleague, by name."""
    return [(each, name) for each, name in colleagues() if each != user_id]


def away_now(user_id: int) -> tuple[Away | None, list[Away]]:
    """Their own absence, if they are away now, and those of everybody for whom they stand in."""
    duty = roster()
    theirs = (duty.away[each] for each in duty.covers(user_id) if each != user_id)
    return duty.away.get(user_id), sorted(theirs, key=lambda absent: (absent.ends_on, absent.name))
