"""Whoever is erased is found in files that were imported, with their name in two columns and a broken address."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.core.database import db, transaction
from portal.core.persons import Person
from portal.kits.jobs.models import Job
from portal.kits.transfer.models import RefusedRow
from portal.kits.transfer.personal import imports_naming, refused_rows_naming
from tests.actors import staff
from tests.kits.transfer.imports import brought_in, staged_job, uploaded

HEADINGS = ["Email", "First name", "Last name", "Company"]
JURGEN = Person((1,), (), ("jurgen@orbit.example",), ("Jürgen Überall",))


def test_refused_rows_go_with_whoever_is_named_in_them(app: Flask, tmp_path: Path) -> None:
    rows = [
        ["juergen", "Jürgen", "Überall", "Orbit Health"],
        ["nobody", "ÜBERALL", "JÜRGEN", "Orbit Health"],
        ["jurgen@orbit", "", "", "Orbit Health"],
        ["jürgen", "Jürgen", "Sommer", "Orbit Health"],
        ["klaus@orbit", "Klaus", "Überall", "Orbit Health"],
    ]
    brought_in(tmp_path, "contacts", [HEADINGS, *rows], staff("success"))
    assert db.session.query(RefusedRow).count() == len(rows)
    with transaction() as session:
        session.execute(delete(RefusedRow).where(refused_rows_naming(JURGEN)))
    left = [" ".join(row.cells) for row in db.session.scalars(select(RefusedRow).order_by(RefusedRow.number))]
    assert [line.split()[0] for line in left] == ["jürgen", "klaus@orbit"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (["", "jürgen", "ÜBERALL", ""], True),
        (["JURGEN@orbit.example", "", "", ""], True),
        (["klaus@orbit.example", "Jürgen", "Sommer", ""], False),
    ],
)
def test_a_file_that_waits_is_found_by_the_words_of_one_row(
    app: Flask, tmp_path: Path, row: list[str], found: bool
) -> None:
    others = ["ada@fjord.example", "Ada", "Überall", "Fjord Bank"]
    staged_job(tmp_path, "contacts", [HEADINGS, row, others], staff("success"))
    assert bool(db.session.scalars(select(Job.id).where(imports_naming(JURGEN))).all()) is found


def test_a_file_in_another_encoding_is_read_as_it_was_written(app: Flask) -> None:
    content = "\ufeffEmail;First name;Last name\nx@orbit.example;Jürgen;Überall\n".encode("utf-16-le")
    job = uploaded(content, staff("success"))
    with transaction() as session:
        again = session.get_one(Job, job.id)
        again.options = again.options | {"staging": {"encoding": ["utf-16", "strict"]}}
    assert db.session.scalars(select(Job.id).where(imports_naming(JURGEN))).all() == [job.id]
