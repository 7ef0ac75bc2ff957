import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.deliveries import deliver_due, failing_deliveries, prune_deliveries, retry_delivery
from portal.ledger.ledger import record
from portal.ledger.models import Delivery
from portal.people.models import Member
from tests.actors import a_member
from tests.ledger.conftest import Listener


def joined(*members: Member) -> None:
    with transaction():
        for member in members:
            record("member.joined", member=member)


def drain() -> int:
    total = 0
    while done := deliver_due():
        total += done
    return total


def test_each_line_is_heard_once_in_each_members_order(app: Flask, only_listener: Listener) -> None:
    mei, jonas = a_member("Mei Tanaka"), a_member("Jonas Lind")
    joined(mei, jonas, mei, jonas, mei)
    assert drain() == 5
    assert drain() == 0
    for member in (mei, jonas):
        ids = [activity.id for activity in only_listener.heard if activity.member_id == member.id]
        assert ids == sorted(ids)
    assert len(only_listener.heard) == 5


def test_a_poison_line_holds_back_only_its_own_member(app: Flask, only_listener: Listener) -> None:
    mei, jonas, ana = a_member("Mei Tanaka"), a_member("Jonas Lind"), a_member("Ana Sousa")
    joined(mei, jonas, mei, ana)
    only_listener.chokes_on = {mei.id}
    assert drain() == 2
    assert sorted({a.member_id or 0 for a in only_listener.heard}) == sorted([jonas.id, ana.id])
    failing = db.session.scalars(failing_deliveries()).all()
    assert [(f.member_id, f.attempts) for f in failing] == [(mei.id, 1)]
    assert "this one is poison" in (failing[0].error or "")
    joined(mei)
    assert drain() == 0


def test_a_failed_line_is_tried_again_later_and_then_its_queue_goes_on(app: Flask, only_listener: Listener) -> None:
    mei = a_member("Mei Tanaka")
    joined(mei, mei)
    only_listener.chokes_on = {mei.id}
    drain()
    only_listener.chokes_on = set()
    assert drain() == 0
    with at(now() + timedelta(seconds=6)):
        assert drain() == 2


def test_a_person_can_have_it_tried_again_at_once(app: Flask, only_listener: Listener) -> None:
    mei = a_member("Mei Tanaka")
    joined(mei)
    only_listener.chokes_on = {mei.id}
    drain()
    only_listener.chokes_on = set()
    with transaction() as session:
        retry_delivery(session.scalars(failing_deliveries()).one())
    assert drain() == 1
    assert db.session.scalars(select(Delivery.error)).one() is None


def test_waits_grow_with_every_failure(app: Flask, only_listener: Listener) -> None:
    mei = a_member("Mei Tanaka")
    joined(mei)
    only_listener.chokes_on = {mei.id}
    moment, waits = now(), []
    for _ in range(5):
        with at(moment):
            drain()
        due = db.session.scalars(select(Delivery.next_at)).one()
        db.session.rollback()
        waits.append(due - moment)
        moment = due
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)


def test_lines_of_nobody_do_not_wait_for_each_other(app: Flask, only_listener: Listener) -> None:
    with transaction():
        record("member.joined")
        record("member.joined")
    only_listener.chokes_on = {-1}
    assert drain() == 2


def test_two_workers_share_the_queue(app: Flask, only_listener: Listener) -> None:
    members = [a_member(f"Member {number}") for number in range(8)]
    for _ in range(6):
        joined(*members)
    errors: list[BaseException] = []

    def work() -> None:
        with app.app_context():
            try:
                for _ in range(200):
                    deliver_due(page=3)
            except BaseException as error:
                errors.append(error)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert errors == []
    drain()
    heard = [activity.id for activity in only_listener.heard]
    assert len(heard) == len(set(heard)) == 48
    for member in members:
        own = [activity.id for activity in only_listener.heard if activity.member_id == member.id]
        assert own == sorted(own)


def test_done_deliveries_are_forgotten_after_a_month(app: Flask, only_listener: Listener) -> None:
    joined(a_member())
    drain()
    assert prune_deliveries() == 0
    with at(now() + timedelta(days=31)):
        assert prune_deliveries() == 1
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 0


@pytest.mark.parametrize("page", [1, 2, 7, 200])
def test_the_size_of_a_page_changes_nothing(app: Flask, only_listener: Listener, page: int) -> None:
    members = [a_member(f"Member {number}") for number in range(4)]
    joined(*members, *members, *members)
    while deliver_due(page=page):
        pass
    assert sorted(a.id for a in only_listener.heard) == sorted({a.id for a in only_listener.heard})
    assert len(only_listener.heard) == 12
