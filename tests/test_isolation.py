"""No test sees what another left behind, in whatever order they run."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from portal.access.models import StaffRole, User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.logs import configure_logs, log
from portal.kits.search.actions import rebuild
from portal.kits.search.engine import engine
from portal.people.models import Member
from search_index import IndexUnavailable
from tests.actors import a_member, a_user, signed_in
from tests.applications import Shared
from tests.kept import Keeper

PER_MINUTE = 60
LEFT: list[User] = []
"""Who was loaded by a test before, so that no identity map lets go of them."""


@pytest.mark.parametrize("turn", ["one", "other"])
def test_each_finds_nothing_and_leaves_everything(
    app: Flask, client: FlaskClient, capfd: pytest.CaptureFixture[str], turn: str
) -> None:
    """Two tests that would see one another's: whichever runs second is the one that tells."""
    _find_nothing(app, client)
    log.info("nobody reads this")
    assert capfd.readouterr().err == ""
    _leave_everything(app, client)


def _find_nothing(app: Flask, client: FlaskClient) -> None:
    counts = [db.session.scalar(select(func.count()).select_from(each)) for each in db.metadata.sorted_tables]
    assert (sum(map(int, filter(None, counts))), len(db.session.identity_map), db.session.info) == (0, 0, {})
    assert "left" not in {*app.config, *app.extensions, *app.jinja_env.globals, *g}
    assert app.config["BASE_URL"] == "https://advocates.northwind.example"
    assert not Path(app.config["INSTANCE_PATH"]).exists()
    with pytest.raises(IndexUnavailable):
        engine().keys()
    assert client.get("/people").status_code == 303, "nobody is signed in"
    assert client.get("/answer/nobody").status_code == 404, "nobody has asked too often"


def _leave_everything(app: Flask, client: FlaskClient) -> None:
    member = a_member()
    assert member.id == 1
    user = a_user(member)
    LEFT.append(db.session.get_one(User, user.id))
    browser = signed_in(app, user)
    assert browser.get("/").status_code == 200
    rebuild()
    assert engine().keys() == frozenset()
    app.config["BASE_URL"] = app.config["left"] = app.extensions["left"] = app.jinja_env.globals["left"] = g.left = "x"
    assert {browser.get("/answer/nobody").status_code for _ in range(PER_MINUTE + 1)} == {404, 429}
    configure_logs("DEBUG")


def test_routes_are_everybodys(app: Flask) -> None:
    with pytest.raises(AssertionError, match="can no longer be called"):
        app.add_url_rule("/left", "left", str)


def test_a_lock_that_is_left_behind_keeps_nobody_out(lent: Shared) -> None:
    with lent.app.app_context():
        a_member()
        with db.engine.connect().execution_options(fanfare_writes=True) as left:
            left.execute(text("update members set given_name = 'left'"))
            lent.as_new()
            db.session.remove()
            assert db.session.scalar(select(func.count(Member.id))) == 0
            left.invalidate()
        assert a_member().id == 1


def test_what_the_database_forbids_is_forbidden_after_emptying_it(lent: Shared) -> None:
    with lent.app.app_context():
        for _ in range(2):
            with pytest.raises(IntegrityError), transaction() as session:
                session.add(StaffRole(user_id=999, role="owner"))
            lent.as_new()


@dataclass
class Hut:
    mei: Member
    others: list[Member]
    by_name: dict[str, Member]


def a_hut(app: Flask) -> Hut:
    mei, jonas = a_member("Mei Tanaka"), a_member("Jonas Lind")
    Path(app.config["INSTANCE_PATH"]).mkdir()
    (Path(app.config["INSTANCE_PATH"]) / "note").write_text("Made once.")
    app.config["MAIL_IN_DOMAIN"] = "in.northwind.example"
    return Hut(mei, [jonas], {"Mei": mei})


@pytest.mark.parametrize("turn", ["one", "other", "third"])
def test_what_is_kept_is_put_back_as_it_was(app: Flask, kept: Keeper, turn: str) -> None:
    hut = kept(a_hut)
    folder = Path(app.config["INSTANCE_PATH"])
    assert (hut.mei.given_name, hut.by_name["Mei"], hut.others[0].id) == ("Mei", hut.mei, 2)
    assert [each.name for each in folder.iterdir()] == ["note"]
    assert (folder / "note").read_text() == "Made once."
    assert app.config["MAIL_IN_DOMAIN"] == "in.northwind.example"
    assert db.session.scalar(select(func.count(Member.id))) == 2
    with transaction() as session:
        session.get_one(Member, hut.mei.id).given_name = turn
        session.delete(session.get_one(Member, hut.others[0].id))
    assert a_member().id == 3
    hut.others.clear()
    (folder / "note").write_text(turn)
    app.config["MAIL_IN_DOMAIN"] = turn


def test_what_is_kept_is_made_once_and_again_when_a_minute_has_passed(app: Flask, lent: Shared, kept: Keeper) -> None:
    made = []

    def a_shed(app: Flask) -> int:
        made.append(now())
        return a_member().id

    began = now()
    for seconds in (0, 30, 59, 61, 90, 30):
        lent.as_new()
        with at(began + timedelta(seconds=seconds)):
            assert kept(a_shed) == 1
    assert made == [began + timedelta(seconds=seconds) for seconds in (0, 61, 30)]


def test_what_is_kept_comes_first(kept: Keeper) -> None:
    for _ in range(2):
        a_member()
        with pytest.raises(AssertionError, match="before everything else"):
            kept(a_hut)
