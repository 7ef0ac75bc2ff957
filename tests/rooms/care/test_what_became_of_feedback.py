"""A case answers what somebody said: they read what we told them, never what we noted for each other."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.care.actions.calls import CallNotes, log_call
from portal.rooms.care.actions.cases import close_case, reopen_case
from portal.rooms.care.models import Case, Concern
from portal.rooms.feedback.actions import give_feedback
from portal.rooms.feedback.outcomes import Outcome, told_by
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.care.words import says

LOW = "The rollout was left to us."
NOTED, TOLD = "He is about to leave us; Tom lost the ticket.", "The training is booked for Monday.\nSorry for the wait."


@pytest.fixture
def daniel(app: Flask) -> User:
    return staff("success", name="Daniel Okafor")


@pytest.fixture
def jonas(app: Flask) -> User:
    return a_user(a_member("Jonas Lind", "Helio Energy"))


def became(jonas: User) -> list[Outcome]:
    db.session.rollback()
    member = db.session.get_one(Member, jonas.member_id)
    return [outcome for each in told_by(Viewer(jonas), member, 5) for outcome in each.outcomes]


def unhappy(jonas: User) -> Case:
    """He gives us a low score, and says why."""
    says(db.session.get_one(Member, jonas.member_id), 3, LOW)
    drain()
    return db.session.scalars(select(Case)).one()


def test_he_reads_who_answered_and_what_they_told_him(app: Flask, jonas: User, daniel: User) -> None:
    case = unhappy(jonas)
    browser = signed_in(app, daniel)
    assert "What we told them" in browser.get(f"/cases/{case.id}").text
    browser.post(f"/cases/{case.id}/answer", data={"outcome": NOTED, "told": TOLD})
    drain()
    assert [outcome.text for outcome in became(jonas)] == ["Read by Daniel Okafor", "Answered by Daniel Okafor"]
    assert became(jonas)[1].message == TOLD
    assert TOLD.partition("\n")[0] in browser.get(f"/cases/{case.id}").text
    page = signed_in(app, jonas).get("/you").text
    assert TOLD.partition("\n")[0] in page
    assert NOTED not in page
    assert "booked for Monday" not in signed_in(app, a_user(a_member("Ana Sousa"))).get("/you").text


@pytest.mark.one_database
def test_a_call_that_answers_tells_him_too_without_words_only_who_did(app: Flask, jonas: User, daniel: User) -> None:
    case, browser = unhappy(jonas), signed_in(app, daniel)
    call = f"/people/{jonas.member_id}/call"
    said = {"call-outcome": "reached", "call-note": NOTED, "call-told": TOLD}
    page = browser.post(call, data=said)
    assert (page.status_code, "Tick that this answers it" in page.text) == (422, True)
    assert browser.post(call, data={**said, "call-told": "", "call-answers_case": "y"}).status_code == 303
    assert [(outcome.text, outcome.message) for outcome in became(jonas)][-1] == ("Answered by Daniel Okafor", "")
    with transaction() as session:
        row = session.get_one(Case, case.id)
        reopen_case(row, daniel)
        log_call(row.member, daniel, CallNotes("wrote", NOTED, answers_case=True, told=TOLD))
        close_case(row, daniel)
    assert became(jonas)[-1].message == TOLD


def test_a_case_that_is_open_again_says_nothing_and_a_call_about_it_is_reading_it(
    app: Flask, jonas: User, daniel: User
) -> None:
    case = unhappy(jonas)
    assert "will read it by" in became(jonas)[0].text or became(jonas) == []
    with transaction() as session:
        log_call(session.get_one(Member, jonas.member_id), daniel, CallNotes("left_message"))
    drain()
    assert [outcome.text for outcome in became(jonas)] == ["Read by Daniel Okafor"]
    with transaction() as session:
        log_call(session.get_one(Member, jonas.member_id), daniel, CallNotes("reached", NOTED, answers_case=True))
        reopen_case(session.get_one(Case, case.id), daniel)
    assert [outcome.text for outcome in became(jonas)] == ["Read by Daniel Okafor"]


@pytest.mark.one_database
def test_a_case_can_be_opened_from_what_he_wrote_and_answers_that(app: Flask, jonas: User, daniel: User) -> None:
    with transaction() as session:
        piece = give_feedback(session.get_one(Member, jonas.member_id), "Nobody calls us back.")
    browser = signed_in(app, daniel)
    way = f"/people/{jonas.member_id}/case?feedback={piece.id}"
    assert way in browser.get(f"/feedback/{piece.id}").text
    assert "Nobody calls us back." in browser.get(way).text
    for _twice in range(2):
        assert browser.post(way, data={"text": "Nobody calls us back."}).status_code == 303
    case = db.session.scalars(select(Case)).one()
    assert db.session.scalars(select(Concern.source).order_by(Concern.id)).all() == [f"feedback:{piece.id}", None]
    assert f"/cases/{case.id}" in browser.get(f"/feedback/{piece.id}").text
    browser.post(f"/cases/{case.id}/answer", data={"outcome": NOTED, "told": TOLD})
    drain()
    assert [outcome.text for outcome in became(jonas)] == ["Read by Daniel Okafor", "Answered by Daniel Okafor"]
    other = a_member("Ana Sousa", "Fjord Bank")
    assert "Nobody calls us back." not in browser.get(f"/people/{other.id}/case?feedback={piece.id}").text
    assert "Open a case" not in signed_in(app, staff("marketing")).get(f"/feedback/{piece.id}").text


@pytest.mark.one_database
def test_as_often_for_many_as_for_few(app: Flask, jonas: User, daniel: User) -> None:
    def add(number: int) -> None:
        member = db.session.get_one(Member, jonas.member_id)
        for each in range(number):
            says(member, 3, f"{LOW} {each}")
            drain()
            with transaction() as session:
                row = session.get_one(Member, member.id)
                log_call(row, daniel, CallNotes("reached", NOTED, answers_case=True, told=f"{TOLD} {each}"))

    assert_queries_do_not_grow(app, signed_in(app, jonas), "/you", add, few=2, full=5)
