"""What is kept of people who leave: that they do, and the copy that they took along."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from portal.core.database import db
from portal.core.files import forget_file
from portal.core.personal import delete_rows, named_in, personal
from portal.core.persons import Person
from portal.kits.jobs.models import Job

from .models import Departure


def _keep_words_unnamed(person: Person, rows: ColumnElement[bool]) -> None:
    for departure in db.session.scalars(select(Departure).where(rows)):
        departure.because = person.unnamed(departure.because)
    db.session.flush()


@personal(
    Departure,
    _l("Your request to leave"),
    erase=_keep_words_unnamed,
    stays=_l("That someone left, on which day, and whether their posts stayed."),
)
def departures_of(person: Person) -> ColumnElement[bool]:
    return Departure.member_id.in_(person.member_ids)


def _forget_copies(person: Person, rows: ColumnElement[bool]) -> None:
    """The file goes first: one without its job would stay for good."""
    for job in db.session.scalars(select(Job).where(rows)):
        if "file" in job.result:
            forget_file(job.result["file"])
    delete_rows(Job)(person, rows)


@personal(Job, "", erase=_forget_copies, copied=False)
def copies_of(person: Person) -> ColumnElement[bool]:
    return (Job.kind == "copy") & Job.owner_user_id.in_(person.user_ids)


named_in(Departure, "because")
