"""A table of 60 MB is sent to the site as it runs in life, and its readers are killed while they read.

The request costs bounded memory and time and holds nobody up; in the end every row is there, once.
"""

import filecmp
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from config import ROOT
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.files import file_path
from portal.kits.jobs.models import Job
from portal.kits.transfer.reading import stage_table
from tests.actors import staff
from tests.applications import opened, settings_for
from tests.servers import Server, Visitor, cookie_of, serving
from tests.torture.strangers import url_of

ANSWER_SECONDS = 10.0
"""Ten times the promise: an upload is answered a second after its last byte, and nobody waits longer meanwhile."""
GROWTH_MB = 30
READER_MB = 250
PATIENCE = 600.0


@dataclass
class Upload:
    """What was counted."""

    database: str
    upload_mb: int
    kills: int
    answered_s: float = 0
    longest_wait_s: float = 0
    growth_mb: int = 0
    reader_mb: int = 0
    rows: int = 0
    as_at_once: bool = False
    files_left: int = 0

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        quick = max(self.answered_s, self.longest_wait_s) <= ANSWER_SECONDS
        small = self.growth_mb <= GROWTH_MB and self.reader_mb <= READER_MB
        return quick and small and self.as_at_once and self.files_left == 1


def upload_a_table(database: str, *, megabytes: int, kills: int, seed: int = 7) -> Upload:
    """Send it, and let two workers read it while `kills` SIGKILLs fall at random moments."""
    outcome = Upload(database, megabytes, kills)
    with tempfile.TemporaryDirectory(prefix="fanfare-torture-") as name, _site(database, Path(name)) as (app, server):
        table = _table(Path(name), megabytes)
        _send(app, server, table, outcome)
        _read(app, kills, random.Random(seed), outcome)
        job = _job()
        outcome.rows = job.total
        stage_table(table, table.with_suffix(".rows"))
        outcome.as_at_once = filecmp.cmp(table.with_suffix(".rows"), file_path(job.file_key or ""), shallow=False)
        outcome.files_left = len(list(file_path("imports").iterdir()))
    return outcome


@contextmanager
def _site(database: str, folder: Path) -> Iterator[tuple[Flask, Server]]:
    with url_of(database, folder) as url:
        settings = settings_for(url, folder).model_copy(update={"base_url": "http://127.0.0.1"})
        with opened(settings) as app:
            db.create_all()
            with serving(settings) as server:
                yield app, server


def _table(folder: Path, megabytes: int) -> Path:
    path, size, number = folder / "people.csv", megabytes * 1024**2, 0
    with path.open("w", encoding="utf-8") as file:
        file.write("E-Mail;Name;Why\n")
        while file.tell() < size - 200:
            file.writelines(f'p{row}@example.org;Jörg {row};"two\nlines"\n' for row in range(number, number + 2))
            number += 2
    return path


def _send(app: Flask, server: Server, table: Path, outcome: Upload) -> None:
    owner = Visitor(server, cookie_of(app, staff("success")))
    token, before = owner.token("/imports/contacts"), server.megabytes()
    body = _field("csrf_token") + token.encode() + b"\r\n" + _field('file"; filename="people.csv') + table.read_bytes()
    body += b"\r\n--edge--\r\n"
    head = (
        f"POST /imports/contacts HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {owner.cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with _watching(server, outcome, before), server.connect(head.encode()) as client:
        client.sendall(body)
        sent = time.monotonic()
        told = b"".join(iter(lambda: client.recv(65536), b""))
    outcome.answered_s = round(time.monotonic() - sent, 2)
    if not told.startswith(b"HTTP/1.1 303"):
        raise RuntimeError(f"the upload was answered with {told[:200]!r}")


@contextmanager
def _watching(server: Server, outcome: Upload, before: int) -> Iterator[None]:
    """Somebody else asks for pages meanwhile; how long they waited, and how much the process grew."""
    stop = threading.Event()

    def watch() -> None:
        visitor = Visitor(server)
        while not stop.wait(0.01):
            begun = time.monotonic()
            visitor.get("/sign-in")
            outcome.longest_wait_s = max(outcome.longest_wait_s, round(time.monotonic() - begun, 2))
            outcome.growth_mb = max(outcome.growth_mb, server.megabytes() - before)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        stop.set()
        watching.join()


def _read(app: Flask, kills: int, chance: random.Random, outcome: Upload) -> None:
    deadline, left = time.monotonic() + PATIENCE, kills
    while _job().status == "reading":
        workers = [_worker(app) for _each in range(2)]
        until = time.monotonic() + chance.uniform(0.2, 2) if left else deadline
        came = _job().done
        while _job().status == "reading" and (time.monotonic() < until or _job().done == came):
            outcome.reader_mb = max(outcome.reader_mb, *map(_megabytes, workers))
            if time.monotonic() > deadline or any(worker.poll() for worker in workers):
                raise RuntimeError("the file was not read to its end")
            time.sleep(0.01)
        for worker in workers:
            worker.send_signal(signal.SIGKILL if left else signal.SIGTERM)
            worker.wait(30)
        left -= 1 if left else 0
        _lease_runs_out()


def _worker(app: Flask) -> subprocess.Popen[bytes]:
    environment = {
        "FLASK_APP": "wsgi",
        "INSTANCE_PATH": app.config["INSTANCE_PATH"],
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SECRET_KEY": app.config["SECRET_KEY"],
        "LOG_LEVEL": "ERROR",
    }
    return subprocess.Popen([sys.executable, "-m", "flask", "worker"], cwd=ROOT, env=os.environ | environment)


def _job() -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job).execution_options(populate_existing=True)).one()


def _lease_runs_out() -> None:
    """As if twenty seconds had passed."""
    with transaction() as session:
        session.execute(update(Job).values(leased_until=now()))


def _megabytes(process: subprocess.Popen[bytes]) -> int:
    try:
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


def _field(name: str) -> bytes:
    return f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
