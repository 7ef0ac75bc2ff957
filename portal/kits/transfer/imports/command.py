"""`flask … import FILE`: the same job as in the browser, in the foreground."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.core.cli import as_json as json_option
from portal.core.cli import fail, refuse, say
from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.core.files import forget_file
from portal.kits.jobs.actions import check_job, run_job, skip_check
from portal.kits.jobs.models import Job
from portal.kits.jobs.runner import lease_job, run_to_end
from portal.kits.jobs.tidying import tidy_job

from ..models import RefusedRow
from ..reading import Profile
from .actions import stage_import, stage_path
from .columns import require_columns
from .importer import OUTCOMES, Importer
from .work import importers

MAX_REASONS = 20


def import_command(kind: str, help_text: str) -> click.Command:
    """The command `import` for files of this kind."""

    @click.command("import", help=help_text)
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option(
        "--map", "corrections", multiple=True, metavar="FIELD=COLUMN", help="Take this column (name or number)."
    )
    @click.option("--dry-run", is_flag=True, help="Only say what would happen.")
    @json_option
    @with_appcontext
    def command(file: Path, corrections: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
        importer = importers()[kind]
        with force_locale("en"):
            try:
                job_id = _stage(importer, file, corrections, dry_run=dry_run)
            except (DomainError, OSError) as error:
                refuse(f"{file}: {_reason(error)}")
            job = _run(job_id)
            counts = {name: job.result.get(name, 0) for name in ("rows", *OUTCOMES)}
            say(counts, as_json, _summary(job, counts, dry_run=dry_run))
            _finish(job, dry_run=dry_run)

    return command


def _stage(importer: Importer[Any], file: Path, corrections: Sequence[str], *, dry_run: bool) -> int:
    staged = stage_path(file)
    try:
        with transaction():
            job = stage_import(importer, file.name, staged, owner_id=None, corrections=corrections)
            require_columns(importer, Profile.from_json(job.options["profile"]), job.options["columns"])
            if dry_run:
                check_job(job)
            else:
                skip_check(job)
                run_job(job)
            lease_job(job)
    except BaseException:
        forget_file(staged[0])
        raise
    return job.id


def _run(job_id: int) -> Job:
    """Work on the job to its end; a terminal sees how far it is."""
    with click.progressbar(
        length=db.session.get_one(Job, job_id).total, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        return run_to_end(job_id, lambda done, _total: bar.update(done - bar.pos))


def _finish(job: Job, *, dry_run: bool) -> None:
    stopped, error = job.status in ("failed", "refused", "cancelled"), job.error
    while tidy_job(job.id):
        pass
    if dry_run:
        with transaction() as session:
            session.delete(session.get_one(Job, job.id))
    if stopped:
        click.echo(error, err=True)
        fail()


def _summary(job: Job, counts: dict[str, int], *, dry_run: bool) -> str:
    """The counts for a person, with the first refused rows and their reasons."""
    lines = [
        _("This is what would happen; nothing was written.") if dry_run else _("Imported: %(name)s", name=job.title),
        *(f"  {name:<10}{count:>8,}" for name, count in counts.items()),
    ]
    refused = db.session.query(RefusedRow).filter_by(job_id=job.id).order_by(RefusedRow.number).limit(MAX_REASONS)
    lines += [_("  line %(line)s: %(reason)s", line=row.line, reason=row.reason) for row in refused]
    if counts["refused"] > MAX_REASONS:
        lines.append(_("  … and %(more)s more", more=counts["refused"] - MAX_REASONS))
    return "\n".join(lines)


def _reason(error: Exception) -> str:
    if isinstance(error, DomainError):
        return error.message
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
