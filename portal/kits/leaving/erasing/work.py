"""Erasing as a job: killed at any moment, it goes on where it was."""

from typing import NamedTuple

import structlog
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.clock import now
from portal.core.database import db
from portal.core.personal import kept_of_people
from portal.core.persons import Person
from portal.core.sqlite import overwrite_what_goes
from portal.kits.jobs.models import Job
from portal.kits.jobs.works import Progress, Work, add_work
from portal.ledger.ledger import record
from portal.people.models import Member
from portal.people.persons import person_of, records_of

from ..actions.beginning import ERASURE
from ..erased import Erased, line_of, note_erased
from ..lifecycle import DEPARTURE
from ..models import Departure
from ..verbs import MEMBER_ERASED
from .steps import Found, Place, all_rows, erase_rows, find_rows, note_rows

log = structlog.get_logger()


class Page(NamedTuple):
    """Whom it is about, and which rows of theirs come next; nobody where they are gone already."""

    person: Person | None
    found: Found | None


class ErasureWork(Work):
    """Everything of one person goes."""

    kind = ERASURE
    title = _l("Erasing somebody")
    steps = ()
    capabilities = ()

    def start_url(self) -> str:
        return url_for("people.people")

    def staged_url(self, _job: Job) -> str:
        return url_for("people.people")

    def fetch(self, job: Job) -> Page:
        """The next rows. They stand on the list beside the database before the first of them goes."""
        departure = db.session.get_one(Departure, job.options["departure"])
        if departure.member is None:
            return Page(None, None)
        person = person_of(departure.member, posts_stay=departure.posts_stay)
        if job.cursor == 0:
            note_erased(_lines(departure.member, departure.posts))
        return Page(person, find_rows(person, Place.of(job.result)))

    def page(self, job: Job, fetched: Page) -> bool:
        overwrite_what_goes(db.session.connection())
        departure = db.session.get_one(Departure, job.options["departure"])
        job.cursor += 1
        if fetched.person is None or fetched.found is None:
            return True
        if not fetched.found.then.is_over or fetched.found.keys:
            erase_rows(fetched.person, fetched.found)
            job.done += len(fetched.found.keys)
            job.total, job.result = job.done, fetched.found.then.as_json()
            return False
        _let_go(departure, fetched.person)
        return True

    def finished(self, job: Job) -> None:
        log.info("departure.erased", departure=job.options["departure"], rows=job.done)

    def progress(self, job: Job) -> Progress:
        return Progress(job.done, job.total, _("Erasing"))

    def tidy(self, _job: Job) -> bool:
        return False

    def step(self, _job: Job) -> int:
        return 1

    def draw(self, _job: Job) -> str:
        return ""


def _let_go(departure: Departure, person: Person) -> None:
    """The records themselves, with what goes along: every counter hears of it in the same transaction."""
    member = departure.member
    if member is None:
        return
    for kept in kept_of_people():
        if kept.erase is None:
            note_rows(kept, all_rows(person, kept))
    departure.status, departure.erased_at = DEPARTURE.after(departure.status, "finish"), now()
    departure.because, departure.member_id = person.unnamed(departure.because), None
    for record_ in reversed(records_of(member)):
        db.session.delete(record_)
        db.session.flush()
    db.session.expire_all()
    record(MEMBER_ERASED, about=departure, facts={"posts": departure.posts})


def _lines(member: Member, posts: str) -> list[Erased]:
    return [line_of(each.id, each.created_at, posts) for each in records_of(member)]


add_work(ErasureWork())
