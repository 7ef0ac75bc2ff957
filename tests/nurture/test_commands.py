"""`flask nurture`: what scripts rely on, with its exit codes."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from portal.core.clock import now
from portal.core.database import transaction
from portal.nurture.maps.shipped import ADVOCACY as OURS
from portal.people.actions.segments import note_answer
from portal.people.models import Member
from portal.rooms.surveys.transfer.writing import Answer, keep_answers
from tests.actors import a_member


def nurture(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["nurture", *arguments])


def told(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.stdout.count("\n") == 1, "one object and nothing else"
    return found


def answers_low(member: Member) -> None:
    with transaction():
        keep_answers([Answer(member.id, member.company_id, 3, "Nobody called.", now(), f"row:{member.id}")])


def test_our_own_map_has_no_faults(app: Flask) -> None:
    checked = nurture(app, "check", str(OURS), "--json")
    assert (checked.exit_code, told(checked)) == (0, {"errors": [], "warnings": []})
    assert "No errors and no warnings." in nurture(app, "check", str(OURS)).stdout


def test_a_fault_is_named_with_its_place(app: Flask, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(OURS.read_text().replace("to: settling_in}", "to: setling_in}", 1))
    checked = nurture(app, "check", str(faulty), "--json")
    assert checked.exit_code == 1
    [fault, *_] = told(checked)["errors"]
    assert {"rule", "stage", "line", "message"} <= set(fault)
    assert "setling_in" in fault["message"]
    assert OURS.read_text().splitlines()[fault["line"] - 1].strip().startswith("- {on: member.joined")
    assert f"line {fault['line']}" in nurture(app, "check", str(faulty)).stdout


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_what_cannot_be_read_is_refused(app: Flask, tmp_path: Path, name: str) -> None:
    refused = nurture(app, "check", str(tmp_path / name), "--json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "cannot be read" in refused.stderr


def test_a_file_that_no_map_can_be_is_refused(app: Flask, tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (1024 * 1024 + 1))
    assert nurture(app, "check", str(large)).exit_code == 2


def test_a_tick_does_all_that_is_due_and_a_second_one_nothing(app: Flask) -> None:
    answers_low(a_member())
    first = told(nurture(app, "tick", "--json"))
    assert set(first) == {"due", "moved", "actions"}
    assert first["moved"] == 1
    assert first["actions"] >= 1
    assert told(nurture(app, "tick", "--json")) == {"due": 0, "moved": 0, "actions": 0}


def test_a_tick_believes_the_moment_it_is_told(app: Flask) -> None:
    member = a_member()
    with transaction():
        note_answer(member, 9, now(), "test:1")
    nurture(app, "tick")
    later = (now() + timedelta(days=31)).isoformat()
    assert told(nurture(app, "tick", "--now", later, "--json"))["actions"] >= 1
    refused = nurture(app, "tick", "--now", "tomorrow", "--json")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "2026-11-22T09:00+00:00" in refused.stderr


def test_everybody_is_counted_once(app: Flask) -> None:
    for number in range(3):
        a_member(f"Person {number}")
    answers_low(a_member("Jonas Lind"))
    status = told(nurture(app, "status", "--json"))
    assert (status["members"], status["maps"]["advocacy"]["none"]) == (4, 4), "nobody has looked yet"
    nurture(app, "tick")
    stages = told(nurture(app, "status", "--json"))["maps"]["advocacy"]
    assert (stages["known"], stages["being_heard"], stages["none"], sum(stages.values())) == (3, 1, 0, 4)
