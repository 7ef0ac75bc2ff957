"""A person is erased: nothing of theirs stays behind in a counter, and their seat goes to whoever waits."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.people.models import Member
from portal.rooms.betas.models import Applicant, SeatChange
from portal.rooms.betas.reactions import clocks
from tests.actors import staff
from tests.rooms.betas.rooms import a_beta, a_tester, again, applied, go, row, seated, status


def erase(member_id: int | None) -> None:
    with transaction() as session:
        session.delete(session.get_one(Member, member_id))


def test_the_seats_of_an_erased_person_are_free_and_go_to_whoever_waits(app: Flask) -> None:
    pm = staff("product")
    beta, other, draft = (a_beta(pm, "recruit", name=name, capacity=1) for name in ("One", "Two", "Three"))
    mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
    applied(beta, mei, jonas)
    applied(other, jonas)
    applied(draft, mei)
    for each in (beta, other):
        go(each, pm, "choose")
    seated(beta, pm, mei)
    seated(other, pm, jonas)
    go(beta, pm, "onboard")
    assert status(beta, jonas) == "waitlisted"
    erase(mei.member_id)
    assert [again(each).taken for each in (beta, other, draft)] == [0, 1, 0]
    assert db.session.scalars(select(Applicant.member_id)).all() == [jonas.member_id, jonas.member_id]
    runner = app.test_cli_runner()
    assert "Every counter is right." in runner.invoke(args=["betas", "verify"]).output
    clocks()
    assert (status(beta, jonas), again(beta).taken) == ("selected", 1)
    assert db.session.scalars(select(SeatChange.what).where(SeatChange.beta_id == beta.id)).all() == ["offered"]
    assert "Every counter is right." in runner.invoke(args=["betas", "verify"]).output


def test_a_seat_that_became_free_while_everybody_rested_is_offered_when_the_rest_is_over(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=1)
    mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
    applied(beta, mei, jonas)
    go(beta, pm, "choose")
    seated(beta, pm, mei)
    go(beta, pm, "onboard")
    with transaction() as session:
        session.get_one(Member, jonas.member_id).paused_until = now() + timedelta(days=2)
    erase(mei.member_id)
    clocks()
    assert (status(beta, jonas), again(beta).taken) == ("waitlisted", 0)
    with at(now() + timedelta(days=3)):
        clocks()
    assert (status(beta, jonas), row(beta, jonas).why) == ("selected", "Next on the waitlist")
