"""The list of those who were erased, and those of other machines: nobody on them is forgotten in silence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from portal.access.models import User
from portal.core.database import db, transaction
from portal.kits.jobs.runner import run_to_end
from portal.kits.leaving.erased import KEY, LIST, erased_people, folder, line_of, note_erased
from portal.kits.leaving.erased_keys import key_id, keys_in, mark_under
from portal.kits.leaving.models import Departure
from portal.kits.leaving.reactions import forget_again
from portal.people.models import Member
from portal.rooms.care.actions.cases import open_case
from portal.rooms.care.models import Case
from tests.actors import a_member, a_user, staff

pytestmark = pytest.mark.one_database
OWN, OTHER = "a" * 64, "b" * 64


@pytest.fixture(autouse=True)
def _own_list(app: Flask) -> Iterator[None]:
    """This machine has erased somebody of whom there is nothing any more."""
    folder().mkdir(exist_ok=True)
    (folder() / LIST).unlink(missing_ok=True)
    (folder() / KEY).write_text(OWN)
    yield
    for name in (LIST, KEY):
        (folder() / name).unlink(missing_ok=True)


def older_line(member: Member, key: str) -> str:
    """As it was written before lines named their key."""
    return f"{member.id} {mark_under(key, member.id, member.created_at)} go\n"


def a_list_of(tmp_path: Path, line: str, key: str | None = OTHER) -> Path:
    """A list of another machine, with its key beside it."""
    path = tmp_path / "machine" / LIST
    path.parent.mkdir(exist_ok=True)
    path.write_text(line)
    if key is not None:
        path.with_name(KEY).write_text(key)
    return path


def erased_again(app: Flask, *lists: Path) -> Result:
    args = [each for path in lists for each in ("--list", str(path))]
    return app.test_cli_runner().invoke(args=["members", "erase-again", *args])


def departing() -> list[int | None]:
    return list(db.session.scalars(select(Departure.member_id).order_by(Departure.id)))


def test_a_list_of_another_machine_erases_with_its_own_key(app: Flask, tmp_path: Path) -> None:
    mei, ola, ada = a_member("Mei Tanaka"), a_member("Ola Berg"), a_member("Ada Lund")
    (folder() / LIST).write_text(older_line(ola, OWN))
    result = erased_again(app, a_list_of(tmp_path, older_line(mei, OTHER)))
    assert (result.exit_code, result.output[:23]) == (0, "1 added to the list, 2 ")
    assert sorted(map(str, departing())) == sorted([str(mei.id), str(ola.id)])
    assert keys_in(folder() / KEY) == [OWN, OTHER]
    note_erased([line_of(ada.id, ada.created_at, "stay")])
    assert [each.key for each in erased_people()] == [key_id(OWN), key_id(OTHER), key_id(OWN)]
    before = (folder() / LIST).read_text()
    assert erased_again(app, a_list_of(tmp_path, older_line(mei, OTHER))).exit_code == 0
    assert (folder() / LIST).read_text() == before
    assert before.startswith(older_line(ola, OWN)), "nothing is replaced"


def test_a_list_without_its_key_is_told(app: Flask, tmp_path: Path) -> None:
    mei = a_member("Mei Tanaka")
    for line in (older_line(mei, OTHER), f"{older_line(mei, OTHER).strip()} {key_id(OTHER)}\n"):
        result = erased_again(app, a_list_of(tmp_path, line, key=None))
        assert (result.exit_code, "Lines whose key is missing: 1." in result.output) == (1, True)
    assert (departing(), erased_people()) == ([], [])
    assert erased_again(app, a_list_of(tmp_path, line)).exit_code == 0
    assert departing() == [mei.id]


def test_lines_whose_key_was_lost_never_count_as_those_of_a_new_one(app: Flask, tmp_path: Path) -> None:
    mei, ola = a_member("Mei Tanaka"), a_member("Ola Berg")
    (folder() / KEY).unlink()
    (folder() / LIST).write_text(older_line(mei, OTHER))
    assert erased_again(app).exit_code == 1
    note_erased([line_of(ola.id, ola.created_at, "go")])
    with capture_logs() as logged:
        assert forget_again() == 1
    assert {"event": "departure.key_unknown", "lines": 1, "log_level": "error"} in logged
    assert erased_again(app, a_list_of(tmp_path, older_line(mei, OTHER))).exit_code == 0
    assert departing() == [ola.id, mei.id]


def test_a_line_that_was_cut_off_stops_nobody_else(app: Flask) -> None:
    mei, ola = a_member("Mei Tanaka"), a_member("Ola Berg")
    (folder() / LIST).write_text(f"\n7 abc\n{'9' * 30} {'a' * 64} go\n{older_line(mei, OWN)}8 {'c' * 20}")
    note_erased([line_of(ola.id, ola.created_at, "go")])
    with capture_logs() as logged:
        assert [each.member_id for each in erased_people()] == [mei.id, ola.id]
    assert [each["line"] for each in logged if each["event"] == "departure.bad_line"] == [2, 3, 5]
    assert forget_again() == 2


def test_a_bad_line_of_another_list_is_named_and_nothing_is_added(app: Flask, tmp_path: Path) -> None:
    mei = a_member("Mei Tanaka")
    result = erased_again(app, a_list_of(tmp_path, f"{older_line(mei, OTHER)}\nno line\n"))
    assert (result.exit_code, "Line 3 of" in result.output) == (2, True)
    assert erased_people() == []


def test_an_address_that_was_merged_away_exports_the_whole_person(app: Flask, tmp_path: Path) -> None:
    mei = a_member("Mei Tanaka", email="mei@orbit.example")
    a_member("Mei Tanaka", email="mei@old.example", merged_into_id=mei.id)
    results = [
        app.test_cli_runner().invoke(args=["members", "export", address, str(tmp_path / "copy.zip"), "--json"])
        for address in ("mei@orbit.example", " Mei@old.example")
    ]
    assert [result.exit_code for result in results] == [0, 0]
    assert results[0].output == results[1].output


def listed(*members: Member) -> None:
    note_erased([line_of(each.id, each.created_at, "go") for each in members])


def test_a_colleague_of_the_backup_hands_everything_over_before_they_go(app: Flask) -> None:
    mei, ola = a_member("Mei Tanaka"), a_member("Ola Berg")
    login, priya = a_user(mei, "owner", "success"), staff("owner")
    with transaction() as session:
        ola_now = session.get_one(Member, ola.id)
        ola_now.owner_user_id = login.id
        case = open_case(ola_now, "They are unhappy.", actor=session.merge(login))
        case.owner_user_id = login.id
    listed(mei)
    assert forget_again() == 1
    db.session.expire_all()
    assert db.session.get_one(Member, ola.id).owner_user_id == priya.id
    assert db.session.get_one(Case, case.id).owner_user_id == priya.id
    user_id, gone = login.id, db.session.get_one(User, login.id)
    assert (gone.active, gone.roles) == (False, [])
    job = run_to_end(db.session.scalars(select(Departure.job_id)).one() or 0)
    assert (job.status, db.session.get(User, user_id)) == ("done", None)


def test_the_last_owner_stays_until_there_is_another_and_nobody_else_waits_for_that(app: Flask) -> None:
    ines, mei = a_member("Ines Adler"), a_member("Mei Tanaka")
    login = a_user(ines, "owner")
    listed(ines, mei)
    result = erased_again(app)
    assert result.exit_code == 1
    assert "1 being erased again" in result.output
    assert "Not erased yet: Ines Adler is the last owner." in result.output
    assert departing() == [mei.id]
    with capture_logs() as logged:
        assert forget_again() == 0
    assert {"event": "departure.still_needed", "member": ines.id, "log_level": "error"} in logged
    db.session.expire_all()
    assert [held.role for held in db.session.get_one(User, login.id).roles] == ["owner"]
    staff("owner")
    assert erased_again(app).exit_code == 0
    assert departing() == [mei.id, ines.id]
