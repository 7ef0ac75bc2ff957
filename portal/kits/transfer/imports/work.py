"""An import as long work: its file is read, then its rows are looked at and applied in pages of 500."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from portal.core.clock import now
from portal.core.database import db
from portal.core.files import file_path, forget_file
from portal.core.registry import Registry
from portal.kits.jobs.lifecycle import JOB, STAGED
from portal.kits.jobs.models import Job
from portal.kits.jobs.works import Progress, Work, add_work
from portal.ledger.ledger import record

from ..models import SeenRow
from ..reading import StagedRow, Staging, staged_page
from ..verbs import IMPORT_FINISHED
from .actions import forget_files, is_read, sent_key
from .importer import Importer, Reading, RowRefused
from .results import add_up, keep_refused
from .staging import keep_batch, next_batch, staging_failure, staging_progress
from .verdicts import Taken, judge_rows

PAGE_ROWS = 500
MAX_FORGOTTEN_ROWS = 5_000
_importers: Registry[Importer[Any]] = Registry("add_importer")


@dataclass(frozen=True)
class Batch:
    """The rows of one page, and the byte of the staged file where the next one begins."""

    rows: list[Taken]
    cursor: int


class ImportWork(Work):
    """One importer as a kind of work."""

    steps = (_l("File"), _l("Columns"), _l("Preview"), _l("Done"))

    def __init__(self, importer: Importer[Any]) -> None:
        self.importer = importer
        self.kind = f"import.{importer.kind}"
        self.title = importer.title
        self.capabilities = importer.capabilities

    def start_url(self) -> str:
        return url_for("imports.start", kind=self.importer.kind)

    def staged_url(self, job: Job) -> str:
        return url_for("imports.columns", job_id=job.id)

    def fetch(self, job: Job) -> Batch | Staging:
        if job.status == JOB.initial:
            return next_batch(job)
        width = len(job.options["profile"]["columns"])
        reading = Reading(job.options["order"], ZoneInfo(current_app.config["TIME_ZONE"]), now())
        rows, cursor = staged_page(file_path(job.file_key or ""), job.cursor, PAGE_ROWS, width)
        taken = [
            self._take(number, row, width, job.options["columns"], reading)
            for number, row in enumerate(rows, job.done + 1)
        ]
        return Batch(taken, cursor)

    def page(self, job: Job, fetched: Batch | Staging) -> bool:
        if isinstance(fetched, Staging):
            return keep_batch(self.importer, job, fetched)
        rows = fetched.rows
        verdicts = judge_rows(self.importer, job, rows)
        if job.status == "running":
            judged = zip(rows, verdicts, strict=True)
            self.importer.write(
                [(row.draft, verdict) for row, verdict in judged if verdict.outcome in ("created", "changed")], job
            )
        keep_refused(job, rows, verdicts)
        job.result = add_up(self.importer, job, rows, verdicts)
        job.cursor, job.done = fetched.cursor, job.done + len(rows)
        return not rows or job.done >= job.total

    def finished(self, job: Job) -> None:
        facts = {
            "kind": self.importer.kind,
            "created": job.result.get("created", 0),
            "refused": job.result.get("refused", 0),
        }
        record(IMPORT_FINISHED, actor=job.owner, about=job, facts=facts)

    def passed(self, job: Job, /) -> None:
        if job.status == STAGED and job.file_key:
            forget_file(sent_key(job.file_key))

    def progress(self, job: Job) -> Progress:
        return staging_progress(job) if job.status == JOB.initial else super().progress(job)

    def failure(self, job: Job, error: Exception) -> str:
        return staging_failure(error) if job.status == JOB.initial else super().failure(job, error)

    def tidy(self, job: Job) -> bool:
        some = select(SeenRow.identity).where(SeenRow.job_id == job.id).limit(MAX_FORGOTTEN_ROWS)
        gone = delete(SeenRow).where(SeenRow.job_id == job.id, SeenRow.identity.in_(some)).returning(SeenRow.identity)
        if len(db.session.execute(gone).all()) == MAX_FORGOTTEN_ROWS:
            return True
        if job.file_key:
            forget_files(job.file_key)
        job.file_key = None
        return False

    def step(self, job: Job) -> int:
        if not is_read(job):
            return 1
        return 3 if job.status in ("checking", "ready") else 4

    def draw(self, job: Job) -> str:
        return render_template("transfer/_import.html", job=job, importer=self.importer)

    def _take(self, number: int, row: StagedRow, width: int, columns: dict[str, int], reading: Reading) -> Taken:
        if any(row.cells[width:]):
            return Taken(number, row, None, _("This row has more cells than the table has columns."))
        cells = {
            field.name: row.cells[columns[field.name]] if field.name in columns else ""
            for field in self.importer.fields
        }
        try:
            return Taken(number, row, self.importer.read(cells, reading), "")
        except RowRefused as refusal:
            return Taken(number, row, None, str(refusal))


def add_importer(importer: Importer[Any]) -> Importer[Any]:
    """Make a kind of file known, with its pages and its job; the same kind again replaces it."""
    add_work(ImportWork(importer))
    return _importers.add(importer.kind, importer)


def importers() -> dict[str, Importer[Any]]:
    """Every kind of file that can be brought in."""
    return dict(_importers)


def importer_of(job: Job) -> Importer[Any]:
    """The importer of an import's job."""
    return _importers[job.kind.removeprefix("import.")]
