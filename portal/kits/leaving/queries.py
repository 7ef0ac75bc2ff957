"""Questions about those who leave."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.access.links import find_link
from portal.core.clock import now
from portal.core.database import db
from portal.kits.jobs.models import Job

from .lifecycle import OPEN
from .mails import UNDO
from .models import Departure


def open_departure_of(member_id: int) -> Departure | None:
    """How somebody leaves, if they do."""
    theirs = Departure.member_id == member_id, Departure.status.in_(OPEN)
    return db.session.scalar(select(Departure).where(*theirs))


def departure_of_link(token: str) -> Departure | None:
    """What the link in the email undoes, while it can be undone."""
    link = find_link(UNDO, token)
    departure = db.session.get(Departure, link.subject_id) if link is not None else None
    good = departure is not None and departure.status == "leaving" and departure.due_at and departure.due_at > now()
    return departure if good else None


def lock_departure(departure: Departure) -> None:
    """Whatever is decided about it is decided one after the other."""
    db.session.refresh(departure, with_for_update={"of": Departure})


def waiting_departures(most: int) -> Sequence[Departure]:
    """Those that wait for a second colleague, and those whose work stopped by an error."""
    stopped = select(Job.id).where(Job.kind == "erasure", Job.status == "failed")
    waits = (Departure.status == "asked") | (Departure.status == "erasing") & Departure.job_id.in_(stopped)
    return db.session.scalars(_whole().where(waits).order_by(Departure.id).limit(most)).all()


def newest_copy(user_id: int) -> Job | None:
    """The copy that somebody asked for last."""
    theirs = Job.kind == "copy", Job.owner_user_id == user_id
    return db.session.scalar(select(Job).where(*theirs).order_by(Job.id.desc()).limit(1))


def _whole() -> Select[Any]:
    return select(Departure).options(
        joinedload(Departure.member), joinedload(Departure.asked_by), joinedload(Departure.job)
    )
