import re
from datetime import date, timedelta

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.people.actions.people import Contact, add_member
from portal.people.models import Member
from portal.rooms.care.actions.calls import CallNotes, keep_promise, log_call, reopen_promise
from portal.rooms.care.actions.cases import answer_case, close_case, open_case, reopen_case
from portal.rooms.care.models import Call, Case, Promise
from tests.actors import a_member, signed_in, staff
from tests.rooms.care.words import a_case

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def priya() -> User:
    return staff("success")


@pytest.mark.parametrize(
    ("outcome", "touched", "acted"),
    [
        ("reached", True, True),
        ("wrote", True, False),
        ("left_message", False, False),
        ("could_not_reach", False, False),
    ],
)
def test_only_speaking_and_writing_touch_and_only_speaking_is_an_act(
    priya: User, outcome: str, touched: bool, acted: bool
) -> None:
    member_id = a_member().id
    with transaction() as session:
        log_call(session.get_one(Member, member_id), priya, CallNotes(outcome))
    drain()
    member = db.session.get_one(Member, member_id, populate_existing=True)
    assert (member.last_touch_at is not None, member.last_act_at is not None) == (touched, acted)
    line = db.session.scalars(db.select(Activity).where(Activity.verb == "call.logged")).one()
    assert line.facts == {"outcome": outcome}


def test_a_call_belongs_to_the_open_case(priya: User) -> None:
    case = a_case(a_member())
    with transaction():
        call = log_call(case.member, priya, CallNotes("left_message", "Back at four."))
    assert (call.case_id, call.company_id) == (case.id, case.company_id)
    assert case.status == "open"


def test_a_call_can_answer_the_case_in_the_same_box(priya: User) -> None:
    case = a_case(a_member())
    with transaction():
        log_call(case.member, priya, CallNotes("reached", "We agreed on the script.", answers_case=True))
    assert (case.status, case.outcome) == ("answered", "We agreed on the script.")


def test_a_message_on_the_machine_answers_nothing(priya: User) -> None:
    case = a_case(a_member())
    with pytest.raises(Refused), transaction():
        log_call(case.member, priya, CallNotes("left_message", "Call me.", answers_case=True))
    assert db.session.scalar(db.select(db.func.count()).select_from(Call)) == 0
    assert db.session.get_one(type(case), case.id, populate_existing=True).status == "open"


def test_what_comes_next_is_a_promise(priya: User) -> None:
    tomorrow = date(2026, 8, 4)
    with transaction():
        log_call(a_member_here(), priya, CallNotes("reached", "", "Send the script", tomorrow))
    promise = db.session.scalars(db.select(Promise)).one()
    assert (promise.what, promise.due_on, promise.by_user_id) == ("Send the script", tomorrow, priya.id)


def test_a_kept_promise_can_be_taken_back(priya: User) -> None:
    with transaction():
        log_call(a_member_here(), priya, CallNotes("reached", "", "Send it", now().date() + timedelta(days=1)))
    promise = db.session.scalars(db.select(Promise)).one()
    with transaction():
        keep_promise(promise)
    assert promise.done_at is not None
    with transaction():
        reopen_promise(promise)
    assert promise.done_at is None


@pytest.fixture
def two_cases(priya: User) -> tuple[Case, Case]:
    """Both open: the older one was reopened after the newer one had come."""
    older = a_case(a_member())
    with transaction():
        answer_case(older, "Called.", priya)
        newer = open_case(older.member, "The export is wrong.", actor=priya)
        reopen_case(older, priya)
    return older, newer


def stand(*cases: Case) -> list[tuple[str, str]]:
    rows = [db.session.get_one(Case, each.id, populate_existing=True) for each in cases]
    return [(row.status, row.told) for row in rows]


def the_box(page: str) -> dict[str, str]:
    """What the box for a call posts from this page besides what is typed."""
    found = re.search(r'<input[^>]* name="call-case"[^>]* value="(\d+)"', page)
    return {"call-case": found[1]} if found else {}


def test_a_call_answers_the_case_on_whose_page_it_is_logged(
    app: Flask, priya: User, two_cases: tuple[Case, Case]
) -> None:
    older, newer = two_cases
    browser, call = signed_in(app, priya), f"/people/{older.member_id}/call"
    answer = {"call-outcome": "reached", "call-note": "Mended.", "call-answers_case": "y",
              "call-told": "We mended your export."}  # fmt: skip
    box = the_box(browser.get(f"/cases/{older.id}").text)
    refused = browser.post(call, data={**answer, **box, "call-note": ""})
    assert (refused.status_code, the_box(refused.text)) == (422, box)
    assert browser.post(call, data={**answer, **box}).status_code == 303
    assert stand(older, newer) == [("answered", "We mended your export."), ("open", "")]
    assert the_box(browser.get(f"/people/{older.member_id}").text) == {"call-case": str(newer.id)}
    browser.post(call, data={**answer, **box})
    assert stand(newer) == [("open", "")], "somebody answered theirs meanwhile: no other is answered for it"


@pytest.mark.parametrize("named", ["somebody else's", "closed"])
def test_a_call_about_no_case_of_theirs_that_waits_belongs_to_the_newest(
    priya: User, two_cases: tuple[Case, Case], named: str
) -> None:
    older, newer = two_cases
    other = a_case(a_member("Jonas Lind"))
    with transaction():
        close_case(older, priya)
        notes = CallNotes("left_message", case_id=(older if named == "closed" else other).id)
        assert log_call(newer.member, priya, notes).case_id == newer.id


def a_member_here() -> Member:
    """A member, read inside the transaction that is under way."""
    return add_member(Contact("mei@orbit.example", "Mei", "Tanaka", "Orbit Health"))
