"""The worker is killed while deliveries drain to a mail sink: every delivery once, every mail accounted for."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from config import load_settings
from portal import create_app
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.ledger import Line, record_lines
from portal.ledger.models import Delivery, Mail
from portal.ledger.outbox.mail import LEASE
from portal.ledger.worker import run_once
from tests.databases import postgresql_server
from tests.mail_sink import Sink, mail_sink
from tests.torture import worker as _subscriber  # noqa: F401 - registers it here too

LONGEST = 240.0


@dataclass
class Outcome:
    """What was counted."""

    database: str
    workers: int
    kills: int
    lines: int
    heard: int
    heard_once: int
    sent: int
    uncertain: int
    in_sink: int
    doubles: int
    unaccounted: int

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return (
            self.heard == self.heard_once == self.lines
            and self.sent + self.uncertain == self.lines
            and self.doubles == 0
            and self.unaccounted == 0
            and self.uncertain <= self.kills * 20
        )


def kill_workers(database: str, *, lines: int, kills: int, workers: int, seed: int = 7) -> Outcome:
    """Let `workers` drain `lines` deliveries while `kills` SIGKILLs fall at random moments."""
    with (
        tempfile.TemporaryDirectory(prefix="fanfare-torture-") as folder,
        _database(database, folder) as url,
        mail_sink() as sink,
    ):
        environment = {
            **os.environ,
            "INSTANCE_PATH": folder,
            "DATABASE_URL": url,
            "MAIL_URL": sink.url,
            "SECRET_KEY": "torture" * 8,
            "LOG_LEVEL": "ERROR",
        }
        app = create_app(
            load_settings(
                instance_path=Path(folder), database_url=url, mail_url=sink.url, secret_key="t" * 32, log_level="ERROR"
            )
        )
        with app.app_context():
            db.create_all()
            with transaction() as session:
                session.execute(text("create table torture_heard (activity_id integer)"))
                record_lines([Line("member.changed") for _ in range(lines)])
            _torment(environment, lines, kills, workers, random.Random(seed))
            _finish()
            outcome = _count(database, workers, kills, lines, sink)
            db.session.remove()
            db.engine.dispose()
            return outcome


def _torment(environment: dict[str, str], lines: int, kills: int, workers: int, chance: random.Random) -> None:
    """Kill in the middle of the work: after every so many deliveries and mails."""
    running = [_start(environment) for _ in range(workers)]
    try:
        for number in range(1, kills + 1):
            _wait_for(_progress, at_least=2 * lines * number // (kills + 1))
            time.sleep(chance.uniform(0, 0.05))
            victim = chance.randrange(workers)
            running[victim].send_signal(signal.SIGKILL)
            running[victim].wait()
            running[victim] = _start(environment)
        _wait_for(lambda: not _left(), at_least=True)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)


def _start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.torture.worker"], env=environment)


def _wait_for(measure: Callable[[], int], at_least: int) -> None:
    until = time.monotonic() + LONGEST
    while measure() < at_least and time.monotonic() < until:
        time.sleep(0.02)


def _progress() -> int:
    """Deliveries that are done, and mails that are out."""
    db.session.rollback()
    done = select(func.count()).where(Delivery.done_at.is_not(None))
    sent = select(func.count()).where(Mail.settled_at.is_not(None))
    return (db.session.scalar(done) or 0) + (db.session.scalar(sent) or 0)


def _left() -> bool:
    db.session.rollback()
    waiting = select(func.count()).where(Mail.state == "waiting", Mail.leased_until.is_(None))
    undone = select(func.count()).where(Delivery.done_at.is_(None))
    return bool(db.session.scalar(waiting)) or bool(db.session.scalar(undone))


def _finish() -> None:
    """What dead workers had leased comes free when the lease is over; the mail in their hands is uncertain."""
    with at(now() + LEASE + timedelta(seconds=5)):
        while run_once():
            pass


def _count(database: str, workers: int, kills: int, lines: int, sink: Sink) -> Outcome:
    heard = db.session.execute(text("select count(*), count(distinct activity_id) from torture_heard")).one()
    states = dict(db.session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all())
    received = Counter(mail["Message-ID"] for mail in sink.mails)
    vouched = {
        f"<fanfare-{id}@" for id in db.session.scalars(select(Mail.id).where(Mail.state.in_(("sent", "uncertain"))))
    }
    sent = {f"<fanfare-{id}@" for id in db.session.scalars(select(Mail.id).where(Mail.state == "sent"))}
    arrived = {f"{message_id.partition('@')[0]}@" for message_id in received}
    return Outcome(
        database=database,
        workers=workers,
        kills=kills,
        lines=lines,
        heard=heard[0],
        heard_once=heard[1],
        sent=states.get("sent", 0),
        uncertain=states.get("uncertain", 0),
        in_sink=len(sink.mails),
        doubles=sum(count - 1 for count in received.values()),
        unaccounted=len(sent - arrived) + len(arrived - vouched),
    )


@contextmanager
def _database(name: str, folder: str) -> Iterator[str]:
    if name == "sqlite":
        yield f"sqlite:///{folder}/torture.db"
        return
    with postgresql_server() as server:
        yield server.url("torture", create=True)
