"""Starting, cancelling and trying again. Nothing here does the work; runner.py does."""

from typing import Any

from portal.core.clock import now
from portal.core.database import db
from portal.ledger.queue import release

from .lifecycle import JOB
from .models import Job


def stage_job(
    kind: str, title: str, *, owner_id: int | None, file_key: str | None, total: int, options: dict[str, Any]
) -> Job:
    """A new job that waits to be checked."""
    job = Job(
        kind=kind,
        title=title[:200],
        status=JOB.initial,
        owner_user_id=owner_id,
        file_key=file_key,
        total=total,
        options=options,
        created_at=now(),
    )
    db.session.add(job)
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
    """The last page of a pass is done: a checked job is ready, a running one is done."""
    job.status = JOB.after(job.status, "preview" if job.status == "checking" else "finish")
    release(job)
    if job.status in JOB.ends:
        job.finished_at = now()


def stop_job(job: Job, error: str) -> None:
    """An error that does not go away: a job that only checked is refused, a running one has failed."""
    job.status = JOB.after(job.status, "fail" if job.status == "running" else "refuse")
    job.error, job.finished_at = error, now()
    release(job)


def _begin(job: Job, trigger: str) -> None:
    job.status = JOB.after(job.status, trigger)
    job.cursor, job.done, job.result, job.error, job.attempts = 0, 0, {}, "", 0
    release(job)
    job.started_at = now()
