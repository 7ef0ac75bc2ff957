"""A queue by itself: how a page is claimed and settled, and what becomes of a row at fault."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Select, select

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.ledger import record
from portal.ledger.models import Delivery
from portal.ledger.queue import Backoff, Queue, claim, is_any_due, settle_each
from tests.ledger.conftest import Listener


@pytest.fixture
def ids(app: Flask, only_listener: Listener) -> list[int]:
    """Three rows that are due."""
    with transaction():
        for _ in range(3):
            record("member.joined")
    found = list(db.session.scalars(select(Delivery.id).order_by(Delivery.id)))
    db.session.rollback()
    return found


class Work:
    """Settles rows, remembers in which pages, and fails where a row of `poison` is among them."""

    def __init__(self, poison: int, gives_up: bool) -> None:
        self.poison, self.gives_up = poison, gives_up
        self.pages: list[list[int]] = []

    def queue(self) -> "Queue[Delivery]":
        return Queue("test", lambda page: claim(due(), page), self.settle, self.fail)

    def settle(self, rows: Sequence[Delivery]) -> None:
        for row in rows:
            row.error = "half done"
        db.session.flush()
        if any(row.id == self.poison for row in rows):
            raise ValueError("poison")
        for row in rows:
            row.done_at, row.error = now(), None
        self.pages.append([row.id for row in rows])

    def fail(self, row: Delivery, failure: Exception) -> bool:
        row.error = f"{row.error}: {failure}"
        row.done_at, row.next_at = (now() if self.gives_up else None), now() + timedelta(hours=1)
        return self.gives_up


def due() -> Select[Delivery]:
    return select(Delivery).where(Delivery.done_at.is_(None), Delivery.next_at <= now()).order_by(Delivery.id)


def errors() -> list[str | None]:
    db.session.rollback()
    return list(db.session.scalars(select(Delivery.error).order_by(Delivery.id)))


def test_a_page_is_settled_in_its_order_and_no_more_of_it(ids: list[int]) -> None:
    work = Work(poison=0, gives_up=False)
    assert work.queue().settle_page(2) == 2
    assert work.queue().settle_page(2) == 1
    assert work.pages == [ids[:2], ids[2:]]
    assert not is_any_due(due())


@pytest.mark.parametrize(("gives_up", "settled"), [(True, 3), (False, 2)])
def test_a_row_at_fault_holds_up_no_other(ids: list[int], gives_up: bool, settled: int) -> None:
    work = Work(poison=ids[1], gives_up=gives_up)
    assert work.queue().settle_page(10) == settled
    assert work.pages == [[ids[0]], [ids[2]]]
    assert errors() == [None, "None: poison", None]


def test_what_could_not_even_be_claimed_is_nobodys_fault(ids: list[int]) -> None:
    def take(page: int) -> list[Delivery]:
        raise RuntimeError("the database is away")

    work = Work(poison=0, gives_up=True)
    queue: Queue[Delivery] = Queue("test", take, work.settle, work.fail)
    with pytest.raises(RuntimeError):
        queue.settle_page(10)
    assert errors() == [None, None, None]


def test_in_a_page_of_savepoints_a_failure_is_a_rows_outcome(ids: list[int]) -> None:
    work = Work(poison=ids[1], gives_up=True)
    assert settle_each(due(), 10, lambda row: work.settle([row]), lambda row, error: void(work.fail(row, error))) == 3
    assert errors() == [None, "None: poison", None]
    assert settle_each(due(), 10, lambda row: work.settle([row]), lambda row, error: void(work.fail(row, error))) == 0


def void(_outcome: bool) -> None:
    pass


def test_waits_grow_to_the_last_and_stay_there(app: Flask) -> None:
    backoff = Backoff((timedelta(seconds=5), timedelta(minutes=1)), max_attempts=3)
    with at(now()):
        waits = [backoff.next_at(failures) - now() for failures in range(4)]
    assert waits == [timedelta(seconds=5), *[timedelta(minutes=1)] * 3]
    assert [backoff.is_over(attempts) for attempts in range(5)] == [False, False, False, True, True]
    assert not Backoff().is_over(1_000)
