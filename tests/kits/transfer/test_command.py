"""`flask members|surveys|feedback import`: what scripts rely on."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from portal.core.database import db
from portal.kits.jobs.models import Job
from portal.kits.transfer.models import RefusedRow
from portal.people.models import Member
from tests.actors import a_member
from tests.kits.transfer.tables import as_table, kept

PEOPLE = (
    ("Vorname", "Nachname", "E-Mail-Adresse"),
    ("Mei", "Tanaka", "mei@example.org"),
    ("Mei", "Tanaka", "MEI@example.org"),
    ("Jonas", "Weiß", "jonas@example.org"),
    ("Jonas", "Schwarz", "jonas@example.org"),
    ("Nobody", "", "nobody"),
)
COUNTS = {"rows": 5, "created": 2, "changed": 0, "unchanged": 1, "refused": 2}


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def test_json_is_one_object_on_stdout_and_nothing_else(app: Flask, tmp_path: Path) -> None:
    path = kept(tmp_path, as_table(PEOPLE))
    result = run(app, "members", "import", path, "--json")
    assert (result.exit_code, json.loads(result.stdout), result.stderr) == (0, COUNTS, "")
    again = run(app, "members", "import", path, "--json")
    assert json.loads(again.stdout) == {**COUNTS, "created": 0, "unchanged": 3}


def test_a_person_reads_counts_and_reasons(app: Flask, tmp_path: Path) -> None:
    result = run(app, "members", "import", kept(tmp_path, as_table(PEOPLE)))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[2].split() == ["created", "2"]
    assert "line 5: The first row of an address wins" in result.stdout
    assert "line 6: “nobody” is not an email address." in result.stdout


def test_a_dry_run_says_the_same_and_leaves_nothing(app: Flask, tmp_path: Path) -> None:
    path = kept(tmp_path, as_table(PEOPLE))
    result = run(app, "members", "import", path, "--dry-run", "--json")
    assert json.loads(result.stdout) == COUNTS
    assert [db.session.query(table).count() for table in (Member, Job, RefusedRow)] == [0, 0, 0]
    assert list((Path(app.config["INSTANCE_PATH"]) / "files" / "imports").iterdir()) == []
    assert json.loads(run(app, "members", "import", path, "--json").stdout) == COUNTS


def test_a_column_can_be_named(app: Flask, tmp_path: Path) -> None:
    rows = [("who", "reach"), ("Mei Tanaka", "mei@example.org")]
    path = kept(tmp_path, as_table(rows))
    result = run(app, "members", "import", path, "--map", "name=who", "--map", "email=2", "--json")
    assert result.exit_code == 0
    assert db.session.query(Member).one().name == "Mei Tanaka"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("content", "arguments", "reason"),
    [
        ("", (), "This file is empty."),
        ("email,name\n", (), "no rows below it"),
        ("\x89PNG", (), "not"),
        ("given name,family name\nMei,Tanaka\n", (), "No column found for email"),
        ("email\nmei@example.org\n", ("--map", "shoe size=1"), "There is no field “shoe size”. Fields: email"),
        ("email\nmei@example.org\n", ("--map", "email=7"), "There is no column “7”"),
        ("email\nmei@example.org\n", ("--map", "email"), "There is no field"),
    ],
)
def test_what_cannot_be_taken_ends_with_two_and_a_reason_on_stderr(
    app: Flask, tmp_path: Path, content: str, arguments: tuple[str, ...], reason: str
) -> None:
    path = kept(tmp_path, content, encoding="latin-1")
    result = run(app, "members", "import", path, "--json", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert db.session.query(Job).count() == 0
    assert list((Path(app.config["INSTANCE_PATH"]) / "files").rglob("*.rows")) == []


def test_a_file_that_is_not_there_is_refused(app: Flask, tmp_path: Path) -> None:
    result = run(app, "members", "import", tmp_path / "nowhere.csv")
    assert result.exit_code == 2
    assert "nowhere.csv" in result.stderr


def test_every_kind_has_its_command(app: Flask, tmp_path: Path) -> None:
    a_member("Mei Tanaka", email="mei@example.org")
    answers = kept(tmp_path, "mail;nps;date\nmei@example.org;9;2025-03-01\n", "answers.csv")
    reviews = kept(tmp_path, "review;stars\nIt saves us an afternoon every week;5\n", "reviews.csv")
    assert json.loads(run(app, "surveys", "import", answers, "--json").stdout)["created"] == 1
    assert json.loads(run(app, "feedback", "import", reviews, "--json").stdout)["created"] == 1
