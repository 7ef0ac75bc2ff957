"""Taking one's data along: everything that is marked is in the file, and nobody else gets it."""

import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.clock import at, now
from portal.core.database import db
from portal.core.files import file_path
from portal.kits.jobs.models import Job
from portal.kits.jobs.runner import run_to_end
from portal.kits.leaving.reactions import forget_copies
from tests.actors import a_member, a_user, signed_in, staff

EMAIL = "mei@orbit.example"


def prepared(app: Flask, client: object) -> Job:
    """A copy that was asked for on the page, and made by the worker."""
    assert client.post("/you/copy").status_code == 303  # type: ignore[attr-defined]
    return run_to_end(db.session.scalars(select(Job.id).where(Job.kind == "copy").order_by(Job.id.desc())).first() or 0)


@pytest.mark.one_database
def test_a_member_downloads_their_own_copy_and_nobody_elses(app: Flask) -> None:
    mei, jonas = a_user(a_member("Mei Tanaka", email=EMAIL)), a_user(a_member("Jonas Lind"))
    hers, his = signed_in(app, mei), signed_in(app, jonas)
    assert hers.get("/you/copy").status_code == 404
    assert hers.post("/you/copy").status_code == 303
    page = hers.get("/you/leaving").text
    assert "Your copy is being prepared." in page
    assert 'data-refresh-every="2"' in page
    again = hers.post("/you/copy", follow_redirects=True).text
    assert "already" in again
    job = run_to_end(db.session.scalars(select(Job.id).where(Job.kind == "copy")).one())
    assert job.status == "done"
    assert "Download your data" in hers.get("/you/leaving").text
    with hers.get("/you/copy") as answer, zipfile.ZipFile(BytesIO(answer.data)) as copy:
        assert EMAIL in copy.read("members.json").decode()
        assert answer.headers["Content-Disposition"] == "attachment; filename=my-data.zip"
    assert his.get("/you/copy").status_code == 404
    for other in (staff("owner"), staff("admin")):
        client = signed_in(app, other)
        assert client.get("/you/copy").status_code == 404
        assert client.get(f"/jobs/{job.id}").status_code == 404
        assert "copy of your data" not in client.get("/jobs").text


@pytest.mark.one_database
def test_a_copy_is_forgotten_after_a_week(app: Flask) -> None:
    mei = a_user(a_member("Mei Tanaka", email=EMAIL))
    job = prepared(app, signed_in(app, mei))
    path, lost = file_path(job.result["file"]), file_path("copies/lost.zip")
    lost.write_text("of a process that was killed")
    assert path.is_file()
    assert forget_copies() == 0
    with at(now() + timedelta(days=8)):
        assert forget_copies() == 2
    assert not path.exists()
    assert not lost.exists()
    assert db.session.scalars(select(Job.id)).all() == []


@pytest.mark.one_database
def test_nobody_is_exported_who_is_not_there(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["members", "export", "nobody@example.org", str(tmp_path / "a.zip")])
    assert result.exit_code == 2
    assert "nobody@example.org" in result.output
