"""Pausing a person or a company by hand: begun with a reason and a day, changed, ended."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import one_line
from portal.ledger.ledger import Line, record, record_lines

from ..models import Company, Member, Pause
from ..queries.pauses import pause_of
from ..verbs import PAUSE_BEGUN, PAUSE_CHANGED, PAUSE_ENDED
from ..zones import programme_day


def pause(subject: Member | Company, reason: str, until: date, actor: User) -> Pause:
    """Ask nothing of the member, or of anybody of the company, until that day; one that stands is changed."""
    reason = one_line(reason)
    if not reason:
        raise Refused(_("Say what you are waiting for, for colleagues who look at this later."))
    if until <= programme_day(now()):
        raise Refused(_("That day has come already. Choose a later one."))
    _lock(subject)
    standing = pause_of(subject, locked=True)
    if standing is None:
        standing = Pause(begun_at=now(), begun_by_id=actor.id, **_of(subject))
        db.session.add(standing)
        verb = PAUSE_BEGUN
    else:
        standing.begun_by_id, verb = actor.id, PAUSE_CHANGED
    standing.reason, standing.until = reason, until
    db.session.flush()
    record(verb, member=standing.member, company=_company_of(standing), actor=actor, about=standing)
    return standing


def end_pause(subject: Member | Company, actor: User) -> None:
    """They may be asked again from now on."""
    standing = pause_of(subject, locked=True)
    if standing is None:
        raise Refused(_("This pause has ended already."))
    _end(standing, actor)


def end_due_pauses(page: int = 200) -> int:
    """End the pauses whose day has come; how many there were."""
    due = select(Pause).where(Pause.ended_at.is_(None), Pause.until <= programme_day(now()))
    locked = due.order_by(Pause.until, Pause.id).limit(page).with_for_update(skip_locked=True, of=Pause)
    pauses = db.session.scalars(locked).all()
    for each in pauses:
        each.ended_at = now()
    db.session.flush()
    record_lines([_ending(each) for each in pauses])
    return len(pauses)


def settle_pauses(stays: Member | Company, double: Member | Company, actor: User) -> None:
    """Two records become one: of two pauses the one that lasts longer stands."""
    own, other = pause_of(stays, locked=True), pause_of(double, locked=True)
    if own is None or other is None:
        return
    shorter = min(own, other, key=lambda each: each.until)
    _end(shorter, actor)
    db.session.flush()


def _end(standing: Pause, actor: User) -> None:
    standing.ended_at = now()
    record(PAUSE_ENDED, member=standing.member, company=_company_of(standing), actor=actor, about=standing)


def _lock(subject: Member | Company) -> None:
    """Hold the row until the end of the transaction, so that two colleagues who pause at once set one pause."""
    model = type(subject)
    db.session.execute(select(model.id).where(model.id == subject.id).with_for_update(key_share=True))


def _of(subject: Member | Company) -> dict[str, Member | Company]:
    return {"member" if isinstance(subject, Member) else "company": subject}


def _company_of(standing: Pause) -> Company | None:
    return standing.member.company if standing.member else standing.company


def _ending(ended: Pause) -> Line:
    company = _company_of(ended)
    return Line(
        PAUSE_ENDED,
        member_id=ended.member_id,
        company_id=company.id if company else None,
        about=("pause", ended.id),
    )
