"""Bringing files in for tests, through the same actions as the pages and the command line."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portal.access.models import User
from portal.core.database import db, transaction
from portal.kits.jobs.actions import check_job, run_job, skip_check
from portal.kits.jobs.models import Job
from portal.kits.jobs.runner import run_to_end
from portal.kits.transfer.imports import importers
from portal.kits.transfer.imports.actions import read_upload, stage_import, stage_path, take_upload
from portal.kits.transfer.models import RefusedRow
from tests.kits.transfer.tables import as_table, kept

COUNTS = ("rows", "created", "changed", "unchanged", "refused")


def staged_job(folder: Path, kind: str, rows: Sequence[Sequence[str]], owner: User | None = None) -> Job:
    """A job that waits with these rows (the first one holds the headings)."""
    path = kept(folder, as_table(rows), name=f"{kind}.csv")
    with transaction():
        staged = stage_path(path)
        return stage_import(importers()[kind], path.name, staged, owner_id=owner.id if owner else None)


def uploaded(content: str | bytes, owner: User, kind: str = "contacts", name: str = "people.csv") -> Job:
    """A job whose file was sent with a browser, and is still to be read."""
    file_key = take_upload(io.BytesIO(content.encode() if isinstance(content, str) else content))
    with transaction():
        return read_upload(importers()[kind], name, file_key, owner_id=owner.id)


def brought_in(folder: Path, kind: str, rows: Sequence[Sequence[str]], owner: User | None = None) -> Job:
    """A job that has brought these rows in."""
    job = staged_job(folder, kind, rows, owner)
    with transaction():
        job = db.session.get_one(Job, job.id)
        skip_check(job)
        run_job(job)
    return run_to_end(job.id)


def checked(folder: Path, kind: str, rows: Sequence[Sequence[str]], owner: User | None = None) -> Job:
    """A job that has looked at these rows and waits to be run."""
    job = staged_job(folder, kind, rows, owner)
    with transaction():
        check_job(db.session.get_one(Job, job.id))
    return run_to_end(job.id)


def counts(job: Job) -> dict[str, Any]:
    """What the job counted, without zeros."""
    return {name: job.result[name] for name in COUNTS[1:] if job.result[name]}


def reasons(job: Job) -> list[str]:
    """The reasons of the refused rows, in the order of the file."""
    rows = db.session.query(RefusedRow).filter_by(job_id=job.id).order_by(RefusedRow.number)
    return [row.reason for row in rows]
