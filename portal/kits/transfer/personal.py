"""What is kept of people in files that were imported: rows that were refused or seen, and files that wait.

A file that waits and names somebody would bring them back, so that import is discarded; its files go with it.
"""

import json
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, and_, cast, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from portal.core.database import db
from portal.core.files import file_path
from portal.core.personal import add_impersonal, personal
from portal.core.persons import Person
from portal.kits.jobs.actions import cancel_job
from portal.kits.jobs.models import Job

from .imports.actions import OPEN, forget_files, sent_key
from .models import RefusedRow, SeenRow


def _naming(person: Person, column: InstrumentedAttribute[Any], *scattered: tuple[str, ...]) -> ColumnElement[bool]:
    """Whole names and addresses anywhere, or all words of one of `scattered`: they stand in cells of their own."""
    text = cast(column, String)
    whole = [text.icontains(name, autoescape=True) for name in person.said_in_json]
    parts = [and_(true(), *(_said_in_json(text, word) for word in words)) for words in (*person.apart, *scattered)]
    return or_(false(), *whole, *parts)


def _said_in_json(text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    spellings = {
        each for letters in (word, word.title(), word.upper()) for each in (letters, json.dumps(letters)[1:-1])
    }
    return or_(*(text.icontains(spelling, autoescape=True) for spelling in sorted(spellings)))


@personal(RefusedRow, "", copied=False)
def refused_rows_naming(person: Person) -> ColumnElement[bool]:
    """Rows are refused for their addresses, too: of such a one is found what was left of it."""
    return or_(_naming(person, RefusedRow.cells, *person.broken), _naming(person, RefusedRow.reason, *person.broken))


@personal(SeenRow, "", copied=False)
def seen_rows_naming(person: Person) -> ColumnElement[bool]:
    return _naming(person, SeenRow.content)


def _discard(_person: Person, rows: ColumnElement[bool]) -> None:
    """Those that wait still: they were found before this transaction began."""
    for job in db.session.scalars(select(Job).where(rows, _waits())):
        cancel_job(job)
        job.error = _("This file names a former member. Take them out of it, and import it again.")
        if job.file_key:
            forget_files(job.file_key)
        job.file_key = None
    db.session.flush()


@personal(Job, "", erase=_discard, copied=False, by_key=True)
def imports_naming(person: Person) -> ColumnElement[bool]:
    """Read outside of any transaction: imports that wait are few, and each is looked through once."""
    return Job.id.in_([job.id for job in db.session.scalars(select(Job).where(_waits())) if _file_names(job, person)])


def _waits() -> ColumnElement[bool]:
    return Job.status.in_(OPEN) & Job.file_key.is_not(None)


def _file_names(job: Job, person: Person) -> bool:
    rows = job.file_key or ""
    sent = job.options.get("staging", {}).get("encoding", ["utf-8"])[0]
    return any(_names(file_path(key), codec, person) for key, codec in ((rows, "utf-8"), (sent_key(rows), sent)))


def _names(path: Path, codec: str, person: Person) -> bool:
    if not path.is_file():
        return False
    with path.open(encoding=codec, errors="replace") as lines:
        return any(map(person.is_in_row, lines))


add_impersonal("rows of files that colleagues imported: whoever is named in one is taken out", RefusedRow, SeenRow)
