"""Who stands in for whom: new work and deadlines of a colleague who is away go to their deputy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, select
from sqlalchemy.orm import aliased

from portal.access.models import User
from portal.access.queries import is_staff
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused

from .models import Absence, Member
from .zones import own_zone

FURTHEST = timedelta(days=1)
"""No place on Earth is a whole day from UTC."""
MOST_STEPS = 5
"""So often a deputy who is away, too, has one in turn."""


class Away(NamedTuple):
    """One colleague who is away at a moment."""

    absence_id: int
    user_id: int
    name: str
    deputy_id: int
    deputy_name: str
    ends_on: date


class Place(NamedTuple):
    """Where a colleague is, as far as their login and their membership tell."""

    time_zone: str | None
    country: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        return own_zone(self) or ZoneInfo(current_app.config["TIME_ZONE"])


@dataclass(frozen=True)
class Roster:
    """Who is away at a moment, by user id."""

    away: Mapping[int, Away]

    def stand_in(self, user_id: int) -> int:
        """Who does this colleague's work: a deputy who is there; themselves where there is none."""
        seen = [user_id]
        while (absent := self.away.get(seen[-1])) is not None:
            if absent.deputy_id in seen or len(seen) > MOST_STEPS:
                return user_id
            seen.append(absent.deputy_id)
        return seen[-1]

    def covers(self, user_id: int) -> frozenset[int]:
        """Whose work this colleague does: their own, and that of everybody for whom they stand in."""
        return frozenset({user_id, *(each for each in self.away if self.stand_in(each) == user_id)})

    def column(self, owner: Any) -> ColumnElement[Any]:
        """Who stands in for whoever is named in this column."""
        deputies = {user_id: self.stand_in(user_id) for user_id in self.away}
        return case(deputies, value=owner, else_=owner) if deputies else owner


NOBODY_AWAY = Roster({})


def roster(at: datetime | None = None) -> Roster:
    """Who is away at that moment, or now, by the day where each of them is. One query."""
    moment = at or now()
    around = {"begun_by": moment.date() + FURTHEST, "since": moment.date() - FURTHEST}
    rows = db.session.execute(_around(), around).all()
    return Roster({row.user_id: _away(row) for row in rows if row.starts_on <= _day(row, moment) <= row.ends_on})


def stand_in(user_id: int, at: datetime | None = None) -> int:
    """Who does this colleague's work at that moment, or now: mostly they themselves."""
    return roster(at).stand_in(user_id)


def covers(user_id: int, at: datetime | None = None) -> frozenset[int]:
    """Whose work this colleague does at that moment, or now."""
    return roster(at).covers(user_id)


def first_on_duty(candidates: Iterable[User | None], duty: Roster, *, needs: str = "", role: str = "") -> User | None:
    """The first of these colleagues, or who stands in for them, who is here; of a deputy also who may do it."""
    for candidate in candidates:
        if candidate is None:
            continue
        user = held_login(duty.stand_in(candidate.id))
        may = user is not None and (user.id == candidate.id or not needs or user.may(needs))
        if user is not None and user.active and user.is_staff and may and (not role or _has(user, role)):
            return user
    return None


def held_login(user_id: int) -> User | None:
    """The login as it is now, held until the end of the transaction: whoever gets work stays meanwhile."""
    held = select(User).where(User.id == user_id).with_for_update(read=True, key_share=True, of=User)
    return db.session.scalar(held.execution_options(populate_existing=True))


def judge_owner(user_id: int) -> None:
    """Refuse to give something to whoever works here no more, or is about to: their login is held until then."""
    user = held_login(user_id)
    if user is None or not user.active or not user.is_staff:
        raise Refused(_("This colleague can't sign in here any more. Choose somebody else."))


def day_of(user: User, moment: datetime) -> date:
    """Which day it is where this colleague is."""
    member = db.session.get(Member, user.member_id) if user.member_id else None
    place = Place(member.time_zone, member.country) if member else Place(user.time_zone)
    return moment.astimezone(place.zone).date()


def not_over(since: Any = None) -> ColumnElement[bool]:
    """The absences that run or are to come somewhere on Earth; nothing is written down when one runs out. `since` is
    the day before the one that is meant, or a parameter for it.
    """
    return and_(Absence.ended_at.is_(None), Absence.ends_on >= (now().date() - FURTHEST if since is None else since))


def _has(user: User, role: str) -> bool:
    return role in {held.role for held in user.roles}


@cache
def _around() -> Select[Any]:
    """Absences that may be running somewhere on a day, with deputies who are here at all. Written once, for it is asked
    with every notice."""
    deputy = aliased(User)
    there = Member.id.is_not(None)
    return (
        select(
            *(Absence.id, Absence.user_id, User.name, Absence.deputy_id, deputy.name.label("deputy_name")),
            *(Absence.starts_on, Absence.ends_on, Member.country),
            case((there, Member.time_zone), else_=User.time_zone).label("time_zone"),
        )
        .join(User, User.id == Absence.user_id)
        .join(deputy, deputy.id == Absence.deputy_id)
        .outerjoin(Member, Member.id == User.member_id)
        .where(not_over(bindparam("since")), Absence.starts_on <= bindparam("begun_by"))
        .where(deputy.active, is_staff(deputy.id))
    )


def _day(row: Any, moment: datetime) -> date:
    return moment.astimezone(Place(row.time_zone, row.country).zone).date()


def _away(row: Any) -> Away:
    return Away(row.id, row.user_id, row.name, row.deputy_id, row.deputy_name, row.ends_on)
