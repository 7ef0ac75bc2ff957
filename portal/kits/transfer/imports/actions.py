"""Bringing a file in: staged, its columns matched, then checked and applied as a job."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from portal.core.files import file_path, forget_file, keep_file
from portal.kits.jobs.actions import cancel_job, stage_job
from portal.kits.jobs.models import Job

from ..reading import DAY_FIRST, MAX_BYTES, MONTH_FIRST, FileRefused, Profile, stage_table, too_big
from .columns import correct_columns, match_columns
from .importer import Importer

FOLDER = "imports"


def stage_upload(stream: IO[bytes]) -> tuple[str, Profile]:
    """Read what was sent and stage it; the key of the staged rows and the profile. Raises FileRefused."""
    sent = keep_file(stream, folder=FOLDER, most=MAX_BYTES, too_big=too_big())
    try:
        return _stage(file_path(sent))
    finally:
        forget_file(sent)


def stage_path(path: Path) -> tuple[str, Profile]:
    """The same for a file of this machine."""
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused(too_big())
    return _stage(path)


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
    matching = match_columns(importer, profile)
    columns = correct_columns(importer, profile, matching.columns, corrections)
    options = {
        "profile": profile.as_json(),
        "columns": columns,
        "language": matching.language,
        "order": profile.date_order(_date_column(importer, columns))[0],
    }
    kind = f"import.{importer.kind}"
    return stage_job(kind, name, owner_id=owner_id, file_key=file_key, total=profile.rows, options=options)


def choose_columns(importer: Importer[Any], job: Job, columns: dict[str, int], order: str | None) -> None:
    """Take the columns (and the order of day and month) that a person chose for a job that waits."""
    profile = Profile.from_json(job.options["profile"])
    if order not in (DAY_FIRST, MONTH_FIRST):
        order, _sure = profile.date_order(_date_column(importer, columns))
    job.options = {**job.options, "columns": columns, "order": order}


def stage_again(job: Job) -> Job:
    """A new job for the same file, so that its columns can be chosen once more; the old one is cancelled."""
    file_key, job.file_key = job.file_key, None
    again = stage_job(
        job.kind, job.title, owner_id=job.owner_user_id, file_key=file_key, total=job.total, options=job.options
    )
    cancel_job(job)
    return again


def _stage(source: Path) -> tuple[str, Profile]:
    key = f"{FOLDER}/{secrets.token_hex(16)}.rows"
    target = file_path(key)
    target.parent.mkdir(parents=True, exist_ok=True)
    return key, stage_table(source, target)


def _date_column(importer: Importer[Any], columns: dict[str, int]) -> int | None:
    name = next((field.name for field in importer.fields if field.look == "moment"), None)
    return columns.get(name) if name else None
