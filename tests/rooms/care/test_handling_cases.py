from datetime import timedelta

import pytest

from portal.access.models import User
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.people.actions.segments import hold, standing_holds
from portal.people.models import Member
from portal.rooms.care.actions.calls import CallNotes, log_call
from portal.rooms.care.actions.cases import (
    answer_case,
    assign_case,
    close_case,
    dismiss_triage,
    give_up,
    open_case,
    open_triaged,
    reopen_case,
    take_case,
)
from portal.rooms.care.models import Case
from tests.actors import a_member, staff
from tests.rooms.care.words import a_case, case_of, says
from workflows.lifecycle import MoveNotAllowed

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def priya() -> User:
    return staff("success")


@pytest.fixture
def case() -> Case:
    return a_case(a_member())


def held(case: Case) -> bool:
    """Whether the case itself keeps promotion away; nurture's care stages have holds of their own."""
    return f"case:{case.id}" in sources(case)


def sources(case: Case) -> list[str]:
    return [standing.source for standing in standing_holds(case.member_id, "promotion")]


def last_verb() -> str:
    return db.session.scalars(db.select(Activity.verb).order_by(Activity.id.desc()).limit(1)).one()


def test_taking_a_case_makes_it_one_s_own(case: Case, priya: User) -> None:
    with transaction():
        take_case(case, priya)
    assert case.owner_user_id == priya.id
    assert last_verb() == "case.assigned"


def test_taking_one_s_own_case_again_tells_nothing(case: Case, priya: User) -> None:
    with transaction():
        take_case(case, priya)
    before = db.session.scalar(db.select(db.func.count()).select_from(Activity))
    with transaction():
        take_case(case, priya)
    assert db.session.scalar(db.select(db.func.count()).select_from(Activity)) == before


def test_an_answered_case_lets_mail_through_again(case: Case, priya: User) -> None:
    with transaction():
        answer_case(case, "Sent the script and stayed on the line.", priya)
    assert (case.status, case.outcome) == ("answered", "Sent the script and stayed on the line.")
    assert case.answered_at is not None
    assert not held(case)
    assert last_verb() == "case.answered"


def test_a_hold_of_another_source_outlives_the_case(case: Case, priya: User) -> None:
    with transaction():
        hold(case.member_id, "promotion", "stage:being_heard")
        close_case(case, priya)
    assert "stage:being_heard" in sources(case)


def test_an_answer_without_words_is_refused(case: Case, priya: User) -> None:
    with pytest.raises(Refused, match="Write down what we did"), transaction():
        answer_case(case, "", priya)


def test_nobody_is_given_up_on_before_somebody_tried(case: Case, priya: User) -> None:
    with pytest.raises(Refused, match="Log a call first"), transaction():
        give_up(case, priya)


def test_after_a_try_they_can_be_called_unreachable_and_stay_unbothered(case: Case, priya: User) -> None:
    with transaction():
        log_call(case.member, priya, CallNotes("could_not_reach"))
        give_up(case, priya)
    assert case.status == "unreachable"
    assert held(case)
    assert last_verb() == "case.unreachable"


def test_a_closed_case_has_no_clock_and_no_hold(case: Case, priya: User) -> None:
    with transaction():
        close_case(case, priya)
    assert (case.status, case.due_at) == ("closed", None)
    assert case.closed_at is not None
    assert not held(case)


def test_a_closed_case_cannot_be_answered(case: Case, priya: User) -> None:
    with transaction():
        close_case(case, priya)
    with pytest.raises(MoveNotAllowed), transaction():
        answer_case(case, "Too late.", priya)


def test_a_closed_case_is_given_to_nobody(case: Case, priya: User) -> None:
    with transaction():
        close_case(case, priya)
    with pytest.raises(Refused), transaction():
        assign_case(case, priya, priya)


def test_a_case_that_was_not_settled_opens_again_with_a_new_clock(case: Case, priya: User) -> None:
    was_due = case.due_at
    with transaction():
        answer_case(case, "Called.", priya)
    with transaction():
        reopen_case(case, priya)
    assert case.status == "open"
    assert case.due_at is not None
    assert was_due is not None
    assert case.due_at >= was_due
    assert held(case)


def test_a_low_answer_after_the_answered_case_opens_a_new_one(case: Case, priya: User) -> None:
    with transaction():
        answer_case(case, "Called.", priya)
        close_case(case, priya)
    member = db.session.get_one(Member, case.member_id)
    says(member, 2, "Again.", ago=timedelta(seconds=-1))
    drain()
    statuses = db.session.scalars(db.select(Case.status).order_by(Case.id))
    assert list(statuses) == ["closed", "open"]


def test_triage_is_opened_or_dismissed(priya: User) -> None:
    old, older = a_member("Luc Petit"), a_member("Oksana Bondar")
    says(old, 4, ago=timedelta(days=200))
    says(older, 4, ago=timedelta(days=400))
    first, second = case_of(old), case_of(older)
    with transaction():
        open_triaged(first, priya)
        dismiss_triage(second, priya)
    assert (first.status, held(first), first.due_at is not None) == ("open", True, True)
    assert (second.status, held(second)) == ("closed", False)


def test_an_open_case_is_not_dismissed(case: Case, priya: User) -> None:
    with pytest.raises(MoveNotAllowed), transaction():
        dismiss_triage(case, priya)


def test_taking_from_triage_opens_it(priya: User) -> None:
    member = a_member()
    says(member, 4, ago=timedelta(days=200))
    case = case_of(member)
    with transaction():
        take_case(case, priya)
    assert (case.status, case.owner_user_id) == ("open", priya.id)


def test_a_case_can_be_opened_from_a_talk(priya: User) -> None:
    member = a_member()
    with transaction():
        case = open_case(member, "They said the export is wrong.", actor=priya)
    assert (case.status, case.score, case.subject) == ("open", None, "They said the export is wrong.")
    assert held(case)
    assert last_verb() == "case.opened"


def test_a_talk_adds_to_the_case_that_is_open(case: Case, priya: User) -> None:
    with transaction():
        same = open_case(case.member, "And the export is wrong.", actor=priya)
    assert same.id == case.id
    assert [concern.text for concern in same.concerns] == [
        "And the export is wrong.",
        "The rollout was left to us.",
    ]
    assert last_verb() == "case.opened"
    assert db.session.scalar(db.select(db.func.count()).where(Activity.verb == "case.opened")) == 1
