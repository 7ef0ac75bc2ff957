"""Jobs go on where they stopped, whoever works on them, and stop when they should."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import Settings
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.jobs import runner
from portal.kits.jobs.actions import cancel_job, check_job, retry_job, run_job, skip_check
from portal.kits.jobs.models import Job
from portal.kits.jobs.runner import LEASE, run_page, run_to_end, work_on_jobs
from portal.kits.jobs.tidying import tidy_up
from portal.kits.transfer.imports import importers
from portal.kits.transfer.models import RefusedRow, SeenRow
from portal.people.models import Member
from tests.kits.transfer.imports import brought_in, checked, counts, staged_job
from tests.kits.transfer.tables import as_table, kept
from workflows.lifecycle import MoveNotAllowed

HEADINGS = ("email", "first name", "company")
ROOT = Path(__file__).resolve().parents[3]


def people(number: int) -> list[tuple[str, str, str]]:
    return [HEADINGS, *((f"p{row}@example.org", f"Person {row}", f"Company {row % 40}") for row in range(number))]


def running(folder: Path, number: int) -> int:
    job = staged_job(folder, "contacts", people(number))
    with transaction():
        job = db.session.get_one(Job, job.id)
        skip_check(job)
        run_job(job)
    return job.id


def the_job(job_id: int) -> Job:
    return db.session.get_one(Job, job_id, populate_existing=True)


def members() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Member)) or 0


def test_a_page_is_five_hundred_rows_and_moves_the_cursor(app: Flask, tmp_path: Path) -> None:
    job_id = running(tmp_path, 1_200)
    assert run_page(job_id)
    job = the_job(job_id)
    assert (job.done, job.total, members()) == (500, 1_200, 500)
    assert run_to_end(job_id).status == "done"
    assert members() == 1_200


def test_the_worker_takes_a_job_that_nobody_else_works_on(app: Flask, tmp_path: Path) -> None:
    job_id = running(tmp_path, 600)
    assert work_on_jobs() == 1
    assert the_job(job_id).done == 500
    while work_on_jobs():
        pass
    assert the_job(job_id).status == "done"


def test_another_worker_waits_until_the_lease_is_over(app: Flask, tmp_path: Path) -> None:
    job_id = running(tmp_path, 1_200)
    assert run_page(job_id, "one")
    assert not run_page(job_id, "two")
    assert the_job(job_id).done == 500
    with at(now() + LEASE * 2):
        assert run_page(job_id, "two")
        assert the_job(job_id).done == 1_000
        assert not run_page(job_id, "one")


def test_a_worker_that_lost_its_lease_while_it_read_writes_nothing(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = running(tmp_path, 1_200)
    work = runner.work_of(the_job(job_id))
    read = work.fetch

    def slowly(job: Job) -> Any:
        fetched = read(job)
        monkeypatch.setattr(work, "fetch", read)
        with at(now() + LEASE * 2):
            assert run_page(job_id, "faster")
        return fetched

    monkeypatch.setattr(work, "fetch", slowly)
    assert not run_page(job_id, "slow")
    assert (the_job(job_id).done, members()) == (500, 500)


def test_a_page_that_fails_is_tried_again_and_then_stops_the_job_until_a_person_retries(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = running(tmp_path, 1_200)
    assert run_page(job_id)
    importer = importers()["contacts"]
    with monkeypatch.context() as broken:
        broken.setattr(importer, "write", lambda *_: (_ for _ in ()).throw(OSError("no more room")))
        job = run_to_end(job_id)
    assert (job.status, job.done, members()) == ("failed", 500, 500)
    assert job.error == "Something went wrong after 500 rows: OSError"
    with transaction():
        retry_job(the_job(job_id))
    assert run_to_end(job_id).status == "done"
    assert members() == 1_200


def test_a_cancelled_job_stops_and_keeps_what_is_written(app: Flask, tmp_path: Path) -> None:
    job_id = running(tmp_path, 1_200)
    run_page(job_id)
    with transaction():
        cancel_job(the_job(job_id))
    assert not run_page(job_id)
    assert not work_on_jobs()
    assert members() == 500
    with pytest.raises(MoveNotAllowed):
        retry_job(the_job(job_id))


def test_rows_run_after_a_check_are_the_ones_that_were_checked(app: Flask, tmp_path: Path) -> None:
    job = checked(tmp_path, "contacts", [*people(700), ("nobody", "", "")])
    assert (job.status, counts(job)) == ("ready", {"created": 700, "refused": 1})
    with transaction():
        run_job(the_job(job.id))
    done = run_to_end(job.id)
    assert (done.status, counts(done)) == ("done", {"created": 700, "refused": 1})
    assert db.session.query(RefusedRow).count() == 1


def test_an_ended_job_leaves_neither_file_nor_notes(app: Flask, tmp_path: Path) -> None:
    job = brought_in(tmp_path, "contacts", people(30))
    folder = Path(app.config["INSTANCE_PATH"]) / "files" / "imports"
    assert len(list(folder.iterdir())) == 1
    while tidy_up():
        pass
    assert list(folder.iterdir()) == []
    assert db.session.query(SeenRow).count() == 0
    assert the_job(job.id).file_key is None


def test_a_job_that_nobody_came_back_to_is_cancelled_after_a_week(app: Flask, tmp_path: Path) -> None:
    waiting = staged_job(tmp_path, "contacts", people(3))
    with at(now() + timedelta(days=6)):
        assert tidy_up() == 0
    assert the_job(waiting.id).status == "staged"
    with at(now() + timedelta(days=8)):
        while tidy_up():
            pass
    assert the_job(waiting.id).status == "cancelled"


@pytest.mark.parametrize("trigger", [check_job, run_job, retry_job])
def test_a_finished_job_cannot_be_started_again(app: Flask, tmp_path: Path, trigger: Any) -> None:
    job = brought_in(tmp_path, "contacts", people(3))
    with pytest.raises(MoveNotAllowed):
        trigger(job)


def test_an_import_that_is_killed_halfway_has_each_row_once_when_it_goes_on(
    app: Flask, settings: Settings, tmp_path: Path
) -> None:
    path = kept(tmp_path, as_table(people(3_000)))
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "members", "import", str(path), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "FLASK_APP": "wsgi",
            "INSTANCE_PATH": str(settings.instance_path),
            "DATABASE_URL": settings.database_url.replace("+psycopg", ""),
            "SECRET_KEY": "not-a-secret-only-for-tests-0123",
        },
    )
    while members() < 1_000 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    job = db.session.scalars(select(Job)).one()
    before = members()
    assert 1_000 <= before < 3_000
    assert (job.status, job.done) == ("running", before)
    with at(now() + LEASE * 2):
        job = run_to_end(job.id)
    assert (job.status, counts(job)) == ("done", {"created": 3_000})
    assert members() == 3_000
    again = brought_in(tmp_path, "contacts", people(3_000))
    assert counts(again) == {"unchanged": 3_000}
