"""What jobs leave behind goes again, and a job that nobody came back to is cancelled."""

from datetime import timedelta

from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.worker import worker_step

from .actions import cancel_job
from .models import Job
from .works import work_of, works

MAX_WAIT = timedelta(days=7)
BATCH_JOBS = 1_000


@worker_step("jobs.tidy", every=5)
def tidy_up() -> int:
    """Tidy one ended job a little, and cancel those that have waited for a week."""
    ended = (
        select(Job.id).where(Job.finished_at.is_not(None), Job.file_key.is_not(None), Job.kind.in_(works())).limit(1)
    )
    job_id = db.session.scalar(ended)
    more = tidy_job(job_id) if job_id is not None else False
    return int(more) + _cancel_abandoned()


def tidy_job(job_id: int) -> bool:
    """Forget a little of what an ended job no longer needs; whether there is more."""
    with transaction() as session:
        job = session.get_one(Job, job_id)
        return work_of(job).tidy(job)


def _cancel_abandoned() -> int:
    waits = (Job.status.in_(("staged", "ready")), Job.created_at < now() - MAX_WAIT)
    if db.session.scalar(select(Job.id).where(*waits).limit(1)) is None:
        return 0
    with transaction() as session:
        abandoned = list(session.scalars(select(Job).where(*waits).limit(BATCH_JOBS)))
        for job in abandoned:
            cancel_job(job)
    return len(abandoned)
