"""Bringing a file in with a browser, and who may look."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.access.models import StaffRole, User
from portal.core.database import db, transaction
from portal.kits.jobs.models import Job
from portal.kits.jobs.runner import work_on_jobs
from portal.people.models import Member
from tests.actors import a_member, a_user, signed_in, staff
from tests.kits.transfer.imports import brought_in, checked, staged_job
from tests.kits.transfer.tables import as_table
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.one_database

ROWS = (
    ("Kontakt", "Mail", "Betrieb"),
    ("Mei Tanaka", "mei@example.org", "Orbit Health"),
    ("=cmd()", "nobody", "@Orbit"),
)


def sent(client: FlaskClient, content: str | bytes, kind: str = "contacts") -> TestResponse:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(f"/imports/{kind}", data={"file": (io.BytesIO(raw), "people.csv")})


def worked() -> None:
    while work_on_jobs():
        pass


def only_job() -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job).order_by(Job.id.desc())).first()  # type: ignore[return-value]


def test_a_file_comes_in_step_by_step(app: Flask) -> None:
    client = signed_in(app, staff("success"))
    assert "What it can contain" in client.get("/imports/contacts").text
    answer = sent(client, as_table(ROWS))
    job = f"/jobs/{only_job().id}"
    assert (answer.status_code, answer.location) == (303, job)
    waits = client.get(job).text
    assert "Reading the file; nothing has been written yet" in waits
    assert '<meta http-equiv="refresh" content="1">' in waits
    worked()
    columns = client.get(job).location
    assert columns == f"/imports/{only_job().id}/columns"
    page = client.get(columns).text
    assert "Mei Tanaka" in page
    assert re.search(r'<option selected value="1">Mail', page)

    corrected = {"email": "1", "name": "0", "company": "2"}
    answer = client.post(columns, data=corrected)
    assert (answer.status_code, answer.location) == (303, job)
    assert 'http-equiv="refresh"' in client.get(job).text
    worked()
    preview = client.get(job).text
    assert "Nothing has been written yet" in preview
    assert "“nobody” is not an email address." in preview
    assert 'http-equiv="refresh"' not in preview
    assert db.session.query(Member).count() == 0

    assert client.post(f"/imports/{only_job().id}/run").location == job
    worked()
    assert "Import complete" in client.get(job).text
    member = db.session.scalars(select(Member)).one()
    assert (member.name, member.email) == ("Mei Tanaka", "mei@example.org")
    assert only_job().title == "people.csv"


def test_columns_can_be_chosen_again_after_the_preview(app: Flask, tmp_path: Path) -> None:
    owner = staff("success")
    client = signed_in(app, owner)
    job = checked(tmp_path, "contacts", ROWS, owner)
    answer = client.post(f"/imports/{job.id}/again")
    assert answer.location == f"/imports/{only_job().id}/columns"
    client.post(answer.location, data={"email": "1", "name": "", "company": "0"})
    worked()
    client.post(f"/imports/{only_job().id}/run")
    worked()
    member = db.session.scalars(select(Member)).one()
    assert member.company is not None
    assert member.company.name == "Mei Tanaka"
    assert db.session.get_one(Job, job.id).status == "cancelled"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": ""}, "Choose the column that holds this."),
        ({"email": "1", "company": "1"}, "This column is already taken by another field."),
        ({"email": "17"}, "Not a valid choice"),
    ],
)
def test_a_choice_of_columns_that_makes_no_sense_is_said_beside_the_field(
    app: Flask, tmp_path: Path, data: dict[str, str], words: str
) -> None:
    owner = staff("success")
    job = staged_job(tmp_path, "contacts", ROWS, owner)
    answer = signed_in(app, owner).post(f"/imports/{job.id}/columns", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert only_job().status == "staged"


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "empty"), (b"\x89PNG\r\n\x1a\n1234", "picture"), (b"PK\x03\x04 xl/", "Excel workbook")]
)
def test_what_is_seen_to_be_no_table_is_refused_beside_the_field(app: Flask, content: bytes, words: str) -> None:
    answer = sent(signed_in(app, staff("success")), content)
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(Job).count() == 0
    assert list((Path(app.config["INSTANCE_PATH"]) / "files" / "imports").glob("*")) == []


def test_no_file_at_all_is_asked_for(app: Flask) -> None:
    answer = signed_in(app, staff("success")).post("/imports/contacts", data={})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_dates_of_which_nothing_says_the_order_can_be_put_right(app: Flask, tmp_path: Path) -> None:
    a_member("Mei Tanaka", email="mei@example.org")
    owner = staff("success")
    client = signed_in(app, owner)
    rows = [("email", "score", "date"), ("mei@example.org", "9", "03/04/2025 10:00")]
    job = staged_job(tmp_path, "survey", rows, owner)
    assert "which is assumed" in client.get(f"/imports/{job.id}/columns").text
    client.post(
        f"/imports/{job.id}/columns", data={"email": "0", "score": "1", "answered_at": "2", "date_order": "month"}
    )
    worked()
    assert "4 Mar" in client.get(f"/jobs/{job.id}").text or "Mar 4" in client.get(f"/jobs/{job.id}").text


def test_refused_rows_can_be_downloaded_with_reasons_and_no_formula(app: Flask, tmp_path: Path) -> None:
    owner = staff("success")
    job = brought_in(tmp_path, "contacts", ROWS, owner)
    answer = signed_in(app, owner).get(f"/imports/{job.id}/refused.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = answer.text.splitlines()
    assert lines[0] == "\ufeffKontakt,Mail,Betrieb,Line,Reason"
    assert lines[1] == "'=cmd(),nobody,'@Orbit,3,“nobody” is not an email address."


def test_a_job_can_be_stopped_left_and_found_again(app: Flask, tmp_path: Path) -> None:
    owner = staff("success")
    client = signed_in(app, owner)
    job = staged_job(tmp_path, "contacts", ROWS, owner)
    assert "contacts.csv" in client.get("/jobs").text
    assert client.get(f"/jobs/{job.id}").location == f"/imports/{job.id}/columns"
    assert client.post(f"/jobs/{job.id}/cancel").status_code == 303
    assert "Cancelled" in client.get(f"/jobs/{job.id}").text
    assert client.post(f"/jobs/{job.id}/cancel").status_code == 409


PLACES = (
    "/jobs",
    "/imports/contacts",
    "/jobs/{id}",
    "/imports/{id}/columns",
    "/imports/{id}/refused.csv",
)
ACTS = ("/jobs/{id}/cancel", "/jobs/{id}/retry", "/imports/{id}/run", "/imports/{id}/again")


@pytest.mark.parametrize("place", PLACES[1:])
@pytest.mark.parametrize("who", ["product", "member"])
def test_whoever_may_not_bring_files_in_sees_nothing_of_them(app: Flask, tmp_path: Path, place: str, who: str) -> None:
    job = brought_in(tmp_path, "contacts", ROWS, staff("success"))
    stranger = staff("product") if who == "product" else a_user(a_member("Charlie Low"))
    answer = signed_in(app, stranger).get(place.format(id=job.id))
    assert answer.status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_on_a_job_that_they_may_not_see(app: Flask, tmp_path: Path, act: str) -> None:
    job = checked(tmp_path, "contacts", ROWS, staff("success"))
    assert signed_in(app, staff("product")).post(act.format(id=job.id)).status_code == 404
    assert only_job().status == "ready"


@pytest.mark.parametrize("place", PLACES)
def test_signed_out_people_are_sent_to_sign_in(client: FlaskClient, place: str) -> None:
    assert "sign-in" in client.get(place.format(id=1)).location


def test_people_who_edit_feedback_bring_in_feedback_only_and_see_their_own(app: Flask, tmp_path: Path) -> None:
    editor, other = staff("product", name="Lena Brandt"), staff("product", name="Tom Hale")
    client = signed_in(app, editor)
    assert client.get("/imports/feedback").status_code == 200
    assert client.get("/imports/contacts").status_code == 404
    rows = [("review",), ("Scanned forms still take us an afternoon",)]
    own = staged_job(tmp_path, "feedback", rows, editor)
    others = staged_job(tmp_path / "..", "feedback", rows, other)
    assert client.get(f"/imports/{own.id}/columns").status_code == 200
    assert client.get(f"/imports/{others.id}/columns").status_code == 404
    assert f'href="/jobs/{others.id}"' not in client.get("/jobs").text


def test_a_role_that_is_taken_away_closes_the_pages_at_once(app: Flask, tmp_path: Path) -> None:
    owner = staff("success")
    client = signed_in(app, owner)
    job = brought_in(tmp_path, "contacts", ROWS, owner)
    assert client.get(f"/jobs/{job.id}").status_code == 200
    with transaction() as session:
        session.get_one(User, owner.id).roles = [StaffRole(role="executive")]
    assert client.get(f"/jobs/{job.id}").status_code == 404


def test_the_list_of_jobs_asks_no_more_for_more_rows(app: Flask, tmp_path: Path) -> None:
    client = signed_in(app, staff("owner"))
    kept = staged_job(tmp_path, "contacts", ROWS)

    def add(number: int) -> None:
        with transaction() as session:
            for place in range(number):
                user = User(
                    email=f"o{session.query(User).count()}@example.org", name=f"O {place}", created_at=kept.created_at
                )
                session.add(user)
                session.flush()
                session.add(
                    Job(
                        kind=kept.kind,
                        title="people.csv",
                        status="cancelled",
                        owner_user_id=user.id,
                        created_at=kept.created_at,
                    )
                )

    assert_queries_do_not_grow(app, client, "/jobs", add)
