"""Refused rows as a table to put right and bring again."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.cells import csv_table
from portal.core.database import db
from portal.kits.jobs.models import Job

from ..models import RefusedRow

BATCH_ROWS = 1_000


def refused_csv(job: Job) -> Iterator[str]:
    """The refused rows with their line and reason, a thousand at a time; no cell is a formula."""
    names = [column["name"] for column in job.options["profile"]["columns"]]
    return csv_table([*names, _("Line"), _("Reason")], _rows(job.id, len(names)))


def _rows(job_id: int, width: int) -> Iterator[list[object]]:
    number = 0
    while rows := _after(job_id, number):
        yield from ([*row.cells[:width], row.line, row.reason] for row in rows)
        number = rows[-1].number


def _after(job_id: int, number: int) -> list[RefusedRow]:
    further = select(RefusedRow).where(RefusedRow.job_id == job_id, RefusedRow.number > number)
    return list(db.session.scalars(further.order_by(RefusedRow.number).limit(BATCH_ROWS)))
