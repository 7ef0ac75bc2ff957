"""What imports leave behind goes again: refused rows after thirty days, files that no import knows after a day."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.files import file_path, forget_file
from portal.kits.jobs.models import Job
from portal.ledger.worker import worker_step

from .imports.actions import FOLDER, rows_key
from .models import RefusedRow

KEPT_FOR = timedelta(days=30)
BATCH_ROWS = 1_000
LOST_FILES_KEPT = timedelta(days=1)
"""A file is kept before its import has a row: for a moment in a request, for a minute on the command line."""
BATCH_FILES = 500


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


@worker_step("imports.lost_files", every=3600)
def forget_lost_files() -> int:
    """Forget files whose import was never written down, as a process was killed in between; how many."""
    keys = list(islice(_older_files(), BATCH_FILES))
    known = set(db.session.scalars(select(Job.file_key).where(Job.file_key.in_({rows_key(key) for key in keys}))))
    db.session.rollback()
    lost = [key for key in keys if rows_key(key) not in known]
    for key in lost:
        forget_file(key)
    return len(lost)


def _older_files() -> Iterator[str]:
    folder, until = file_path(FOLDER), (now() - LOST_FILES_KEPT).timestamp()
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stat().st_mtime < until:
            yield f"{FOLDER}/{path.name}"
