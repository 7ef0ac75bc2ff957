"""A pause by hand: until its day, nobody asks the person, or anybody of the company, for anything."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.kits.notices.actions import send_message
from portal.kits.notices.contact_policy import refusal
from portal.kits.tasks.models import Task
from portal.kits.tasks.reactions import pauses_ending
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.people.actions.invitations import why_not_invite
from portal.people.actions.merge import merge_companies, merge_members
from portal.people.actions.pauses import end_pause, pause
from portal.people.actions.people import Contact, add_member
from portal.people.holds import PAUSE, reason_to_wait, standing_pauses
from portal.people.models import Company, Member, Pause
from portal.people.reactions import pauses as end_pauses
from tests.actors import a_member, a_user, signed_in, staff

WEDNESDAY = datetime(2026, 3, 11, 10, tzinfo=UTC)
NEXT_MONDAY = date(2026, 3, 23)
FRIDAY_BEFORE = datetime(2026, 3, 20, 7, tzinfo=UTC)
WHY = "until the contract is signed"


@pytest.fixture(autouse=True)
def _on_a_wednesday(app: Flask) -> Iterator[None]:
    with at(WEDNESDAY):
        yield


@pytest.fixture
def priya(app: Flask) -> User:
    return staff("success")


def paused(subject: Member | Company, by: User, until: date = NEXT_MONDAY, reason: str = WHY) -> None:
    with transaction() as session:
        pause(session.merge(subject), reason, until, session.merge(by))


def ended(subject: Member | Company, by: User) -> None:
    with transaction() as session:
        end_pause(session.merge(subject), session.merge(by))
    drain()


def tasks() -> list[tuple[str, str, int, date, str]]:
    db.session.rollback()
    rows = db.session.execute(
        select(Task.name, Task.status, Task.member_id, Task.due_on, User.name)
        .join(User, User.id == Task.owner_user_id)
        .order_by(Task.id)
    )
    return [tuple(row) for row in rows]


def test_a_paused_person_is_asked_nothing_until_the_day(app: Flask, priya: User) -> None:
    mei, ana = a_member("Mei Tanaka", joined_at=now()), a_member("Ana Sousa", "Fjord Bank", joined_at=now())
    paused(mei, priya)
    assert [reason_to_wait(member.id) for member in (mei, ana)] == [PAUSE, None]
    for category in ("promotion", "survey"):
        assert [refusal(member, category) for member in (mei, ana)] == ["pause", None]
    assert refusal(mei, "service") is None
    with transaction():
        context = {"question": "Why?", "url": "/"}
        assert send_message(mei, "one_question", cause_key="test:1", context=context).reason == "pause"
    with at(datetime(2026, 3, 22, 22, tzinfo=UTC)):
        assert reason_to_wait(mei.id) == PAUSE
    with at(datetime(2026, 3, 23, 1, tzinfo=UTC)):  # the worker need not have come by
        assert reason_to_wait(mei.id) is None


def test_a_company_s_pause_counts_for_whoever_works_there(app: Flask, priya: User) -> None:
    mei, alone = a_member("Mei Tanaka", "Orbit Health"), a_member("Ida Roth", "")
    company = mei.company
    assert company is not None
    paused(company, priya)
    with transaction():
        later = add_member(Contact("later@example.org", "Leo", "Brandt", "Orbit Health"))
    assert [reason_to_wait(member.id) for member in (mei, later, alone)] == [PAUSE, PAUSE, None]
    assert standing_pauses(alone) == []
    with transaction() as session:
        session.get_one(Member, mei.id).company_id = None
    assert reason_to_wait(mei.id) is None


def test_nobody_else_is_paused_by_the_pause_of_a_person(app: Flask, priya: User) -> None:
    mei, alone = a_member("Mei Tanaka"), a_member("Ida Roth", "")
    paused(mei, priya)
    assert (standing_pauses(alone), reason_to_wait(alone.id)) == ([], None)


def test_nobody_is_invited_meanwhile(app: Flask, priya: User) -> None:
    jonas = a_member("Jonas Lind", "Helio Energy")
    assert why_not_invite(jonas) is None
    paused(jonas, priya)
    why = why_not_invite(jonas) or ""
    assert "Requests to Jonas Lind are paused until 23 March 2026 (until the contract is signed)." in why
    assert "Invite" not in signed_in(app, priya).get(f"/people/{jonas.id}").text.partition("May we write?")[0]


def test_success_pauses_on_a_page_and_everybody_reads_why(app: Flask, priya: User) -> None:
    mei = a_member("Mei Tanaka", "Orbit Health")
    browser, reader = signed_in(app, priya), signed_in(app, staff("marketing"))
    answer = browser.post(f"/people/{mei.id}/pause", data={"reason": WHY, "until": "2026-03-23"}, follow_redirects=True)
    for page in (answer.text, reader.get(f"/people/{mei.id}").text):
        assert "Requests are paused until 23 March 2026" in page
        assert WHY in page
    assert "End the pause" in answer.text
    assert "End the pause" not in reader.get(f"/people/{mei.id}").text
    form = browser.get(f"/people/{mei.id}/pause").text
    assert WHY in form
    assert 'value="2026-03-23"' in form
    browser.post(f"/people/{mei.id}/pause/end")
    assert "Requests are paused" not in browser.get(f"/people/{mei.id}").text


def test_a_company_s_page_and_those_of_its_people_show_its_pause(app: Flask, priya: User) -> None:
    mei = a_member("Mei Tanaka", "Orbit Health")
    browser = signed_in(app, priya)
    address = f"/companies/{mei.company_id}"
    page = browser.post(f"{address}/pause", data={"reason": WHY, "until": "2026-03-23"}, follow_redirects=True).text
    assert "Requests are paused until 23 March 2026" in page
    theirs = browser.get(f"/people/{mei.id}").text
    assert "It counts for everybody at Orbit Health." in theirs
    assert f"/people/{mei.id}/pause/end" not in theirs
    browser.post(f"{address}/pause/end")
    assert "Requests are paused" not in browser.get(address).text


@pytest.mark.parametrize(("reason", "until"), [("", "2026-03-23"), (WHY, ""), (WHY, "2026-03-11"), (WHY, "soon")])
def test_a_pause_without_a_reason_or_a_day_to_come_is_refused(app: Flask, priya: User, reason: str, until: str) -> None:
    mei = a_member("Mei Tanaka")
    answer = signed_in(app, priya).post(f"/people/{mei.id}/pause", data={"reason": reason, "until": until})
    assert answer.status_code == 422
    assert f'value="{reason}"' in answer.text
    assert reason_to_wait(mei.id) is None


def test_whoever_paused_gets_a_task_on_the_working_day_before(app: Flask, priya: User) -> None:
    mei = a_member("Mei Tanaka")
    paused(mei, priya)
    with at(FRIDAY_BEFORE - timedelta(days=1)):
        assert pauses_ending() == 0
    with at(FRIDAY_BEFORE):
        assert (pauses_ending(), pauses_ending()) == (1, 0)
        assert tasks() == [("pause_ends", "open", mei.id, date(2026, 3, 20), "Priya Shah")]
        page = signed_in(app, priya).get("/today").text
        assert "Their pause is about to end: extend it or let it end" in page


def test_it_ends_by_itself_and_leaves_its_task(app: Flask, priya: User) -> None:
    mei = a_member("Mei Tanaka")
    paused(mei, priya)
    with at(FRIDAY_BEFORE):
        pauses_ending()
        assert end_pauses() == 0
    with at(datetime(2026, 3, 23, 1, tzinfo=UTC)):
        assert (end_pauses(), end_pauses()) == (1, 0)
        drain()
    verbs = db.session.scalars(select(Activity.verb).where(Activity.about_kind == "pause").order_by(Activity.id))
    assert list(verbs) == ["pause.begun", "pause.ended"]
    assert [status for _name, status, *_rest in tasks()] == ["open"]


def test_ending_it_by_hand_settles_its_task(app: Flask, priya: User) -> None:
    mei = a_member("Mei Tanaka")
    paused(mei, priya)
    with at(FRIDAY_BEFORE):
        pauses_ending()
        ended(mei, priya)
        assert [status for _name, status, *_rest in tasks()] == ["done"]
        with pytest.raises(Refused):
            ended(mei, priya)


def test_a_later_day_settles_the_task_and_gives_another(app: Flask, priya: User) -> None:
    mei = a_member("Mei Tanaka")
    paused(mei, priya)
    with at(FRIDAY_BEFORE):
        pauses_ending()
        paused(mei, priya, date(2026, 3, 24))
    with at(FRIDAY_BEFORE + timedelta(days=3)):
        assert pauses_ending() == 1
        drain()  # the ledger's word of the change comes late, and the new task stays
        assert [(status, day) for _name, status, _id, day, _who in tasks()] == [
            ("done", date(2026, 3, 20)),
            ("open", date(2026, 3, 23)),
        ]
    assert len(db.session.scalars(select(Pause)).all()) == 1


def test_a_company_s_task_is_about_whom_we_spoke_with_last(app: Flask, priya: User) -> None:
    a_member("Ana Sousa", "Orbit Health")
    mei = a_member("Mei Tanaka", "Orbit Health", last_touch_at=now())
    empty = a_member("Ida Roth", "Helio Energy")
    for member in (mei, empty):
        assert member.company is not None
        paused(member.company, priya)
    with transaction() as session:
        session.get_one(Member, empty.id).company_id = None
    with at(FRIDAY_BEFORE):
        assert pauses_ending() == 1
        assert [(name, member_id) for name, _status, member_id, *_rest in tasks()] == [("company_pause_ends", mei.id)]


@pytest.mark.parametrize("longer_stays", [True, False])
def test_when_two_become_one_the_longer_pause_stands_and_the_other_leaves_no_task(
    app: Flask, priya: User, longer_stays: bool
) -> None:
    stays, double = a_member("Mei Tanaka", "Orbit Health"), a_member("M. Tanaka", "Orbit Ltd")
    days = [NEXT_MONDAY + timedelta(days=7), NEXT_MONDAY]
    for pair in ((stays, double), (stays.company, double.company)):
        for subject, day in zip(pair, days if longer_stays else days[::-1], strict=True):
            assert subject is not None
            paused(subject, priya, day)
    with at(FRIDAY_BEFORE):
        assert pauses_ending() == 2
    with transaction() as session:
        one, other, by = session.merge(stays), session.merge(double), session.merge(priya)
        firm, second = one.company, other.company
        assert firm is not None
        assert second is not None
        merge_companies(firm, second, by)
        merge_members(one, other, by)
    drain()
    assert [status for _name, status, *_rest in tasks()] == ["done", "done"]
    standing = standing_pauses(db.session.get_one(Member, stays.id))
    assert [each.until for each in standing] == [days[0], days[0]]


def test_a_member_knows_of_no_such_page(app: Flask, priya: User) -> None:
    mei = a_member("Mei Tanaka")
    paused(mei, priya)
    browser = signed_in(app, a_user(mei))
    assert browser.get(f"/people/{mei.id}/pause").status_code == 404
    assert browser.post(f"/people/{mei.id}/pause/end").status_code == 404
    assert reason_to_wait(mei.id) == PAUSE
