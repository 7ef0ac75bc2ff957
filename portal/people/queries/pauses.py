"""Pauses by hand: the one of a person or a company, and those that end soon."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db

from ..models import Company, Member, Pause
from ..zones import programme_day

A_WEEKEND_AND_A_DAY = timedelta(days=3)


def pause_of(subject: Member | Company, *, locked: bool = False) -> Pause | None:
    """The pause of this very member or company that nobody has ended; `locked` to change it."""
    column = Pause.member_id if isinstance(subject, Member) else Pause.company_id
    standing = select(Pause).where(column == subject.id, Pause.ended_at.is_(None))
    return db.session.scalar(standing.with_for_update(of=Pause) if locked else standing)


def standing_pause_of(subject: Member | Company) -> Pause | None:
    """The pause of this very member or company, while its day has not come."""
    standing = pause_of(subject)
    return standing if standing is not None and standing.until > programme_day(now()) else None


def pauses_until(day: date) -> Sequence[Pause]:
    """Those that end within a weekend and a day from then, with whom they are of and who set them."""
    soon = Pause.ended_at.is_(None), Pause.until > day, Pause.until <= day + A_WEEKEND_AND_A_DAY
    people = joinedload(Pause.member), joinedload(Pause.begun_by)
    return db.session.scalars(select(Pause).where(*soon).options(*people).order_by(Pause.until, Pause.id)).all()
