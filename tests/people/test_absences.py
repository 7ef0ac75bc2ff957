"""A colleague is away: new work goes to the deputy, who sees both lists; what is theirs stays theirs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.kits.notices.actions.due_tasks import note_due_tasks
from portal.kits.notices.addressing import everybody_who_may, on_duty, responsible
from portal.kits.notices.queries import unread_count
from portal.kits.tasks.actions import give_task, take_task
from portal.kits.tasks.models import Task
from portal.kits.tasks.queries import open_tasks
from portal.ledger.models import Activity
from portal.people.absences import covers, roster, stand_in
from portal.people.actions.absences import begin_absence, end_absence
from portal.people.answers import own_address
from portal.people.models import Absence, Member
from portal.people.queries.job_changes import jobs_on_today
from portal.people.viewer import Viewer
from portal.rooms.care.actions.calls import make_promise
from portal.rooms.care.actions.cases import open_case
from portal.rooms.care.models import Case
from portal.rooms.care.queries import first_cases, promises_due, shelf_counts
from portal.rooms.feedback.actions import give_feedback
from portal.rooms.feedback.reading import due_today, readers_of
from tests.actors import a_member, a_user, signed_in, staff
from tests.people.job_changes import a_company, tells
from tests.queries import counted
from tests.racing import Post, posted_at_once

WEDNESDAY = datetime(2026, 3, 11, 10, tzinfo=UTC)
TODAY, FRIDAY = WEDNESDAY.date(), date(2026, 3, 13)


@pytest.fixture(autouse=True)
def _on_a_wednesday(app: Flask) -> Iterator[None]:
    with at(WEDNESDAY):
        yield


@pytest.fixture
def priya(app: Flask) -> User:
    return staff("success", name="Priya Shah")


@pytest.fixture
def daniel(app: Flask) -> User:
    return staff("success", name="Daniel Weber")


def away(user: User, deputy: User, starts_on: date = TODAY, ends_on: date = FRIDAY) -> Absence:
    with transaction() as session:
        mine, theirs = session.get_one(User, user.id), session.get_one(User, deputy.id)
        return begin_absence(mine, starts_on, ends_on, theirs, mine)


def back(absence: Absence) -> bool:
    with transaction() as session:
        row = session.get_one(Absence, absence.id)
        return end_absence(row, row.user)


def verbs() -> list[tuple[str, int, int]]:
    rows = select(Activity.verb, Activity.about_id, Activity.facts).where(Activity.verb.like("absence.%"))
    return [(verb, about, facts["deputy"]) for verb, about, facts in db.session.execute(rows.order_by(Activity.id))]


def test_a_deputy_stands_in_from_the_first_to_the_last_day_where_the_colleague_is(priya: User, daniel: User) -> None:
    with transaction() as session:
        session.get_one(User, priya.id).time_zone = "Pacific/Auckland"  # thirteen hours ahead
    away(priya, daniel, date(2026, 3, 12), FRIDAY)
    there = {10: priya.id, 11: daniel.id}
    assert {hour: stand_in(priya.id, WEDNESDAY.replace(hour=hour)) for hour in there} == there
    last = datetime(2026, 3, 13, 10, 59, tzinfo=UTC)
    assert [stand_in(priya.id, moment) for moment in (last, last + timedelta(minutes=1))] == [daniel.id, priya.id]
    assert covers(daniel.id, last) == {priya.id, daniel.id}
    assert covers(priya.id, last) == {priya.id}, "their own stays theirs"


def test_who_stands_in_for_a_deputy_who_is_away_does_both_and_never_in_a_circle(priya: User, daniel: User) -> None:
    lena = staff("success", name="Lena Vogt")
    away(priya, daniel)
    away(daniel, lena)
    assert (stand_in(priya.id), covers(lena.id)) == (lena.id, {priya.id, daniel.id, lena.id})
    away(lena, priya)
    assert [stand_in(each.id) for each in (priya, daniel, lena)] == [priya.id, daniel.id, lena.id]


@pytest.mark.parametrize("gone", ["closed", "without a role"])
def test_a_deputy_who_is_gone_stands_in_for_nobody(priya: User, daniel: User, gone: str) -> None:
    away(priya, daniel)
    with transaction() as session:
        row = session.get_one(User, daniel.id)
        row.active, row.roles = gone != "closed", [] if gone != "closed" else row.roles
    assert stand_in(priya.id) == priya.id


def test_it_ends_before_its_day_when_somebody_says_so_and_the_ledger_knows_both(priya: User, daniel: User) -> None:
    absence = away(priya, daniel)
    assert [back(absence), back(absence)] == [True, False]
    assert stand_in(priya.id) == priya.id
    assert verbs() == [("absence.begun", priya.id, daniel.id), ("absence.ended", priya.id, daniel.id)]
    away(priya, daniel)  # the days are free again


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "why"),
    [
        (FRIDAY, TODAY, "before the first"),
        (date(2026, 3, 1), date(2026, 3, 10), "are over"),
        (date(2026, 3, 19), date(2026, 3, 20), "in another absence"),
        (date(2026, 3, 1), date(2026, 3, 18), "in another absence"),
    ],
)
def test_days_that_cannot_be_are_refused(priya: User, daniel: User, starts_on: date, ends_on: date, why: str) -> None:
    away(priya, daniel, date(2026, 3, 18), date(2026, 3, 19))
    with pytest.raises(Refused, match=why):
        away(priya, daniel, starts_on, ends_on)
    away(daniel, priya, date(2026, 3, 19), date(2026, 3, 20))  # another's days are no matter


def test_nobody_stands_in_for_themselves_and_no_closed_login_does(priya: User, daniel: User) -> None:
    with pytest.raises(Refused, match="Somebody else"):
        away(priya, priya)
    with transaction() as session:
        session.get_one(User, daniel.id).active = False
    with pytest.raises(Refused, match="can't sign in"):
        away(priya, daniel)


def test_of_two_overlapping_absences_at_the_same_moment_one_is_kept(app: Flask, priya: User, daniel: User) -> None:
    browsers = [signed_in(app, priya) for _each in range(4)]
    fields = {"starts_on": "2026-03-12", "ends_on": "2026-03-14", "deputy": str(daniel.id)}
    answers = posted_at_once(app, [Post(browser, "/you/absence", fields, WEDNESDAY) for browser in browsers])
    assert sorted(answers) == [303, 422, 422, 422]
    assert len(db.session.scalars(select(Absence)).all()) == 1


def test_new_work_goes_to_the_deputy_and_both_lists_stand_there(app: Flask, priya: User, daniel: User) -> None:
    jonas = a_member("Jonas Weber", "Helio", owner_user_id=priya.id)
    mei = a_member("Mei Tanaka", "Orbit", owner_user_id=priya.id)
    with transaction():
        before = open_case(jonas, "Slow.", actor=priya)
        make_promise(jonas, priya, "Send the guide", TODAY)
        give_task(jonas, "say_hello", role="success", due_on=TODAY, key="old")
    away(priya, daniel)
    with transaction():
        after = open_case(mei, "Late.", actor=None)
        give_task(mei, "say_hello", role="success", due_on=TODAY, key="new")
        give_task(mei, "say_hello", role="success", due_on=TODAY, key="named", owner=db.session.get_one(User, priya.id))
    tasks = dict(db.session.execute(select(Task.key, Task.owner_user_id)).all())
    assert tasks == {"old": priya.id, "new": daniel.id, "named": daniel.id}
    assert [db.session.get_one(Case, case.id).owner_user_id for case in (before, after)] == [priya.id, daniel.id]
    assert {shelf_counts(each.id)["mine"] for each in (priya,)} == {1}
    assert shelf_counts(daniel.id)["mine"] == 2
    assert [case.id for case in first_cases(daniel.id, 2)] == [before.id, after.id]
    assert [promise.what for promise in promises_due(daniel.id, TODAY, 8)] == ["Send the guide"]
    assert len(db.session.scalars(open_tasks(daniel.id, ["success"])).all()) == 3


def test_a_role_s_tasks_are_the_deputy_s_as_well_and_may_be_done_by_them(app: Flask, daniel: User) -> None:
    lena = staff("marketing", name="Lena Vogt")
    mei = a_member()
    with transaction():
        give_task(mei, "plan_their_moment", role="marketing", due_on=TODAY, key="free")
    task = db.session.scalars(select(Task)).one()
    browser = signed_in(app, daniel)
    assert browser.post(f"/tasks/{task.id}/done").status_code == 404
    away(lena, daniel)
    assert db.session.scalars(open_tasks(daniel.id, ["success"])).all() == [task]
    assert browser.post(f"/tasks/{task.id}/done").status_code == 303


def test_a_task_s_day_is_told_to_the_last_deputy_in_the_row_and_stays_with_them(priya: User, daniel: User) -> None:
    lena, ruth = staff("success", name="Lena Vogt"), staff("moderator", name="Ruth Okafor")
    mei, other = a_member(), staff("success")
    with transaction():
        give_task(mei, "say_hello", role="success", due_on=TODAY, key="due", owner=priya)
    for user, deputy in ((lena, ruth), (daniel, lena)):
        away(user, deputy)
    hers = away(priya, daniel)
    note_due_tasks()
    assert [new_lines(each) for each in (priya, daniel, lena, ruth)] == [0, 0, 0, 1]
    back(hers)
    assert new_lines(ruth) == 1
    with transaction() as session:
        take_task(session.scalars(select(Task)).one(), session.get_one(User, other.id))
    assert new_lines(ruth) == 0


def new_lines(user: User) -> int:
    db.session.rollback()
    return unread_count(Viewer(db.session.get_one(User, user.id)))


def test_what_a_deputy_may_not_do_goes_to_the_next_and_is_told_to_whom_it_belongs(priya: User) -> None:
    lena, ruth = staff("success", name="Lena Vogt"), staff("moderator", name="Ruth Okafor")
    mei = a_member(owner_user_id=priya.id)
    with transaction() as session:
        row = session.get_one(Member, mei.id)
        assert row.company
        row.company.owner_user_id = lena.id
    away(priya, ruth)
    with transaction():
        case = open_case(mei, "Late.", actor=None)
        give_task(mei, "say_hello", role="success", due_on=TODAY, key="new")
    assert db.session.get_one(Case, case.id).owner_user_id == lena.id
    assert db.session.scalars(select(Task.owner_user_id)).one() == lena.id
    assert (on_duty([priya.id]), on_duty([priya.id], needs="cases.read")) == ([ruth.id], [priya.id])
    assert responsible(priya.id, db.session.get_one(Member, mei.id), "people.edit") == [lena.id]


def test_where_nobody_in_particular_is_told_a_deputy_who_may_not_is_not_instead_of_who_may(priya: User) -> None:
    desk = staff("marketing", name="Lena Vogt")
    away(priya, desk)
    assert everybody_who_may("cases.work") == [priya.id]
    assert set(everybody_who_may("quotes.edit")) == {desk.id}


def test_feedback_is_read_by_the_deputy_and_stays_with_whoever_is_away(app: Flask, priya: User, daniel: User) -> None:
    mei = a_member(owner_user_id=priya.id)
    with transaction():
        piece = give_feedback(mei, "It is good.")
    away(priya, daniel, TODAY, date(2026, 4, 1))
    assert readers_of([piece.id]) == {piece.id: (daniel.id, "Daniel Weber")}
    with at(WEDNESDAY + timedelta(days=8)):
        for each in (priya, daniel):
            viewer = Viewer(db.session.get_one(User, each.id))
            assert db.session.scalars(due_today(viewer)).all() == [piece]
        assert "Orbit Health · Priya Shah" in signed_in(app, daniel).get("/today").text


def test_a_new_job_to_confirm_stands_on_the_deputy_s_today(app: Flask, priya: User, daniel: User) -> None:
    a_company("Fjord", owner_user_id=priya.id)
    tells(a_user(a_member()), "Fjord", TODAY)
    seen = lambda user: jobs_on_today(Viewer(db.session.get_one(User, user.id))).total  # noqa: E731
    assert (seen(priya), seen(daniel)) == (1, 0)
    away(priya, daniel)
    assert (seen(priya), seen(daniel)) == (1, 1)


def test_without_inbound_mail_answers_go_to_the_deputy(priya: User, daniel: User) -> None:
    assert own_address(priya) == priya.email
    away(priya, daniel)
    assert (own_address(priya), own_address(None)) == (daniel.email, None)


def test_who_is_away_is_one_statement(app: Flask, daniel: User) -> None:
    for _each in range(3):
        away(staff("success"), daniel)
    with counted(app) as asked:
        assert len(roster().covers(daniel.id)) == 4
    assert asked.count == 1


@pytest.mark.one_database
def test_colleagues_enter_it_themselves_and_today_says_so(app: Flask, priya: User, daniel: User) -> None:
    mine, theirs = signed_in(app, priya), signed_in(app, daniel)
    fields = {"starts_on": "2026-03-11", "ends_on": "2026-03-13", "deputy": str(daniel.id)}
    assert mine.post("/you/absence", data=fields | {"deputy": str(priya.id)}).status_code == 422
    assert mine.post("/you/absence", data=fields).status_code == 303
    refused = mine.post("/you/absence", data=fields)
    assert (refused.status_code, "in another absence already" in refused.text) == (422, True)
    assert "Daniel Weber stands in" in mine.get("/you/absence").text
    assert "You stand in for Priya Shah until" in theirs.get("/today").text
    page = mine.get("/today").text
    assert ("away until" in page, "Daniel Weber stands in for you" in page) == (True, True)
    absence = db.session.scalars(select(Absence.id)).one()
    theirs.post("/you/absence/end", data={"absence": str(absence)})
    assert stand_in(priya.id) == daniel.id, "it is not theirs to end"
    answer = mine.post("/you/absence/end", data={"absence": str(absence), "back": "/today"})
    assert (answer.status_code, answer.location) == (303, "/today")
    assert "stand in for" not in theirs.get("/today").text


@pytest.mark.one_database
def test_a_deputy_is_chosen_by_what_they_do_and_what_they_may_not_do_is_said(app: Flask, priya: User) -> None:
    arjun, boss = staff("product", name="Arjun Mehta"), staff("owner", name="Olga Ray")
    mine, fields = signed_in(app, priya), {"starts_on": "2026-03-11", "ends_on": "2026-03-13"}
    page = mine.get("/you/absence").text
    assert ("Choose a colleague" in page, "Arjun Mehta (Product)" in page) == (True, True)
    for none in ({}, {"deputy": "0"}):
        refused = mine.post("/you/absence", data=fields | none)
        assert (refused.status_code, "Choose who stands in." in refused.text) == (422, True)
    saved = mine.post("/you/absence", data=fields | {"deputy": str(arjun.id)}, follow_redirects=True).text
    assert "Arjun Mehta can&#39;t do everything that you do. These stay with you: " in saved
    assert ("Cases" in saved, "Promises" in saved, "Tasks," in saved) == (True, True, False)
    here, later = f"/admin/users/{priya.id}/absence", {"starts_on": "2026-04-11", "ends_on": "2026-04-13"}
    desk = signed_in(app, boss)
    theirs = desk.post(here, data=later | {"deputy": str(arjun.id)}, follow_redirects=True).text
    assert "everything that Priya Shah does. These stay with Priya Shah: " in theirs
    more = {"starts_on": "2026-05-11", "ends_on": "2026-05-13", "deputy": str(boss.id)}
    assert "These stay with" not in desk.post(here, data=more, follow_redirects=True).text


@pytest.mark.one_database
def test_whoever_manages_users_enters_it_for_a_colleague(app: Flask, priya: User, daniel: User) -> None:
    owner, here = staff("owner", name="Olga Ray"), f"/admin/users/{priya.id}/absence"
    fields = {"starts_on": "2026-03-11", "ends_on": "2026-03-13", "deputy": str(daniel.id)}
    assert signed_in(app, daniel).post(here, data=fields).status_code == 404
    boss = signed_in(app, owner)
    assert boss.post(here, data=fields).status_code == 303
    assert "Daniel Weber stands in." in boss.get(f"/admin/users/{priya.id}").text
    absence = db.session.scalars(select(Absence)).one()
    assert (absence.user_id, absence.created_by_id) == (priya.id, owner.id)
    assert boss.post(f"{here}/end", data={"absence": str(absence.id)}).status_code == 303
    assert db.session.get_one(Absence, absence.id, populate_existing=True).ended_at == now()


@pytest.mark.one_database
def test_members_have_no_days_away(app: Flask) -> None:
    mei = signed_in(app, a_user(a_member()))
    assert [mei.get(page).status_code for page in ("/you/absence", "/admin/users/1/absence")] == [404, 404]
