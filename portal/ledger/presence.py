"""Which workers are at work. A worker says so at most every half minute; nothing depends on it but the health page."""

import os
import socket
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from portal.core.clock import now
from portal.core.database import db, transaction, upserting

from .models import WorkerSeen

SEEN_EVERY = 30.0
MISSED_AFTER = timedelta(seconds=90)
FORGOTTEN_AFTER = timedelta(days=1)


def note_worker() -> None:
    """Say that this process is at work; workers that were not seen for a day are forgotten."""
    moment = now()
    row = {"name": f"{socket.gethostname()[:60]}-{os.getpid()}", "started_at": moment, "seen_at": moment}
    seen = upserting(WorkerSeen).values(row)
    with transaction() as session:
        session.execute(seen.on_conflict_do_update(index_elements=["name"], set_={"seen_at": moment}))
        session.execute(delete(WorkerSeen).where(WorkerSeen.seen_at < moment - FORGOTTEN_AFTER))


def workers_at_work() -> Sequence[WorkerSeen]:
    """The workers that were seen lately, the newest first."""
    lately = WorkerSeen.seen_at >= now() - MISSED_AFTER
    return db.session.scalars(select(WorkerSeen).where(lately).order_by(WorkerSeen.seen_at.desc())).all()
