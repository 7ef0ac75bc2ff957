"""Refused rows as a table to put right and bring again."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.cells import BYTE_ORDER_MARK, csv_line
from portal.core.database import db

from ..models import Job, RefusedRow

AT_ONCE = 1_000


def refused_csv(job: Job) -> Iterator[str]:
    """The refused rows with their line and reason, a thousand at a time; no cell is a formula."""
    names = [column["name"] for column in job.options["profile"]["columns"]]
    yield BYTE_ORDER_MARK + csv_line([*names, _("Line"), _("Reason")])
    number = 0
    while rows := _after(job.id, number):
        yield "".join(csv_line([*row.cells[: len(names)], row.line, row.reason]) for row in rows)
        number = rows[-1].number


def _after(job_id: int, number: int) -> list[RefusedRow]:
    further = select(RefusedRow).where(RefusedRow.job_id == job_id, RefusedRow.number > number)
    return list(db.session.scalars(further.order_by(RefusedRow.number).limit(AT_ONCE)))
