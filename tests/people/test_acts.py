from datetime import timedelta

import pytest
from flask import Flask

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.ledger import record
from portal.ledger.worker import drain
from portal.people.models import Member
from tests.actors import a_member


def told(member: Member, verb: str, days_ago: int, **facts: object) -> None:
    with transaction() as session:
        row = session.get_one(Member, member.id)
        record(verb, member=row, facts=facts, occurred_at=now() - timedelta(days=days_ago))
    drain()


def days_of_silence(member: Member) -> int | None:
    row = db.session.get_one(Member, member.id, populate_existing=True)
    return (now() - row.last_act_at).days if row.last_act_at else None


def test_what_a_member_does_ends_their_silence(app: Flask) -> None:
    member, other = a_member(), a_member("Jonas Weber")
    told(member, "survey.answered", 3, survey="nps", score=9, real=True)
    assert days_of_silence(member) == 3
    assert days_of_silence(other) is None


def test_an_older_act_that_is_told_late_changes_nothing(app: Flask) -> None:
    member = a_member()
    told(member, "feedback.given", 2, source="survey")
    told(member, "member.joined", 40)
    assert days_of_silence(member) == 2


def test_acts_of_one_page_count_by_when_they_happened(app: Flask) -> None:
    member = a_member()
    with transaction() as session:
        row = session.get_one(Member, member.id)
        for days in (5, 1, 9):
            record("feedback.given", member=row, facts={"source": "portal"}, occurred_at=now() - timedelta(days=days))
    drain()
    assert days_of_silence(member) == 1


@pytest.mark.parametrize(("outcome", "silence"), [("reached", 1), ("left_message", None), ("could_not_reach", None)])
def test_a_call_ends_the_silence_only_when_they_spoke(app: Flask, outcome: str, silence: int | None) -> None:
    member = a_member()
    told(member, "call.logged", 1, outcome=outcome)
    assert days_of_silence(member) == silence


def test_what_we_do_is_not_their_act(app: Flask) -> None:
    member = a_member()
    told(member, "survey.asked", 1, survey="nps")
    told(member, "member.invited", 1)
    assert days_of_silence(member) is None
