"""Many at once, on both databases: seats never exceed the capacity, and the others get a sentence, not an error."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.rooms.betas.actions.clocks import mind_clocks
from portal.rooms.betas.actions.keys import add_keys, reveal_key
from portal.rooms.betas.actions.seats import accept_offer, leave, offer_seat
from portal.rooms.betas.models import SEATED, Applicant, Beta, BetaKey, SeatChange
from tests.actors import signed_in, staff
from tests.racing import Post, browsers_like, posted_at_once
from tests.rooms.betas.rooms import a_beta, a_tester, act, again, applied, go, row, seated, status
from workflows.lifecycle import MoveNotAllowed


def at_once(app: Flask, *acts: Callable[[], Any]) -> tuple[list[Any], list[BaseException]]:
    """Run these at the same moment, each in a thread with its own session: what they gave, and what they raised."""
    gate = threading.Barrier(len(acts))
    given: list[Any] = []
    raised: list[BaseException] = []

    def run(what: Callable[[], Any]) -> None:
        with app.app_context():
            gate.wait()
            try:
                given.append(what())
            except BaseException as error:
                raised.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(each,)) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return given, raised


def seats_held(beta: Beta) -> int:
    held = select(func.count()).where(Applicant.beta_id == beta.id, Applicant.status.in_(SEATED))
    return db.session.scalar(held) or 0


def assert_only_refused(errors: Iterable[BaseException]) -> None:
    assert [error for error in errors if not isinstance(error, DomainError)] == []


def test_the_last_seat_goes_to_one_of_fifty(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=3)
    people = [a_tester(f"Person {number:02}", f"Company {number % 7}") for number in range(52)]
    applied(beta, *people)
    go(beta, pm, "choose")
    seated(beta, pm, *people[:2])
    ids = [row(beta, user).id for user in people[2:]]

    def offer(applicant_id: int) -> int:
        with transaction() as session:
            offer_seat(session.get_one(Applicant, applicant_id), session.get_one(User, pm.id), "first come")
        return applicant_id

    given, raised = at_once(app, *(lambda one=one: offer(one) for one in ids))
    assert len(given) == 1
    assert len(raised) == 49
    assert_only_refused(raised)
    assert (again(beta).taken, seats_held(beta)) == (3, 3)
    assert db.session.get_one(Applicant, given[0]).status == "selected"


def test_an_offer_is_accepted_while_it_lapses_and_one_of_both_is_true(app: Flask) -> None:
    pm = staff("product")
    for hours in (23, 25):
        beta = a_beta(pm, "recruit", capacity=1, offer_hours=24)
        mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
        applied(beta, mei, jonas)
        go(beta, pm, "choose")
        act(offer_seat, row(beta, mei), pm, "fits")
        go(beta, pm, "onboard")
        applicant_id, moment = row(beta, mei).id, now()
        accept = partial(accept_at, moment + timedelta(hours=hours), applicant_id, mei.id)
        lapse = partial(clocks_at, moment + timedelta(hours=25))
        _given, raised = at_once(app, accept, accept, lapse, lapse)
        assert_only_refused(raised)
        assert (again(beta).taken, seats_held(beta)) == (1, 1)
        stands = (status(beta, mei), status(beta, jonas))
        assert stands in {("provisioned", "waitlisted"), ("expired", "selected")}
        if hours == 25:
            assert stands == ("expired", "selected"), "too late is too late, whoever was first at the row"
        changes = db.session.scalars(select(SeatChange.what).where(SeatChange.applicant_id == applicant_id)).all()
        assert min(changes) == ("accepted" if stands[0] == "provisioned" else "lapsed")
        assert len(changes) == 2, "one end, once"


def accept_at(moment: datetime, applicant_id: int, user_id: int) -> None:
    with at(moment), transaction() as session:
        accept_offer(session.get_one(Applicant, applicant_id), session.get_one(User, user_id))


def clocks_at(moment: datetime) -> None:
    with at(moment):
        mind_clocks()


def test_two_seats_become_free_and_the_waitlist_is_served_once_each(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=4)
    leaving = [a_tester(f"Leaver {number}", f"Company {number}") for number in range(4)]
    waiting = [a_tester(f"Waiter {number}", f"Firm {number}") for number in range(3)]
    applied(beta, *leaving, *waiting)
    go(beta, pm, "choose")
    seated(beta, pm, *leaving)
    go(beta, pm, "onboard", "run")
    ids = [(row(beta, user).id, user.id) for user in leaving]

    def go_away(applicant_id: int, user_id: int) -> None:
        with transaction() as session:
            leave(session.get_one(Applicant, applicant_id), session.get_one(User, user_id))

    _given, raised = at_once(app, *(lambda one=one: go_away(*one) for one in ids))
    assert raised == []
    assert [status(beta, user) for user in waiting] == ["selected"] * 3
    assert (again(beta).taken, seats_held(beta)) == (3, 3)
    following = db.session.scalars(select(SeatChange.next_applicant_id).where(SeatChange.what == "left")).all()
    named = [one for one in following if one is not None]
    assert sorted(named) == sorted(row(beta, user).id for user in waiting), "each was next once"


def test_one_free_seat_and_one_who_waits_is_promoted_once(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=2)
    mei, jonas, ana = a_tester(), a_tester("Jonas Lind", "Helio Energy"), a_tester("Ana Sousa", "Fjord Bank")
    applied(beta, mei, jonas, ana)
    go(beta, pm, "choose")
    seated(beta, pm, mei, jonas)
    go(beta, pm, "onboard")
    ids = {user.id: row(beta, user).id for user in (mei, jonas)}

    def go_away(user_id: int) -> None:
        with transaction() as session:
            leave(session.get_one(Applicant, ids[user_id]), session.get_one(User, user_id))

    _given, raised = at_once(app, *(lambda one=one: go_away(one) for one in ids for _twice in range(2)))
    assert [type(error) for error in raised] == [MoveNotAllowed, MoveNotAllowed], "who has left cannot leave again"
    assert (status(beta, ana), again(beta).taken, seats_held(beta)) == ("selected", 1, 1)
    offers = select(func.count()).where(SeatChange.what == "offered", SeatChange.applicant_id == row(beta, ana).id)
    assert db.session.scalar(offers) == 1


def test_no_key_is_given_to_two_and_none_twice_to_one(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=3)
    people = [a_tester(f"Person {number}", f"Company {number}") for number in range(3)]
    applied(beta, *people)
    go(beta, pm, "choose")
    seated(beta, pm, *people)
    go(beta, pm, "onboard")
    act(add_keys, beta, ["KEY-1", "KEY-2"], pm)
    ids = [(row(beta, user).id, user.id) for user in people]

    def look(applicant_id: int, user_id: int) -> tuple[int, str]:
        with transaction() as session:
            return user_id, reveal_key(session.get_one(Applicant, applicant_id), session.get_one(User, user_id))

    given, raised = at_once(app, *(lambda one=one: look(*one) for one in ids for _twice in range(3)))
    assert_only_refused(raised)
    assert len(raised) == 3, "the pool had one too few"
    assert len(dict(given)) == 2
    assert set(dict(given).values()) == {"KEY-1", "KEY-2"}
    assert all(key == dict(given)[user_id] for user_id, key in given)
    assert db.session.scalar(select(func.count()).where(BetaKey.applicant_id.is_not(None))) == 2


def test_fifty_are_offered_the_last_seat_at_once_and_no_colleague_sees_an_error(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=1)
    people = [a_tester(f"Person {number:02}", f"Company {number % 7}") for number in range(50)]
    applied(beta, *people)
    go(beta, pm, "choose")
    tabs = browsers_like(app, signed_in(app, pm), 50)
    posts = [
        Post(tab, f"/betas/{beta.id}/testers/{row(beta, user).id}", {"act": "offer"})
        for tab, user in zip(tabs, people, strict=True)
    ]
    assert set(posted_at_once(app, posts)) == {303}
    assert (again(beta).taken, seats_held(beta)) == (1, 1)
    assert [status(beta, user) for user in people].count("selected") == 1


def test_a_seat_is_taken_while_the_offer_lapses_and_nobody_sees_an_error(app: Flask) -> None:
    pm = staff("product")
    for hours in (23, 25):
        beta = a_beta(pm, "recruit", capacity=1, offer_hours=24)
        mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
        applied(beta, mei, jonas)
        go(beta, pm, "choose")
        act(offer_seat, row(beta, mei), pm, "fits")
        go(beta, pm, "onboard")
        moment = now()
        tabs = browsers_like(app, signed_in(app, mei), 5)
        posts = [Post(tab, f"/betas/{beta.id}/seat", {}, moment + timedelta(hours=hours)) for tab in tabs]
        lapse = partial(clocks_at, moment + timedelta(hours=25))
        assert set(posted_at_once(app, posts, lapse, lapse)) == {303}
        assert (again(beta).taken, seats_held(beta)) == (1, 1)
        stands = (status(beta, mei), status(beta, jonas))
        assert stands in {("provisioned", "waitlisted"), ("expired", "selected")}
        assert hours == 23 or stands == ("expired", "selected")


def test_testers_leave_at_once_in_two_tabs_and_the_waitlist_is_served_once_each(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=4)
    leaving = [a_tester(f"Leaver {number}", f"Company {number}") for number in range(4)]
    waiting = [a_tester(f"Waiter {number}", f"Firm {number}") for number in range(2)]
    applied(beta, *leaving, *waiting)
    go(beta, pm, "choose")
    seated(beta, pm, *leaving)
    go(beta, pm, "onboard", "run")
    tabs = [tab for user in leaving for tab in browsers_like(app, signed_in(app, user), 2)]
    found = posted_at_once(app, [Post(tab, f"/betas/{beta.id}/application/end") for tab in tabs])
    assert max(found) < 500, found
    assert [status(beta, user) for user in leaving] == ["withdrawn"] * 4
    assert [status(beta, user) for user in waiting] == ["selected"] * 2
    assert (again(beta).taken, seats_held(beta)) == (2, 2)
    offers = select(func.count()).where(SeatChange.what == "offered", SeatChange.beta_id == beta.id)
    assert db.session.scalar(offers) == 6, "four at the beginning, and one for each who waited"


def test_three_testers_look_at_once_and_each_sees_a_key_of_their_own(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=3)
    people = [a_tester(f"Person {number}", f"Company {number}") for number in range(3)]
    applied(beta, *people)
    go(beta, pm, "choose")
    seated(beta, pm, *people)
    go(beta, pm, "onboard", "run")
    act(add_keys, beta, ["NW-1", "NW-2"], pm)
    tabs = [tab for user in people for tab in browsers_like(app, signed_in(app, user), 4)]
    found = posted_at_once(app, [Post(tab, f"/betas/{beta.id}/key") for tab in tabs])
    assert set(found) == {200, 303}, "two have one, the third reads that there is none left"
    given = db.session.scalars(select(BetaKey.applicant_id)).all()
    assert len(set(given)) == len(given) == 2
    assert None not in given
