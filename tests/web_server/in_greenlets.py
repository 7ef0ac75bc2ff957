"""Tests for a process that gevent has patched, as it has the web process: test_greenlets.py runs them in one."""

import time
from collections.abc import Callable
from io import BytesIO

import gevent
import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import text

from portal.access import passwords
from portal.core.database import db, transaction
from portal.core.pictures import take_picture
from tests.core.pictures.made import flat_png
from tests.web_server import no_yield

LONG = PasswordHasher(time_cost=15, memory_cost=19_456, parallelism=1)
A_FEW = 10


def others_meanwhile(work: Callable[[], object]) -> int:
    """How often others had their turn while `work` was done."""
    turns = 0

    def take_turns() -> None:
        nonlocal turns
        while True:
            gevent.sleep(0.001)
            turns += 1

    other = gevent.spawn(take_turns)
    work()
    other.kill()
    return turns


def test_others_have_their_turn_while_somebody_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", LONG)
    assert others_meanwhile(lambda: passwords.hash_password("a long sentence")) > A_FEW
    stored = LONG.hash("a long sentence")
    assert others_meanwhile(lambda: passwords.verify_password(stored, "a long sentence")) > A_FEW


def test_others_have_their_turn_while_a_picture_is_drawn() -> None:
    content = flat_png(3000, 3000, depth=8)
    assert others_meanwhile(lambda: take_picture(BytesIO(content))) > A_FEW


@pytest.mark.one_database
def test_whoever_hashes_holds_no_connection(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", LONG)
    pool = db.engine.pool
    db.session.execute(text("select 1"))
    assert pool.checkedout() == 1
    seen = gevent.spawn(lambda: (gevent.sleep(0.01), pool.checkedout())[1])
    passwords.hash_password("a long sentence")
    assert seen.get() == 0


@pytest.mark.one_database
def test_to_give_way_inside_a_transaction_is_seen(app: Flask) -> None:
    time.sleep(0)
    with app.test_request_context(), transaction():
        assert no_yield.given_way == []
        time.sleep(0)
    time.sleep(0)
    [where] = no_yield.given_way
    assert "in_greenlets.py" in where
    no_yield.given_way.clear()
