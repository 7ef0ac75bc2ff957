"""An uploaded file is read by the worker: batch by batch, through kills and rivals, and seen by nobody else."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from config import Settings
from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.files import file_path
from portal.kits.jobs import runner
from portal.kits.jobs.actions import cancel_job
from portal.kits.jobs.models import Job
from portal.kits.jobs.runner import LEASE, run_page, run_to_end
from portal.kits.jobs.tidying import tidy_up
from portal.kits.transfer.imports import actions
from portal.kits.transfer.reading import rows as reading
from portal.kits.transfer.reading import stage_table
from portal.kits.transfer.tidying import forget_lost_files
from tests.actors import signed_in, staff
from tests.kits.transfer.imports import uploaded
from tests.kits.transfer.tables import kept

ROOT = Path(__file__).resolve().parents[3]
WORKER = """
from portal.kits.jobs.runner import work_on_jobs
from portal.kits.transfer.reading import rows
from wsgi import app

rows.BATCH_LINES = 100
with app.app_context():
    while work_on_jobs():
        pass
"""


def people(number: int) -> str:
    return "email;name\n" + "".join(f"p{row}@example.org;Jörg {row}\n" for row in range(number))


def the_job(job: Job) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, job.id, populate_existing=True)


def files(app: Flask) -> list[Path]:
    return sorted((Path(app.config["INSTANCE_PATH"]) / "files" / "imports").glob("*"))


def staged(job: Job) -> bytes:
    return file_path(the_job(job).file_key or "").read_bytes()


def at_once(folder: Path, content: str) -> bytes:
    """The same rows, as they are staged by one who is left alone."""
    stage_table(kept(folder, content), folder / "rows")
    return (folder / "rows").read_bytes()


@pytest.fixture
def owner(app: Flask) -> User:
    return staff("success")


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH_LINES", 10)


def test_a_request_only_keeps_the_file_and_the_worker_stages_it(app: Flask, owner: User, tmp_path: Path) -> None:
    content = people(25)
    job = uploaded(content, owner)
    sent, rows = files(app)
    assert (job.status, sent.read_text(), rows.read_text()) == ("reading", content, "")
    assert {path.stat().st_mode & 0o077 for path in (sent, rows)} == {0}
    assert run_to_end(job.id).status == "staged"
    assert (the_job(job).total, staged(job)) == (25, at_once(tmp_path, content))
    assert files(app) == [rows], "what was sent goes when it is staged"
    assert "staging" not in the_job(job).options


def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_half_and_nothing_twice(
    app: Flask, settings: Settings, owner: User, tmp_path: Path
) -> None:
    content = people(6_000)
    job = uploaded(content, owner)
    environment = {
        "INSTANCE_PATH": str(settings.instance_path),
        "DATABASE_URL": settings.database_url.replace("+psycopg", ""),
        "SECRET_KEY": "not-a-secret-only-for-tests-0123",
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=os.environ | environment)
    deadline = time.monotonic() + 60
    while not the_job(job).done and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    before = the_job(job)
    assert (before.status, 0 < before.done < 6_000) == ("reading", True)
    with file_path(before.file_key or "").open("r+b") as rows:
        rows.seek(before.options["staging"]["written"])
        rows.write(b'[17,["half a r')
    with at(now() + LEASE * 2):
        assert run_to_end(job.id).status == "staged"
    assert (the_job(job).total, staged(job)) == (6_000, at_once(tmp_path, content))


@pytest.mark.usefixtures("small_batches")
def test_two_workers_at_once_stage_each_row_once(
    app: Flask, owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = uploaded(people(95), owner)
    while the_job(job).done < 30:
        assert run_page(job.id, "slow")
    overtaken(monkeypatch, the_job(job), lambda: [run_page(job.id, "fast") for _page in range(3)])
    assert not run_page(job.id, "slow")
    assert the_job(job).done == 69
    with at(now() + LEASE * 4):
        assert run_to_end(job.id).status == "staged"
    assert (the_job(job).total, staged(job)) == (95, at_once(tmp_path, people(95)))


def overtaken(monkeypatch: pytest.MonkeyPatch, job: Job, meanwhile: Callable[[], Any]) -> None:
    """Let something happen while the next page is read, so slowly that its lease runs out."""
    work = runner.work_of(job)
    read = work.fetch

    def slowly(job: Job) -> Any:
        as_it_was = SimpleNamespace(status=job.status, file_key=job.file_key, options=deepcopy(job.options))
        monkeypatch.setattr(work, "fetch", read)
        with at(now() + LEASE * 2):
            meanwhile()
        return read(as_it_was)

    monkeypatch.setattr(work, "fetch", slowly)


@pytest.mark.usefixtures("small_batches")
def test_an_import_that_is_discarded_while_it_is_read_leaves_nothing(
    app: Flask, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = uploaded(people(95), owner)
    assert run_page(job.id)
    assert run_page(job.id)

    def discarded() -> None:
        with transaction():
            cancel_job(db.session.get_one(Job, job.id))
        while tidy_up():
            pass

    overtaken(monkeypatch, the_job(job), discarded)
    assert not run_page(job.id)
    assert not run_page(job.id)
    assert (the_job(job).status, the_job(job).error, files(app)) == ("cancelled", "", [])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("email,name\n", "no rows below it"),
        ("email,name\n" + "a@example.org,A\n" * 200 + "," * 400, "has more than 300 cells"),
        ("email,name\n" + "a@example.org,A\n" * 200 + 'b@example.org,"' + "x\n" * 200, "is never closed"),
        (b"email,name\n" + b"a@example.org,A\n" * 9_000 + b"b@example.org,\0\0", "bytes that aren&#39;t text"),
        (b"\0\1\2" * 400, "not a text file"),
    ],
)
def test_what_is_wrong_with_a_file_stands_on_its_page(app: Flask, owner: User, content: str | bytes, says: str) -> None:
    job = uploaded(content, owner)
    assert run_to_end(job.id).status == "refused"
    page = signed_in(app, owner).get(f"/jobs/{job.id}").text
    assert says in page
    assert 'href="/imports/contacts"' in page
    assert "http-equiv" not in page
    while tidy_up():
        pass
    assert files(app) == []


def test_a_file_that_lost_its_end_is_not_taken_for_the_whole(app: Flask, owner: User) -> None:
    job = uploaded(people(30), owner)
    os.truncate(file_path(actions.sent_key(job.file_key or "")), 100)
    assert "upload it again" in run_to_end(job.id).error


def test_trouble_of_ours_is_tried_again_and_then_told(app: Flask, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = uploaded(people(30), owner)
    monkeypatch.setattr("os.fsync", lambda _file: (_ for _ in ()).throw(OSError("the disk is full")))
    ended = run_to_end(job.id)
    assert (ended.status, ended.attempts) == ("refused", 3)
    assert "on our side while reading the file (OSError)" in ended.error


def test_nobody_else_sees_a_file_that_is_being_read(app: Flask, owner: User) -> None:
    job = uploaded(people(3), owner)
    others = signed_in(app, staff("product"))
    for page in (f"/jobs/{job.id}", f"/imports/{job.id}/columns", f"/imports/{job.id}/refused.csv"):
        assert others.get(page).status_code == 404
    for act in (f"/jobs/{job.id}/cancel", f"/imports/{job.id}/again", f"/imports/{job.id}/run"):
        assert others.post(act).status_code == 404
    assert the_job(job).status == "reading"


def test_nothing_is_done_with_a_file_before_it_is_read(app: Flask, owner: User) -> None:
    job = uploaded(people(3), owner)
    client = signed_in(app, owner)
    assert client.get(f"/imports/{job.id}/columns").location == f"/jobs/{job.id}"
    assert client.get(f"/imports/{job.id}/refused.csv").status_code == 404
    assert [client.post(f"/imports/{job.id}/{act}").status_code for act in ("again", "run")] == [409, 409]
    assert the_job(job).status == "reading"
    assert client.post(f"/jobs/{job.id}/cancel").status_code == 303
    while tidy_up():
        pass
    assert files(app) == []


def test_the_page_says_how_far_it_is_and_looks_again(app: Flask, owner: User) -> None:
    job = uploaded(people(12_000), owner)
    for _page in range(2):
        run_page(job.id)
    page = signed_in(app, owner).get(f"/jobs/{job.id}").text
    assert "9,999 rows so far" in page
    assert "% of the file" in page
    with at(now() + timedelta(seconds=11)):
        assert '<meta http-equiv="refresh" content="3">' in signed_in(app, owner).get(f"/jobs/{job.id}").text


def test_one_person_keeps_so_many_files_and_no_more(app: Flask, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MAX_OPEN", 2)
    first, _second = uploaded(people(1), owner), uploaded(people(1), owner)
    with pytest.raises(Refused, match="discard some"):
        uploaded(people(1), owner)
    uploaded(people(1), staff("success", name="Another"))
    with transaction():
        cancel_job(db.session.get_one(Job, first.id))
    uploaded(people(1), owner)


def test_a_file_whose_import_was_never_written_down_goes_after_a_day(app: Flask, owner: User) -> None:
    job = uploaded(people(3), owner)
    actions.take_upload(io.BytesIO(b"email\nmei@example.org\n"))
    assert (len(files(app)), forget_lost_files()) == (4, 0)
    with at(now() + timedelta(hours=25)):
        assert forget_lost_files() == 2
    assert len(files(app)) == 2
    assert run_to_end(job.id).status == "staged"
