"""What jobs leave behind goes again: staged files and notes at once, refused rows after thirty days."""

from datetime import timedelta

from sqlalchemy import delete, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.worker import worker_step

from .actions import cancel_job
from .models import Job, RefusedRow
from .works import work_of, works

REFUSED_KEPT = timedelta(days=30)
WAITS_FOR = timedelta(days=7)
AT_ONCE = 1_000


@worker_step("jobs.tidy", every=5)
def tidy_up() -> int:
    """Tidy one ended job a little, cancel one that waited for a week, forget old refused rows."""
    ended = (
        select(Job.id).where(Job.finished_at.is_not(None), Job.file_key.is_not(None), Job.kind.in_(works())).limit(1)
    )
    job_id = db.session.scalar(ended)
    more = tidy_job(job_id) if job_id is not None else False
    return int(more) + _cancel_abandoned() + _forget_refused()


def tidy_job(job_id: int) -> bool:
    """Forget a little of what an ended job no longer needs; whether there is more."""
    with transaction() as session:
        job = session.get_one(Job, job_id)
        return work_of(job).tidy(job)


def _cancel_abandoned() -> int:
    waits = (Job.status.in_(("staged", "ready")), Job.created_at < now() - WAITS_FOR)
    if db.session.scalar(select(Job.id).where(*waits).limit(1)) is None:
        return 0
    with transaction() as session:
        abandoned = list(session.scalars(select(Job).where(*waits).limit(AT_ONCE)))
        for job in abandoned:
            cancel_job(job)
    return len(abandoned)


def _forget_refused() -> int:
    old = select(Job.id).where(Job.finished_at < now() - REFUSED_KEPT, RefusedRow.job_id == Job.id).limit(1)
    job_id = db.session.scalar(old)
    if job_id is None:
        return 0
    with transaction() as session:
        some = select(RefusedRow.number).where(RefusedRow.job_id == job_id).limit(AT_ONCE)
        gone = delete(RefusedRow).where(RefusedRow.job_id == job_id, RefusedRow.number.in_(some))
        return len(session.execute(gone.returning(RefusedRow.number)).all())
