"""What we owe people stands in a list, by role and day, until somebody has done it or said that nobody will."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.tasks.actions import give_task
from portal.kits.tasks.labels import add_task_labels, task_title
from portal.kits.tasks.models import Task
from portal.ledger.models import Activity
from portal.people.models import Member
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow


def a_task(
    member: Member | None = None, role: str = "success", name: str = "say_hello", owner: User | None = None
) -> int:
    member = member or a_member()
    key = f"test:{member.id}:{role}"
    with transaction() as session:
        assert give_task(member, name, role=role, due_on=(now() + timedelta(days=2)).date(), key=key, why="test")
        task = session.scalars(select(Task).where(Task.key == key)).one()
        task.owner_user_id = owner.id if owner else None
    return task.id


def the_task(task_id: int) -> Task:
    db.session.rollback()
    return db.session.get_one(Task, task_id, populate_existing=True)


def test_each_role_sees_its_own_tasks_and_everybodys_when_asked(app: Flask) -> None:
    a_task(a_member("Mei Tanaka"))
    a_task(a_member("Jonas Lind"), "marketing")
    browser = signed_in(app, staff("success"))
    mine = browser.get("/tasks").text
    assert "Mei Tanaka" in mine
    assert "Jonas Lind" not in mine
    assert "Jonas Lind" in browser.get("/tasks?show=all").text


def test_a_task_is_taken_then_done_with_a_note(app: Flask) -> None:
    success = staff("success")
    task_id = a_task()
    browser = signed_in(app, success)
    browser.post(f"/tasks/{task_id}/owner")
    assert the_task(task_id).owner_user_id == success.id
    done = browser.post(f"/tasks/{task_id}/done", data={"note": "Called; all is well.", "back": "/today"})
    assert done.headers["Location"] == "/today"
    task = the_task(task_id)
    assert (task.status, task.settled_by_id, task.note) == ("done", success.id, "Called; all is well.")
    line = db.session.scalars(select(Activity).where(Activity.verb == "task.done")).one()
    assert (line.member_id, line.actor_user_id, line.facts) == (task.member_id, success.id, {"task": "say_hello"})
    assert "Say hello" in browser.get("/tasks?show=settled").text


def test_done_can_be_undone_and_dropped_is_remembered(app: Flask) -> None:
    task_id = a_task()
    browser = signed_in(app, staff("success"))
    browser.post(f"/tasks/{task_id}/done")
    browser.post(f"/tasks/{task_id}/done/end")
    assert the_task(task_id).status == "open"
    browser.post(f"/tasks/{task_id}/dropped", data={"note": "They left."})
    assert (the_task(task_id).status, the_task(task_id).note) == ("dropped", "They left.")
    assert browser.post(f"/tasks/{task_id}/done").status_code == 409


@pytest.mark.parametrize("act", ["owner", "done", "dropped", "done/end"])
def test_nobody_settles_what_belongs_to_another_role(app: Flask, act: str) -> None:
    task_id = a_task(role="marketing")
    for user in (staff("success"), staff("product"), a_user(a_member())):
        assert signed_in(app, user).post(f"/tasks/{task_id}/{act}").status_code == 404
    assert the_task(task_id).status == "open"
    assert signed_in(app, staff("owner")).post("/tasks/987654/done").status_code == 404


def test_one_who_was_given_a_task_settles_it_whatever_their_role(app: Flask) -> None:
    product = staff("product")
    task_id = a_task(role="marketing", owner=product)
    assert "Say hello" in signed_in(app, product).get("/tasks").text
    signed_in(app, product).post(f"/tasks/{task_id}/done")
    assert the_task(task_id).status == "done"


@pytest.mark.one_database
def test_the_list_asks_as_often_for_many_as_for_few(app: Flask) -> None:
    browser = signed_in(app, staff("success"))

    def add(number: int) -> None:
        for each in range(number):
            a_task(a_member(f"Person {each} Of{number}", f"Company {each} of {number}"))

    assert_queries_do_not_grow(app, browser, "/tasks", add, few=5, full=25)


def test_a_feature_gives_a_task_once_to_the_members_own_person_where_they_have_the_role(app: Flask) -> None:
    priya, marketing = staff("success"), staff("marketing")
    member_id = a_member("Mei Tanaka", owner_user_id=priya.id).id
    with transaction() as session:
        mei = session.get_one(Member, member_id)
        day = now().date()
        assert give_task(mei, "call_back", role="success", due_on=day, key="call:1", why="They asked for it.")
        assert not give_task(mei, "call_back", role="success", due_on=day, key="call:1")
        assert give_task(mei, "call_back", role="marketing", due_on=day, key="call:2")
    owners = dict(db.session.execute(select(Task.key, Task.owner_user_id)).all())
    assert owners == {"call:1": priya.id, "call:2": None}
    assert "Call back" in signed_in(app, marketing).get("/tasks").text


def test_the_name_of_a_task_belongs_to_one_feature() -> None:
    assert task_title("listen_call") == "Call and listen"
    assert task_title("only_a_map_knows") == "Only a map knows"
    with pytest.raises(ValueError, match="belongs to nurture"):
        add_task_labels("surveys", {"listen_call": "Listen"})
