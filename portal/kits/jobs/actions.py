"""Starting, cancelling and trying again. Nothing here does the work; runner.py does."""

from typing import Any

from portal.core.clock import now
from portal.core.database import db
from portal.ledger.queue import release

from .lifecycle import JOB
from .models import Job

PASSES = {"reading": "stage", "checking": "preview", "running": "finish"}
"""What a job is after when the last page of a pass is done."""


def begin_job(kind: str, title: str, *, owner_id: int | None, file_key: str | None, options: dict[str, Any]) -> Job:
    """A new job whose file is still to be read: the worker begins at once, and afterwards the job is staged."""
    job = Job(kind=kind, title=title[:200], owner_user_id=owner_id, file_key=file_key, options=options)
    job.status, job.created_at = JOB.initial, now()
    job.started_at, job.total = job.created_at, 0
    db.session.add(job)
    db.session.flush()
    return job


def stage_job(
    kind: str, title: str, *, owner_id: int | None, file_key: str | None, total: int, options: dict[str, Any]
) -> Job:
    """A new job whose file is read already; it waits to be checked."""
    job = begin_job(kind, title, owner_id=owner_id, file_key=file_key, options=options)
    job.status, job.started_at, job.total = JOB.after(job.status, "stage"), None, total
    db.session.flush()
    return job


def check_job(job: Job) -> None:
    """Let the job look at everything without changing anything; afterwards it is ready."""
    _begin(job, "check")


def run_job(job: Job) -> None:
    """Let a job that is ready do its work."""
    _begin(job, "run")


def skip_check(job: Job) -> None:
    """Make a staged job ready without a preview, where nobody would look at one."""
    job.status = JOB.after(JOB.after(job.status, "check"), "preview")


def retry_job(job: Job) -> None:
    """Let a job that an error stopped go on where it stopped."""
    job.status = JOB.after(job.status, "retry")
    job.error, job.attempts, job.finished_at = "", 0, None
    release(job)


def cancel_job(job: Job) -> None:
    """Stop a job. What its finished pages have done stays."""
    job.status = JOB.after(job.status, "cancel")
    job.finished_at = now()


def end_pass(job: Job) -> None:
    """The last page of a pass is done: a job that was read is staged, a checked one ready, a running one done."""
    job.status = JOB.after(job.status, PASSES[job.status])
    release(job)
    if job.status in JOB.ends:
        job.finished_at = now()


def stop_job(job: Job, error: str) -> None:
    """An error that does not go away: a job that has written nothing is refused, a running one has failed."""
    job.status = JOB.after(job.status, "fail" if job.status == "running" else "refuse")
    job.error, job.finished_at = error, now()
    release(job)


def _begin(job: Job, trigger: str) -> None:
    job.status = JOB.after(job.status, trigger)
    job.cursor, job.done, job.result, job.error, job.attempts = 0, 0, {}, "", 0
    release(job)
    job.started_at = now()
