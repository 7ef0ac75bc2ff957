from datetime import date, timedelta

import pytest

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.people.actions.people import Contact, add_member
from portal.people.models import Member
from portal.rooms.care.actions.calls import CallNotes, keep_promise, log_call, reopen_promise
from portal.rooms.care.models import Call, Promise
from tests.actors import a_member, staff
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


def a_member_here() -> Member:
    """A member, read inside the transaction that is under way."""
    return add_member(Contact("mei@orbit.example", "Mei", "Tanaka", "Orbit Health"))
