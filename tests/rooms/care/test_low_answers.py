from datetime import UTC, datetime, timedelta

import pytest

from portal.core.clock import at
from portal.core.database import db, transaction
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.people.actions.segments import standing_holds
from portal.people.models import Company, Member
from portal.rooms.care.models import Case, Concern
from tests.actors import a_member, staff
from tests.rooms.care.words import case_of, says

pytestmark = pytest.mark.usefixtures("app")

FRIDAY = datetime(2026, 7, 31, 15, 0, tzinfo=UTC)  # 16:00 in London


def verbs() -> list[tuple[str, dict[str, object]]]:
    lines = db.session.scalars(db.select(Activity).where(Activity.verb.like("case.%")).order_by(Activity.id))
    return [(line.verb, line.facts) for line in lines]


def holds_on(member: Member) -> list[str]:
    return [hold.source for hold in standing_holds(member.id, "promotion")]


@pytest.mark.parametrize(("score", "cases"), [(0, 1), (6, 1), (7, 0), (10, 0)])
def test_a_real_answer_up_to_six_opens_a_case(score: int, cases: int) -> None:
    member = a_member()
    says(member, score, "It is slow.")
    drain()
    assert db.session.scalar(db.select(db.func.count()).select_from(Case)) == cases


def test_a_rating_that_is_only_inferred_opens_no_case() -> None:
    says(a_member(), 2, real=False)
    drain()
    assert db.session.scalar(db.select(db.func.count()).select_from(Case)) == 0


def test_a_fresh_case_keeps_their_words_and_has_two_working_days() -> None:
    member = a_member("Jonas Lind", "Helio Energy")
    with at(FRIDAY):
        says(member, 3, "The rollout was left to us.")
        case = case_of(member)
    assert (case.status, case.score, case.subject) == ("open", 3, "The rollout was left to us.")
    assert case.company_id == member.company_id
    assert case.due_at == FRIDAY + timedelta(days=4)
    assert verbs() == [("case.opened", {"score": 3, "triage": False})]


def test_nothing_promotional_reaches_the_member_of_a_fresh_case() -> None:
    member = a_member()
    says(member, 3)
    case = case_of(member)
    assert f"case:{case.id}" in holds_on(member)


def test_an_old_answer_goes_to_triage_without_a_clock_or_a_hold() -> None:
    member = a_member()
    says(member, 3, "That was last year.", ago=timedelta(days=61))
    case = case_of(member)
    assert (case.status, case.due_at) == ("triage", None)
    assert f"case:{case.id}" not in holds_on(member)
    assert verbs() == [("case.opened", {"score": 3, "triage": True})]


def test_an_answer_sixty_days_old_is_still_fresh() -> None:
    member = a_member()
    says(member, 3, ago=timedelta(days=60) - timedelta(minutes=1))
    assert case_of(member).status == "open"


def test_the_case_belongs_to_whoever_looks_after_the_member() -> None:
    daniel, priya = staff("success", name="Daniel Okafor"), staff("success")
    member = a_member(owner_user_id=priya.id)
    with transaction() as session:
        session.get_one(Company, member.company_id).owner_user_id = daniel.id
    says(member, 3)
    assert case_of(member).owner_user_id == priya.id


def test_without_an_owner_of_their_own_the_company_s_owner_has_it() -> None:
    daniel = staff("success", name="Daniel Okafor")
    member = a_member()
    with transaction() as session:
        session.get_one(Company, member.company_id).owner_user_id = daniel.id
    says(member, 3)
    assert case_of(member).owner_user_id == daniel.id


def test_an_owner_who_left_gets_no_case() -> None:
    priya = staff("success")
    member = a_member(owner_user_id=priya.id)
    with transaction() as session:
        session.get_one(type(priya), priya.id).active = False
    says(member, 3)
    assert case_of(member).owner_user_id is None


def test_a_second_low_answer_is_added_to_the_open_case() -> None:
    member = a_member()
    says(member, 5, "It is slow.", ago=timedelta(hours=3))
    says(member, 2, "Now it is down.")
    case = case_of(member)
    said = db.session.scalars(db.select(Concern.text).order_by(Concern.said_at))
    assert list(said) == ["It is slow.", "Now it is down."]
    assert (case.score, case.subject) == (2, "Now it is down.")
    assert [verb for verb, _facts in verbs()] == ["case.opened"]


def test_an_older_answer_that_arrives_late_does_not_become_what_the_case_shows() -> None:
    member = a_member()
    says(member, 2, "Now it is down.")
    says(member, 5, "It is slow.", ago=timedelta(days=300))
    case = case_of(member)
    assert (case.status, case.score, case.subject) == ("open", 2, "Now it is down.")


def test_a_fresh_answer_opens_the_case_that_waits_in_triage() -> None:
    member = a_member()
    says(member, 4, "Last year already.", ago=timedelta(days=200))
    says(member, 3, "And still.")
    case = case_of(member)
    assert case.status == "open"
    assert case.due_at is not None
    assert f"case:{case.id}" in holds_on(member)


def test_a_good_answer_later_closes_nothing() -> None:
    member = a_member()
    says(member, 3, ago=timedelta(days=2))
    says(member, 10)
    assert case_of(member).status == "open"


def test_the_same_answer_delivered_again_opens_nothing_more() -> None:
    member = a_member()
    says(member, 3)
    drain()
    with transaction() as session:
        session.execute(db.text("update deliveries set done_at = null where subscriber = 'care'"))
    drain()
    assert db.session.scalar(db.select(db.func.count()).select_from(Case)) == 1
    assert db.session.scalar(db.select(db.func.count()).select_from(Concern)) == 1


def test_answers_of_many_members_open_one_case_each() -> None:
    members = [a_member(f"Person {number}", f"Company {number}") for number in range(30)]
    for member in members:
        says(member, 4, f"Words of {member.name}")
    drain()
    found = db.session.execute(db.select(Case.member_id, Case.subject)).all()
    assert sorted(found) == sorted((member.id, f"Words of {member.name}") for member in members)
