"""Refused rows can be fetched for thirty days; then they are forgotten."""

from datetime import timedelta

from sqlalchemy import delete, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.jobs.models import Job
from portal.ledger.worker import worker_step

from .models import RefusedRow

KEPT_FOR = timedelta(days=30)
BATCH_ROWS = 1_000


@worker_step("imports.tidy", every=5)
def forget_refused_rows() -> int:
    """Forget some of the refused rows of one import that ended long ago; how many."""
    old = select(Job.id).where(Job.finished_at < now() - KEPT_FOR, RefusedRow.job_id == Job.id).limit(1)
    job_id = db.session.scalar(old)
    if job_id is None:
        return 0
    with transaction() as session:
        some = select(RefusedRow.number).where(RefusedRow.job_id == job_id).limit(BATCH_ROWS)
        gone = delete(RefusedRow).where(RefusedRow.job_id == job_id, RefusedRow.number.in_(some))
        return len(session.execute(gone.returning(RefusedRow.number)).all())
