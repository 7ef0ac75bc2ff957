"""A colleague's absence: entered with a deputy, and ended before its day."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.members import ledger_member
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.ledger.ledger import record
from portal.ledger.verbs import Verb

from ..absences import day_of
from ..models import Absence
from ..verbs import ABSENCE_BEGUN, ABSENCE_ENDED


def begin_absence(user: User, starts_on: date, ends_on: date, deputy: User, by: User) -> Absence:
    """`user` is away from the first to the last of these days, and `deputy` stands in. Raises Refused."""
    _lock(user, deputy)
    _judge_days(user, starts_on, ends_on)
    if deputy.id == user.id:
        raise Refused(_("Somebody else has to stand in. Choose a colleague."))
    if not (deputy.active and deputy.is_staff and user.active and user.is_staff):
        raise Refused(_("They can't sign in here any more. Choose another colleague."))
    absence = Absence(user=user, deputy=deputy, starts_on=starts_on, ends_on=ends_on)
    absence.created_by_id, absence.created_at = by.id, now()
    db.session.add(absence)
    db.session.flush()
    _record(ABSENCE_BEGUN, absence, by)
    return absence


def end_absence(absence: Absence, by: User) -> bool:
    """They are back, or not going after all. Whether that was news."""
    db.session.refresh(absence, with_for_update={"of": Absence})
    if absence.ended_at is not None:
        return False
    absence.ended_at = now()
    _record(ABSENCE_ENDED, absence, by)
    return True


def _lock(*users: User) -> None:
    """Hold the rows until the end of the transaction: two absences entered at once, or a deputy whose login closes
    meanwhile, are judged one after the other.
    """
    for user in sorted(users, key=lambda each: each.id):
        db.session.refresh(user, with_for_update={"of": User})


def _judge_days(user: User, starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Refused(_("The last day is before the first. Change one of them."))
    if ends_on < day_of(user, now()):
        raise Refused(_("Those days are over. Choose days that are still to come."))
    others = Absence.user_id == user.id, Absence.ended_at.is_(None)
    overlaps = Absence.starts_on <= ends_on, Absence.ends_on >= starts_on
    if db.session.scalar(select(Absence.id).where(*others, *overlaps).limit(1)) is not None:
        raise Refused(_("Some of these days are in another absence already. End that one first, or choose other days."))


def _record(verb: Verb, absence: Absence, by: User) -> None:
    record(verb, member=ledger_member(absence.user), actor=by, about=absence.user, facts={"deputy": absence.deputy_id})
