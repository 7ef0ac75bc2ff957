"""What the worker does about those who leave: begins when the days are over, cleans up, and forgets again."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.files import file_path, forget_file
from portal.core.sqlite import forget_log
from portal.kits.jobs.models import Job
from portal.kits.search.actions import rebuild
from portal.ledger.worker import worker_step
from portal.people.models import Member
from search_index import IndexUnavailable

from . import closed, doubles  # noqa: F401 - opening a login, and merging, ask them
from .actions.beginning import begin_when_due, erase_again
from .actions.copies import COPY
from .erased import Erased, erased_people, marks_of, unrecognisable
from .erasing import work  # noqa: F401 - the kind of work that erasing is
from .erasing.copying import FOLDER
from .models import Departure

log = structlog.get_logger()
COPY_KEPT_FOR = timedelta(days=7)
BATCH = 400


@worker_step("leaving.due", every=30)
def begin_due() -> int:
    """Begin with one whose days are over."""
    due = select(Departure.id).where(Departure.status == "leaving", Departure.due_at <= now()).limit(1)
    departure_id = db.session.scalar(due)
    if departure_id is None:
        return 0
    with transaction() as session:
        departure = session.get_one(Departure, departure_id)
        begin_when_due(departure)
    return 1


@worker_step("leaving.clean", every=30)
def clean_up() -> int:
    """Write the index anew without those who have left, and let the database forget what its files still hold."""
    unclean = select(Departure.id).where(Departure.status == "erased", Departure.cleaned_at.is_(None))
    ids = list(db.session.scalars(unclean))
    db.session.rollback()
    if not ids:
        return 0
    if not forget_log(db.engine):
        return 0
    try:
        rebuild()
    except IndexUnavailable:
        return 0
    with transaction() as session:
        for departure in session.scalars(select(Departure).where(Departure.id.in_(ids))):
            departure.cleaned_at = now()
    return len(ids)


@worker_step("leaving.again", every=300)
def forget_again() -> int:
    """Erase whoever stands on the list and is there again: a backup was restored. How many."""
    return erase_listed().begun


class Again(NamedTuple):
    """How many began to be erased again, and why others could not."""

    begun: int
    refusals: list[str]


def erase_listed() -> Again:
    """Begin with everybody on the list. Whoever the programme cannot do without yet is left to the operator."""
    listed: dict[int, dict[str, Erased]] = defaultdict(dict)
    for each in erased_people():
        listed[each.member_id][each.mark] = each
    if unknown := unrecognisable():
        log.error("departure.key_unknown", lines=unknown)
    ids, again, refusals = sorted(listed), 0, list[str]()
    for start in range(0, len(ids), BATCH):
        back = _back_again(ids[start : start + BATCH], listed)
        for member_id, erased in back.items():
            try:
                with transaction() as session:
                    again += erase_again(session.get_one(Member, member_id), erased) is not None
            except Refused as refusal:
                log.error("departure.still_needed", member=member_id)
                refusals.append(refusal.message)
    return Again(again, refusals)


def _back_again(ids: list[int], listed: Mapping[int, Mapping[str, Erased]]) -> dict[int, Erased]:
    """Of these numbers those whose record is one that was erased, less what goes with another one of them."""
    found = db.session.execute(select(Member.id, Member.created_at, Member.merged_into_id).where(Member.id.in_(ids)))
    marked = {row.id: (row.merged_into_id, _listed_as(listed[row.id], row.id, row.created_at)) for row in found}
    db.session.rollback()
    back = {member_id: erased for member_id, (_into, erased) in marked.items() if erased is not None}
    return {member_id: erased for member_id, erased in back.items() if marked[member_id][0] not in back}


def _listed_as(lines: Mapping[str, Erased], member_id: int, created_at: datetime) -> Erased | None:
    return next((lines[mark] for mark in marks_of(member_id, created_at) if mark in lines), None)


@worker_step("leaving.copies", every=3600)
def forget_copies() -> int:
    """Forget copies after a week, and files that no job knows; how many."""
    until = now() - COPY_KEPT_FOR
    old = list(db.session.scalars(select(Job.id).where(Job.kind == COPY, Job.created_at < until).limit(BATCH)))
    db.session.rollback()
    for job_id in old:
        with transaction() as session:
            job = session.get_one(Job, job_id)
            if "file" in job.result:
                forget_file(job.result["file"])
            session.delete(job)
    return len(old) + _forget_lost(until.timestamp())


def _forget_lost(until: float) -> int:
    folder = file_path(FOLDER)
    lost = [path for path in folder.iterdir() if path.stat().st_mtime < until] if folder.is_dir() else []
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
