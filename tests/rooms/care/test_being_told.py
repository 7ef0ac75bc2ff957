"""Who of us hears of cases, tasks and promises; and that one act settles all of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions.due_tasks import note_due_tasks
from portal.kits.notices.models import Notice
from portal.kits.notices.queries import inbox_of, told_lines, unread_count
from portal.kits.tasks.actions import finish_task, give_task, take_task
from portal.kits.tasks.care import asked_by
from portal.kits.tasks.models import Task
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.nurture.cli import tick_once
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.care.actions.calls import CallNotes, keep_promise, log_call, make_promise
from portal.rooms.care.actions.cases import answer_case, assign_case, close_case, open_case, reopen_case, take_case
from portal.rooms.care.models import Case, Promise
from portal.rooms.care.reactions import note_overdue, promises_due
from tests.actors import a_member, signed_in, staff
from tests.rooms.care.words import a_case, case_of, says

WEDNESDAY = datetime(2026, 3, 11, 10, tzinfo=UTC)
Owed = tuple[Case, Case]
LATE = WEDNESDAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def _on_a_wednesday(app: Flask) -> Iterator[None]:
    with at(WEDNESDAY):
        yield


@pytest.fixture
def priya() -> User:
    return staff("success")


@pytest.fixture
def daniel() -> User:
    return staff("success", name="Daniel Weber")


def inbox(user: User) -> list[tuple[str, str]]:
    """The new lines of somebody's inbox as (kind, title), oldest first."""
    drain()
    db.session.rollback()
    viewer = Viewer(db.session.get_one(User, user.id))
    rows = db.session.scalars(inbox_of(viewer).where(Notice.read_at.is_(None)).order_by(Notice.id)).all()
    told = [(line.notice.kind, line.shown.title) for line in told_lines(rows, viewer)]
    assert unread_count(viewer) == len(told)
    return told


def owned(priya: User, name: str = "Jonas Weber") -> Member:
    return a_member(name, "Helio Energy", owner_user_id=priya.id)


def test_a_case_is_told_to_its_owner_alone_and_without_one_to_all_who_take_cases(priya: User, daniel: User) -> None:
    reader = staff("product")
    a_case(owned(priya))
    assert inbox(priya) == [("care.mine", "Jonas Weber, Helio Energy")]
    assert inbox(daniel) == []
    case = a_case(a_member("Mei Tanaka"))
    assert [inbox(each)[-1:] for each in (priya, daniel)] == [[("care.unowned", "Mei Tanaka, Orbit Health")]] * 2
    assert inbox(reader) == []
    with transaction():
        take_case(db.session.get_one(Case, case.id), daniel)
    assert len(inbox(priya)) == 1, "somebody took it"
    assert inbox(daniel) == [], "nobody hears of their own act"


@pytest.mark.parametrize("gone", ["signed out for good", "another role"])
def test_a_case_whose_owner_cannot_take_it_is_told_to_whoever_can_as_an_owned_one(
    priya: User, daniel: User, gone: str
) -> None:
    case, owner = a_case(a_member("Jonas Weber", "Helio Energy")), staff("owner")
    for each in (priya, daniel):
        inbox(each)
    leaver = staff("success", name="Lea Vers")
    with transaction() as session:
        row = session.get_one(Case, case.id)
        assign_case(row, session.get_one(User, leaver.id), owner)
    inbox(leaver)
    with transaction() as session:
        login = session.get_one(User, leaver.id)
        login.active = gone == "another role"
        login.roles[0].role = "product"
        session.get_one(Member, case.member_id).owner_user_id = daniel.id
    says(db.session.get_one(Member, case.member_id), 1, "Still nobody called.")
    assert [inbox(each)[-1:] for each in (daniel, priya)] == [[("care.heard", "Jonas Weber, Helio Energy")], []]


def test_an_older_answer_that_waits_for_review_is_nobodys_case(priya: User) -> None:
    says(owned(priya), 2, ago=timedelta(days=90))
    assert inbox(priya) == []


def test_who_is_given_a_case_hears_of_it_and_whoever_had_it_need_not_look(priya: User, daniel: User) -> None:
    case, owner = a_case(owned(priya)), staff("owner")
    inbox(priya)
    with transaction():
        assign_case(db.session.get_one(Case, case.id), daniel, owner)
    assert inbox(daniel) == [("care.mine", "Jonas Weber, Helio Energy")]
    assert inbox(priya) == []


def test_what_a_customer_says_while_their_case_is_open_reaches_its_owner(priya: User) -> None:
    jonas = owned(priya)
    a_case(jonas)
    inbox(priya)
    says(jonas, 1, "Still nobody called.")
    assert [kind for kind, _title in inbox(priya)] == ["care.mine", "care.heard"]
    line = db.session.scalars(select(Activity).where(Activity.verb == "case.heard")).one()
    assert line.member_id == jonas.id


def test_an_overdue_case_is_told_once_for_each_clock(priya: User) -> None:
    case, owner = a_case(owned(priya)), staff("owner")
    assert note_overdue() == 0
    with at(LATE):
        assert (note_overdue(), note_overdue()) == (1, 0)
        assert [kind for kind, _title in inbox(priya)] == ["care.mine", "care.overdue"]
        with transaction():
            answer_case(db.session.get_one(Case, case.id), "Called.", priya)
        assert inbox(priya) == []
        with transaction():
            reopen_case(db.session.get_one(Case, case.id), owner)
        assert note_overdue() == 0
    with at(LATE + timedelta(days=9)):
        assert note_overdue() == 1
        assert [kind for kind, _title in inbox(priya)] == ["care.mine", "care.overdue"]


def test_an_overdue_case_without_an_owner_is_everybodys(priya: User, daniel: User) -> None:
    a_case(a_member("Mei Tanaka"))
    with at(LATE):
        note_overdue()
        assert [kind for kind, _title in inbox(daniel)] == ["care.unowned"]
    assert len(inbox(priya)) == 1


def test_the_day_of_a_task_comes_where_its_owner_is(priya: User, daniel: User) -> None:
    with transaction() as session:
        session.get_one(User, priya.id).time_zone = "Pacific/Auckland"
    mei, jonas = a_member("Mei Tanaka"), owned(priya)
    with transaction():
        give_task(jonas, "say_hello", role="success", due_on=date(2026, 3, 12), key="a")
        give_task(mei, "say_hello", role="success", due_on=date(2026, 3, 12), key="b")
    note_due_tasks()
    assert (inbox(priya), inbox(daniel)) == ([], [])
    with at(WEDNESDAY + timedelta(hours=2)):
        note_due_tasks()
        assert inbox(priya) == [("tasks.due", "Say hello: Jonas Weber")]
    with at(WEDNESDAY + timedelta(hours=15)):
        note_due_tasks()
        assert [inbox(each)[-1:] for each in (priya, daniel)] == [[("tasks.due", "Say hello: Mei Tanaka")]] * 2
        with transaction() as session:
            task = session.scalars(select(Task).where(Task.member_id == mei.id)).one()
            take_task(task, session.get_one(User, daniel.id))
        assert len(inbox(priya)) == 1, "somebody took it"
        with transaction() as session:
            finish_task(session.get_one(Task, task.id), session.get_one(User, daniel.id))
        assert inbox(daniel) == []
        assert note_due_tasks() == 0


def test_a_promise_is_told_on_its_day_until_it_is_kept(priya: User) -> None:
    jonas = a_member("Jonas Weber")
    with transaction():
        make_promise(jonas, priya, "Send the guide", (WEDNESDAY + timedelta(days=1)).date())
    promises_due()
    assert inbox(priya) == []
    with at(WEDNESDAY + timedelta(days=1)):
        promises_due()
        assert inbox(priya) == [("care.promise", "Send the guide")]
        promise = db.session.scalars(select(Promise)).one()
        with transaction():
            keep_promise(promise)
        assert inbox(priya) == []
        assert promises_due() == 0


def everywhere(app: Flask, user: User, name: str) -> list[str]:
    """The lists on which somebody's name stands."""
    browser, pages = signed_in(app, user), ("/today", "/cases?show=mine", "/cases?show=open", "/promises", "/inbox")
    return [page for page in pages if name in browser.get(page).text]


def test_logging_one_call_empties_everything_about_the_case_on_every_list(app: Flask, priya: User) -> None:
    jonas, owner = owned(priya), staff("owner")
    case = a_case(jonas)
    with at(LATE):
        note_overdue()
        tick_once()
        note_due_tasks()
        with transaction():
            make_promise(jonas, priya, "Call again", now().date(), log_call(jonas, priya, CallNotes("left_message")))
        promises_due()
        drain()
        assert set(everywhere(app, priya, "Jonas")) == {"/today", "/cases?show=mine", "/cases?show=open", "/promises",
                                                        "/inbox"}  # fmt: skip
        promise = db.session.scalars(select(Promise)).one()
        answer = {"call-outcome": "reached", "call-note": "Sent the script.", "call-answers_case": "y",
                  "call-kept": str(promise.id)}  # fmt: skip
        assert signed_in(app, priya).post(f"/people/{jonas.id}/call", data=answer).status_code == 303
        assert everywhere(app, priya, "Jonas") == []
        assert everywhere(app, owner, "Jonas") == []
        assert open_tasks(jonas) == []
        tick_once()
        assert open_tasks(jonas) == ["say_what_changed"], "what follows from the answer, in ten days"
        assert everywhere(app, priya, "Jonas") == []
        with transaction() as session:
            close_case(session.get_one(Case, case.id), session.get_one(User, priya.id))
        assert open_tasks(jonas) == []


def open_tasks(member: Member) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Task.name).where(Task.member_id == member.id, Task.status == "open")))


def test_a_task_that_comes_too_late_for_its_case_is_not_given(priya: User) -> None:
    jonas = owned(priya)
    says(jonas, 2, "Nobody called.")
    case = case_of(jonas)
    with at(WEDNESDAY + timedelta(minutes=1)), transaction():
        answer_case(db.session.get_one(Case, case.id), "Called at once.", priya)
    with at(WEDNESDAY + timedelta(minutes=2)), transaction():
        close_case(db.session.get_one(Case, case.id), priya)
    with at(WEDNESDAY + timedelta(minutes=3)):
        tick_once()
    assert db.session.scalar(select(func.count()).select_from(Task)) == 0


@pytest.fixture
def two_cases(priya: User) -> tuple[Case, Case]:
    """One that was answered and waits to be closed, and a newer one with the call that it asks for."""
    jonas = owned(priya)
    answered = a_case(jonas)
    tick_once()
    with transaction():
        answer_case(db.session.get_one(Case, answered.id), "Sent the script.", priya)
    with at(WEDNESDAY + timedelta(hours=1)):
        says(jonas, 1, "It's broken again.")
        tick_once()
    newer = db.session.scalars(select(Case).where(Case.id != answered.id)).one()
    assert open_tasks(jonas) == ["listen_call"]
    return answered, newer


def test_closing_one_case_leaves_the_call_that_another_asks_for(priya: User, two_cases: tuple[Case, Case]) -> None:
    answered, newer = two_cases
    with at(WEDNESDAY + timedelta(hours=2)):
        with transaction() as session:
            close_case(session.get_one(Case, answered.id), session.get_one(User, priya.id))
        assert "listen_call" in open_tasks(newer.member)
        with transaction() as session:
            close_case(session.get_one(Case, newer.id), session.get_one(User, priya.id))
        assert open_tasks(newer.member) == []


def test_what_was_planned_is_given_while_any_case_is_open(priya: User, two_cases: tuple[Case, Case]) -> None:
    answered, newer = two_cases
    with at(WEDNESDAY + timedelta(hours=2)):
        with transaction() as session:
            close_case(session.get_one(Case, newer.id), session.get_one(User, priya.id))
            reopen_case(session.get_one(Case, answered.id), session.get_one(User, priya.id))
        assert asked_by(newer.member_id, WEDNESDAY + timedelta(hours=1), ("case", newer.id)) == (
            True,
            ("case", answered.id),
        )


@pytest.fixture
def owed(priya: User) -> Owed:
    """A case that was answered, and what follows from that is still to be done; and a newer one."""
    jonas = owned(priya)
    answered = a_case(jonas)
    settle(answer_case, answered, priya, "Sent the script.")
    with at(WEDNESDAY + timedelta(hours=1)):
        tick_once()
        assert open_tasks(jonas) == ["say_what_changed"]
        says(jonas, 1, "It's broken again.")
        drain()
    return answered, db.session.scalars(select(Case).where(Case.id != answered.id)).one()


def settle(act: Callable[..., None], case: Case, priya: User, *words: str) -> None:
    with transaction() as session:
        act(session.get_one(Case, case.id), *words, session.get_one(User, priya.id))


def test_answering_one_case_leaves_what_another_still_owes(priya: User, owed: Owed) -> None:
    answered, newer = owed
    with at(WEDNESDAY + timedelta(hours=2)):
        tick_once()
        assert sorted(open_tasks(newer.member)) == ["listen_call", "say_what_changed"]
        settle(answer_case, newer, priya, "Called.")
        assert open_tasks(newer.member) == ["say_what_changed"]
    with at(WEDNESDAY + timedelta(hours=3)):
        tick_once()
        assert open_tasks(newer.member) == ["say_what_changed"] * 2
        settle(close_case, newer, priya)
        assert tasks_of(answered) == [("say_what_changed", "open")]
        assert tasks_of(newer) == [("listen_call", "done"), ("say_what_changed", "dropped")]
        settle(close_case, answered, priya)
        assert open_tasks(newer.member) == []


def tasks_of(case: Case) -> list[tuple[str, str]]:
    db.session.rollback()
    theirs = Task.about_kind == "case", Task.about_id == case.id
    return [tuple(row) for row in db.session.execute(select(Task.name, Task.status).where(*theirs).order_by(Task.id))]


def test_a_closed_case_leaves_no_task_though_an_older_one_was_answered(priya: User, owed: Owed) -> None:
    _answered, newer = owed
    with at(WEDNESDAY + timedelta(hours=2)):
        settle(close_case, newer, priya)
    with at(WEDNESDAY + timedelta(hours=3)):
        tick_once()
        assert open_tasks(newer.member) == ["say_what_changed"]


def test_a_task_from_before_they_knew_their_case_ends_with_the_last_case(priya: User, owed: Owed) -> None:
    answered, newer = owed
    with at(WEDNESDAY + timedelta(hours=2)):
        with transaction() as session:
            session.execute(update(Task).values(about_kind=None, about_id=None))
            reopen_case(session.get_one(Case, answered.id), session.get_one(User, priya.id))
        settle(close_case, newer, priya)
        assert open_tasks(newer.member) == ["say_what_changed"]
        settle(close_case, answered, priya)
        assert open_tasks(newer.member) == []


def test_a_case_opened_by_hand_is_told_to_whoever_looks_after_them(priya: User, daniel: User) -> None:
    jonas = owned(priya)
    with transaction():
        open_case(jonas, "The export is wrong.", actor=daniel)
    assert inbox(priya) == [("care.mine", "Jonas Weber, Helio Energy")]
    assert inbox(daniel) == []


def test_opening_the_page_of_a_case_reads_what_was_told_of_it(app: Flask, priya: User) -> None:
    case = a_case(owned(priya))
    browser = signed_in(app, priya)
    browser.get(f"/cases/{case.id}", headers={"Sec-Purpose": "prefetch"})
    assert len(inbox(priya)) == 1
    browser.get(f"/cases/{case.id}")
    assert inbox(priya) == []
