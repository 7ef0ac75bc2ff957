"""Running jobs, one page a transaction, with any number of workers.

A worker leases a job for as long as a page may take and renews the lease with every page. The page itself
checks once more that nobody else has moved the cursor, so a lease that ran out costs work, never a row.
A job is no row that is settled in one go: it stays in the queue until its pass is over, and a page that fails is
tried again at once.
"""

import os
import secrets
import socket
import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.ledger.queue import Backoff, free, is_free, lease
from portal.ledger.worker import worker_step

from .actions import end_pass, stop_job
from .lifecycle import JOB
from .models import Job
from .works import work_of, works

log = structlog.get_logger()
LEASE = timedelta(seconds=20)
BACKOFF = Backoff(max_attempts=3)
REST = 0.2
AT_WORK = ("reading", "checking", "running")
WORKER = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


@worker_step("jobs")
def work_on_jobs() -> int:
    """Do one page of the oldest job that nobody else works on; 0 when there is none."""
    job_id = _due_job()
    if job_id is None:
        return 0
    run_page(job_id)
    return 1


def run_to_end(job_id: int, on_page: Callable[[int, int], None] | None = None) -> Job:
    """Work on one job until its pass is over, in the foreground. `on_page(done, total)` hears of every page."""
    while True:
        more = run_page(job_id)
        job = db.session.get_one(Job, job_id, populate_existing=True)
        if on_page is not None:
            on_page(job.done, job.total)
        if job.status not in AT_WORK:
            return job
        db.session.rollback()
        if not more:
            time.sleep(REST)


def lease_job(job: Job, worker: str = WORKER) -> None:
    """Keep other workers away from a job that this process is about to work on."""
    lease(job, worker, LEASE)


def run_page(job_id: int, worker: str = WORKER) -> bool:
    """Do the next page of this job; whether there is more to do."""
    job = _lease(job_id, worker)
    if job is None:
        return False
    try:
        return _do_page(job, worker)
    except Exception as error:
        if not isinstance(error, DomainError):
            log.warning("job.page_failed", job=job_id, exc_info=error)
        return _note_failure(job_id, worker, error)


def _due_job() -> int | None:
    ours = (Job.kind.in_(works()), free(Job, now(), WORKER))
    job_id = db.session.scalar(select(Job.id).where(Job.status.in_(AT_WORK), *ours).order_by(Job.id).limit(1))
    db.session.rollback()
    return job_id


def _lease(job_id: int, worker: str) -> Job | None:
    """The job, if it is at work and nobody else holds it; leased to `worker`."""
    job = db.session.get(Job, job_id, populate_existing=True)
    if job is None or job.status not in AT_WORK:
        return None
    if job.leased_by == worker and job.leased_until is not None and job.leased_until > now() + LEASE / 2:
        return job
    with transaction() as session:
        job = session.get(Job, job_id, populate_existing=True, with_for_update={"skip_locked": True})
        if job is None or job.status not in AT_WORK or not is_free(job, now(), worker):
            return None
        lease_job(job, worker)
    return job


def _do_page(job: Job, worker: str) -> bool:
    work, began = work_of(job), (job.status, job.cursor)
    db.session.rollback()
    fetched = work.fetch(job)
    with transaction() as session:
        current = session.get_one(Job, job.id, populate_existing=True, with_for_update=True)
        if not _is_ours(current, worker) or (current.status, current.cursor) != began:
            return False
        lease(current, worker, LEASE)
        current.attempts = 0
        if not work.page(current, fetched):
            return True
        end_pass(current)
        if current.status in JOB.ends:
            work.finished(current)
    work.passed(current)
    return False


def _is_ours(job: Job, worker: str) -> bool:
    """Whether a job, which is locked, is still at work and nobody has taken over."""
    return job.status in AT_WORK and job.leased_by == worker


def _note_failure(job_id: int, worker: str, error: Exception) -> bool:
    """Try the page again a few times; then stop, and say so on the job's page. A refusal does not go away."""
    with transaction() as session:
        job = session.get_one(Job, job_id, populate_existing=True, with_for_update=True)
        if not _is_ours(job, worker):
            return False
        job.attempts += 1
        if isinstance(error, DomainError):
            stop_job(job, error.message)
        elif BACKOFF.is_over(job.attempts):
            stop_job(job, work_of(job).failure(job, error))
    return job.status in AT_WORK
