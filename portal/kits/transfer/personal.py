"""What is kept of people in files that were imported: rows that were refused or seen, and files that wait.

A file that waits and names somebody would bring them back, so that import is discarded; its files go with it.
"""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, cast, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.core.database import db
from portal.core.files import file_path
from portal.core.personal import add_impersonal, personal
from portal.core.persons import Person
from portal.kits.jobs.actions import cancel_job
from portal.kits.jobs.models import Job

from .imports.actions import OPEN, forget_files, sent_key
from .models import RefusedRow, SeenRow


def _naming(person: Person, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    text = cast(column, String)
    return or_(false(), *(text.icontains(name, autoescape=True) for name in person.said_in_json))


@personal(RefusedRow, "", copied=False)
def refused_rows_naming(person: Person) -> ColumnElement[bool]:
    return or_(_naming(person, RefusedRow.cells), _naming(person, RefusedRow.reason))


@personal(SeenRow, "", copied=False)
def seen_rows_naming(person: Person) -> ColumnElement[bool]:
    return _naming(person, SeenRow.content)


def _discard(_person: Person, rows: ColumnElement[bool]) -> None:
    for job in db.session.scalars(select(Job).where(rows)):
        cancel_job(job)
        job.error = _("This file names a former member. Take them out of it, and import it again.")
        if job.file_key:
            forget_files(job.file_key)
        job.file_key = None
    db.session.flush()


@personal(Job, "", erase=_discard, copied=False)
def imports_naming(person: Person) -> ColumnElement[bool]:
    """Read outside of any transaction: imports that wait are few, and each is looked through once."""
    waiting = select(Job).where(Job.status.in_(OPEN), Job.file_key.is_not(None))
    return Job.id.in_([job.id for job in db.session.scalars(waiting) if _file_names(job, person)])


def _file_names(job: Job, person: Person) -> bool:
    marks = [name.lower().encode() for name in person.said]
    for key in {job.file_key or "", sent_key(job.file_key or "")}:
        path = file_path(key)
        if path.is_file() and _holds(path.read_bytes().lower(), marks):
            return True
    return False


def _holds(content: bytes, marks: list[bytes]) -> bool:
    return any(mark in content for mark in marks)


add_impersonal("rows of files that colleagues imported: whoever is named in one is taken out", RefusedRow, SeenRow)
