"""Bringing a file in: kept, staged by the worker, its columns matched, then checked and applied as a job."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.core.database import db
from portal.core.errors import DomainError, Refused
from portal.core.files import file_path, forget_file, keep_file
from portal.kits.jobs.actions import begin_job, cancel_job, stage_job
from portal.kits.jobs.models import Job

from ..reading import DAY_FIRST, MAX_BYTES, MONTH_FIRST, FileRefused, Profile, refuse_at_sight, stage_table, too_big
from .columns import correct_columns, match_columns
from .importer import Importer

FOLDER = "imports"
ROWS = ".rows"
OPEN = ("reading", "staged", "checking", "ready", "running")
MAX_OPEN = 20
"""Imports of one person that are not finished: each keeps a file."""


def take_upload(stream: IO[bytes]) -> str:
    """Keep what was sent, as it came; the key of its rows, of which there is none yet. Raises FileRefused.

    Nothing of it is read but its beginning, which tells pictures and workbooks.
    """
    sent = keep_file(stream, folder=FOLDER, most=MAX_BYTES, too_big=too_big())
    try:
        refuse_at_sight(file_path(sent))
        file_path(sent + ROWS).open("x").close()
    except BaseException:
        forget_file(sent)
        raise
    return sent + ROWS


def read_upload(importer: Importer[Any], name: str, file_key: str, *, owner_id: int) -> Job:
    """A job that reads what was sent: the worker stages it. Raises Refused where somebody has begun too many."""
    still_open = select(func.count()).where(Job.owner_user_id == owner_id, Job.status.in_(OPEN))
    if (db.session.scalar(still_open) or 0) >= MAX_OPEN:
        raise Refused(
            _("You already have %(most)s unfinished imports. Finish or discard some of them first.", most=MAX_OPEN)
        )
    size = file_path(sent_key(file_key)).stat().st_size
    kind = f"import.{importer.kind}"
    return begin_job(kind, name, owner_id=owner_id, file_key=file_key, options={"size": size})


def sent_key(file_key: str) -> str:
    """Where the file lies as it came, until its rows are staged."""
    return file_key.removesuffix(ROWS)


def rows_key(key: str) -> str:
    """The key of an import's rows, by any of its two files."""
    return sent_key(key) + ROWS


def forget_files(file_key: str) -> None:
    """Forget the rows of an import, and the file as it came."""
    forget_file(file_key)
    forget_file(sent_key(file_key))


def stage_path(path: Path) -> tuple[str, Profile]:
    """Read and stage a file of this machine at once; the key of its rows and the profile. Raises FileRefused."""
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused(too_big())
    key = f"{FOLDER}/{secrets.token_hex(16)}{ROWS}"
    target = file_path(key)
    target.parent.mkdir(parents=True, exist_ok=True)
    return key, stage_table(path, target)


def stage_import(
    importer: Importer[Any],
    name: str,
    staged: tuple[str, Profile],
    *,
    owner_id: int | None,
    corrections: Sequence[str] = (),
) -> Job:
    """A job for a staged file, its columns matched and corrected. Raises Refused for a correction of nothing."""
    file_key, profile = staged
    options = found_in(importer, profile, corrections)
    kind = f"import.{importer.kind}"
    return stage_job(kind, name, owner_id=owner_id, file_key=file_key, total=profile.rows, options=options)


def found_in(importer: Importer[Any], profile: Profile, corrections: Sequence[str] = ()) -> dict[str, Any]:
    """What a job keeps of its file: the profile, and the columns as they were matched and corrected."""
    matching = match_columns(importer, profile)
    columns = correct_columns(importer, profile, matching.columns, corrections)
    return {
        "profile": profile.as_json(),
        "columns": columns,
        "language": matching.language,
        "order": profile.date_order(_date_column(importer, columns))[0],
    }


def choose_columns(importer: Importer[Any], job: Job, columns: dict[str, int], order: str | None) -> None:
    """Take the columns (and the order of day and month) that a person chose for a job that waits."""
    profile = Profile.from_json(job.options["profile"])
    if order not in (DAY_FIRST, MONTH_FIRST):
        order, _sure = profile.date_order(_date_column(importer, columns))
    job.options = {**job.options, "columns": columns, "order": order}


def stage_again(job: Job) -> Job:
    """A new job for the same file, so that its columns can be chosen once more; the old one is cancelled."""
    if not is_read(job):
        raise DomainError(_("The file is still being read. Wait until it is, or discard this import."))
    file_key, job.file_key = job.file_key, None
    again = stage_job(
        job.kind, job.title, owner_id=job.owner_user_id, file_key=file_key, total=job.total, options=job.options
    )
    cancel_job(job)
    return again


def is_read(job: Job) -> bool:
    """Whether the file of this import was read to its end."""
    return "profile" in job.options


def _date_column(importer: Importer[Any], columns: dict[str, int]) -> int | None:
    name = next((field.name for field in importer.fields if field.look == "moment"), None)
    return columns.get(name) if name else None
