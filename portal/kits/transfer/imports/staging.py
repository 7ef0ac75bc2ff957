"""An uploaded file becomes the rows of its import: batch by batch, as the first pass of its job."""

from typing import Any

from flask_babel import gettext as _

from portal.core.files import file_path
from portal.kits.jobs.models import Job
from portal.kits.jobs.works import Progress

from ..reading import FileRefused, Staging, begin_staging, stage_batch
from .actions import found_in, sent_key
from .importer import Importer

MEGABYTE = 1024 * 1024


def next_batch(job: Job) -> Staging:
    """How far the file is read with one batch more; the first look at a file stages nothing. Raises FileRefused."""
    rows = job.file_key or ""
    source = file_path(sent_key(rows))
    if source.stat().st_size != job.options["size"]:
        raise FileRefused(_("Part of this file got lost on our side. Please upload it again."))
    if "staging" not in job.options:
        return begin_staging(source)
    return stage_batch(source, file_path(rows), Staging.from_json(job.options["staging"]))


def keep_batch(importer: Importer[Any], job: Job, staging: Staging) -> bool:
    """Note how far the file is read; at its end, match its columns. True then."""
    profile = staging.profile
    job.cursor += 1
    job.done = profile.rows if profile else 0
    job.options = {**job.options, "staging": staging.as_json()}
    if staging.ended and profile:
        job.total, job.options = profile.rows, found_in(importer, profile)
    return staging.ended


def staging_progress(job: Job) -> Progress:
    """How much of the file is read, in bytes, and how many rows that are."""
    read, size = job.options.get("staging", {}).get("read", 0), job.options["size"]
    label = _("Reading the file; nothing has been written yet")
    told = _("%(rows)s rows so far, %(share)d%% of the file", rows=f"{job.done:,}", share=100 * read // size)
    return Progress(read, size, label, told)


def staging_failure(error: Exception) -> str:
    """What is said of an error that stopped the reading of a file, which is not the file's own."""
    name = type(error).__name__
    return str(
        _(
            "Something went wrong on our side while reading the file (%(error)s). Upload it again; if that doesn't "
            "help, tell whoever runs this site.",
            error=name,
        )
    )
