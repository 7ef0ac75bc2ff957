"""`flask demo`: loading, refusing to load, and the sign-ins."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import at
from portal.core.database import db
from portal.demo.cli import forget_everything
from portal.demo.load import load_demo
from portal.demo.sign_ins import PASSWORD, broken_off
from portal.kits.search.actions import index_faults
from portal.ledger.models import Delivery, Mail
from portal.ledger.outbox.mail import send_due
from portal.ledger.presence import note_worker
from portal.people.models import Member
from tests.actors import a_member, staff
from tests.demo.conftest import NOON

LANDS = {
    "promoter": "/", "passive": "/", "detractor": "/", "product": "/today", "success": "/today",
    "marketing": "/search", "moderator": "/today", "executive": "/today", "owner": "/today", "admin": "/admin",
}  # fmt: skip


class NoPost:
    """A transport that nothing may reach."""

    def send(self, mail: Mail) -> None:
        raise AssertionError(f"a mail to {mail.recipient} was on its way")

    def close(self) -> None:
        pass


def break_off(after: int) -> None:
    """Play the demo for so many days, then stop it as somebody at the keyboard would."""
    days = iter(range(after))

    def told(_days: int, _all: int) -> None:
        if next(days, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_demo(NOON.date(), told)
    db.session.rollback()


def test_ledger_and_index_hold(demo: Flask) -> None:
    told = json.loads(demo.test_cli_runner().invoke(args=["ledger", "verify", "--json"]).stdout)
    assert told["faults"] == []
    assert (told["pending"], told["failing"]) == (0, 0)
    assert list(index_faults()) == []
    assert demo.test_cli_runner().invoke(args=["search", "verify"]).exit_code == 0
    found = json.loads(demo.test_cli_runner().invoke(args=["search", "query", "faxes", "--json"]).stdout)
    assert found["total"] >= 1


def test_nothing_is_sent_to_anybody(demo: Flask) -> None:
    assert set(db.session.scalars(select(Mail.state))) == {"kept"}
    assert all(address.endswith(".example") for address in db.session.scalars(select(Mail.recipient)))
    with at(NOON + timedelta(days=30)):
        assert send_due(NoPost()) == 0


def test_every_sign_in_works_and_lands_on_its_first_page(demo: Flask) -> None:
    listed = json.loads(demo.test_cli_runner().invoke(args=["demo", "people", "--json"]).stdout)["people"]
    assert [person["role"] for person in listed] == [
        "promoter", "passive", "detractor", "product", "success", "marketing", "moderator", "executive",
        "owner", "owner", "admin",
    ]  # fmt: skip
    for person in listed:
        client = demo.test_client()
        entered = client.post("/sign-in", data={"email": person["email"], "password": person["password"]})
        assert entered.status_code == 303, person["role"]
        landed = client.get("/", follow_redirects=True)
        assert landed.status_code == 200
        assert landed.request.path.startswith(LANDS[person["role"]]), person["role"]
        assert landed.request.path != "/sign-in"


def test_the_customers_who_sign_in_are_what_they_are_called(demo: Flask) -> None:
    listed = json.loads(demo.test_cli_runner().invoke(args=["demo", "people", "--json"]).stdout)["people"]
    for person in listed[:3]:
        segment = db.session.scalar(select(Member.segment).where(Member.email == person["email"]))
        assert segment == person["role"]


def test_a_second_load_is_refused_and_changes_nothing(demo: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(Delivery))
    refused = demo.test_cli_runner().invoke(args=["demo", "load"])
    assert refused.exit_code == 2
    assert "already" in refused.stderr
    assert refused.stdout == ""
    kept = demo.test_cli_runner().invoke(args=["demo", "load", "--only-if-empty"])
    assert kept.exit_code == 0
    assert "nothing was changed" in kept.stdout
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == before
    assert db.session.scalar(select(func.count()).select_from(Member)) == 120


def test_one_member_of_ones_own_is_enough_to_keep_the_demo_out(app: Flask) -> None:
    a_member()
    assert app.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 2
    assert app.test_cli_runner().invoke(args=["demo", "load", "--only-if-empty"]).exit_code == 0
    assert db.session.scalar(select(func.count()).select_from(Member)) == 1


def test_a_demo_that_was_broken_off_opens_to_nobody_and_begins_anew(app: Flask) -> None:
    break_off(40)
    assert (db.session.scalar(select(func.count()).select_from(Member)) or 0) > 0
    someone = db.session.scalars(select(User.email).where(User.password_hash.is_not(None)).limit(1)).one()
    entered = app.test_client().post("/sign-in", data={"email": someone, "password": PASSWORD})
    assert entered.status_code == 422
    assert broken_off()
    forget_everything()
    assert not broken_off()
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_one_login_of_ones_own_is_enough_to_keep_what_was_broken_off(app: Flask) -> None:
    break_off(2)
    staff("owner")
    assert not broken_off()
    assert "nothing was changed" in app.test_cli_runner().invoke(args=["demo", "load", "--only-if-empty"]).stdout


def test_a_worker_at_work_would_play_by_another_clock(app: Flask) -> None:
    note_worker()
    refused = app.test_cli_runner().invoke(args=["demo", "load", "--only-if-empty"])
    assert refused.exit_code == 2
    assert "worker" in refused.stderr
    assert db.session.scalar(select(func.count()).select_from(Member)) == 0


def test_without_the_demo_nobody_is_listed(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["demo", "people", "--json"])
    assert told.exit_code == 0
    assert json.loads(told.stdout) == {"people": []}
