from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.deliveries import prune_deliveries
from portal.ledger.ledger import Line, LoopStopped, record, record_lines
from portal.ledger.models import Activity, Delivery
from portal.ledger.queries import ledger_faults
from portal.ledger.verbs import UnknownVerb
from tests.actors import a_member, staff
from tests.ledger.conftest import Listener


def test_a_line_and_its_deliveries_are_one_transaction(app: Flask, only_listener: Listener) -> None:
    member = a_member()
    with pytest.raises(RuntimeError, match="changed my mind"), transaction():
        record("member.joined", member=member)
        raise RuntimeError("changed my mind")
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 0
    with transaction():
        record("member.joined", member=member)
    assert [delivery.subscriber for delivery in db.session.scalars(select(Delivery))] == ["listener"]


def test_a_line_says_who_what_and_when(app: Flask) -> None:
    member, user = a_member(company="Helio Energy"), staff("success")
    then = datetime(2026, 3, 1, tzinfo=UTC)
    with transaction():
        line_id = record(
            "call.logged", member=member, actor=user, about=member, facts={"outcome": "reached"}, occurred_at=then
        )
    line = db.session.get_one(Activity, line_id)
    assert (line.member_id, line.company_id, line.actor_user_id) == (member.id, member.company_id, user.id)
    assert (line.about_kind, line.about_id) == ("member", member.id)
    assert line.occurred_at == then
    assert now() >= line.recorded_at > then


@pytest.mark.parametrize(
    ("verb", "facts"),
    [("member.danced", {}), ("member.joined", {"name": "Mei"}), ("member.paused", {"days": "thirty"})],
)
def test_what_the_catalogue_does_not_know_is_refused(app: Flask, verb: str, facts: dict[str, object]) -> None:
    with pytest.raises(UnknownVerb), transaction():
        record(verb, facts=facts)


def test_many_lines_keep_their_order(app: Flask, only_listener: Listener) -> None:
    member = a_member()
    with transaction():
        ids = record_lines([Line("member.paused", member_id=member.id, facts={"days": n}) for n in range(300)])
    assert ids == sorted(ids)
    found = db.session.execute(select(Activity.id, Activity.facts).where(Activity.id.in_(ids)).order_by(Activity.id))
    assert [facts["days"] for _, facts in found] == list(range(300))


def test_reactions_to_reactions_come_to_an_end(app: Flask) -> None:
    with pytest.raises(LoopStopped), transaction() as session:
        cause = None
        for _ in range(20):
            cause = session.get_one(Activity, record("member.changed", cause=cause))


def test_the_ledger_can_be_checked(app: Flask, only_listener: Listener) -> None:
    member = a_member()
    with transaction():
        first = record("member.joined", member=member)
        record("member.joined", member=member)
    assert list(ledger_faults()) == []
    with transaction() as session:
        session.get_one(Activity, first).verb = "member.sang"
    assert list(ledger_faults()) == [
        "1 line with the unknown verb member.sang",
        "1 delivery of member.sang for listener, who does not subscribe to it",
    ]
    with transaction() as session:
        session.get_one(Activity, first).verb = "member.joined"
        session.delete(session.scalars(select(Delivery).order_by(Delivery.id.desc()).limit(1)).one())
    assert list(ledger_faults()) == ["1 line of member.joined without a delivery for listener"]


def test_a_delivery_that_is_stuck_makes_no_fault_of_those_that_were_pruned(app: Flask, only_listener: Listener) -> None:
    member = a_member()
    with transaction() as session:
        stuck = record("member.joined", member=member)
        done = record("member.joined", member=member)
        session.execute(update(Delivery).where(Delivery.activity_id == stuck).values(attempts=3))
        session.execute(update(Delivery).where(Delivery.activity_id == done).values(done_at=now()))
    with at(now() + timedelta(days=31)):
        assert prune_deliveries() == 1
        assert list(ledger_faults()) == []
        with transaction() as session:
            session.execute(delete(Delivery))
        assert list(ledger_faults()) == []
