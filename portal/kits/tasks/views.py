"""The list of tasks, and what is done with one."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from portal.access.guards import may
from portal.access.models import User
from portal.core.database import db, transaction
from portal.core.filters import flash_undo
from portal.core.paging import By, page_by_key
from portal.core.urls import safe_next
from portal.people.absences import covers
from portal.people.viewer import viewer

from .actions import drop_task, finish_task, reopen_task, take_task
from .labels import task_title
from .models import Task
from .queries import all_open_tasks, open_tasks, settled_tasks

blueprint = Blueprint("tasks", __name__)
SHELVES = {
    "mine": _l("Mine and my roles’"),
    "all": _l("Everybody’s"),
    "settled": _l("Settled"),
}
MAX_NOTE_CHARS = 2_000


@blueprint.get("/tasks")
@may("tasks.work")
def tasks() -> ResponseReturnValue:
    """Mine and my roles', everybody's, or what is settled."""
    shelf = request.args.get("show", "mine")
    if shelf not in SHELVES:
        abort(404)
    order = [By(Task.settled_at, descending=True)] if shelf == "settled" else [By(Task.due_on)]
    page = page_by_key(_shelf(shelf), [*order, By(Task.id)], request.args.get("page"))
    return render_template("tasks/tasks.html", page=page, shelf=shelf, shelves=SHELVES, title_of=task_title)


def _shelf(shelf: str) -> Select[Any]:
    if shelf == "settled":
        return settled_tasks()
    return all_open_tasks() if shelf == "all" else open_tasks(viewer().id, viewer().roles)


@blueprint.post("/tasks/<int:task_id>/owner")
@may("tasks.work")
def take(task_id: int) -> ResponseReturnValue:
    """It becomes the viewer's own."""
    with transaction():
        take_task(_task(task_id), _actor())
    flash(_("It's yours now."), "success")
    return _back()


@blueprint.post("/tasks/<int:task_id>/done")
@may("tasks.work")
def done(task_id: int) -> ResponseReturnValue:
    """It was done."""
    with transaction():
        task = _task(task_id)
        finish_task(task, _actor(), _note())
        title = task_title(task.name)
    flash_undo(_("Done: %(task)s.", task=title), _undo_url(task_id))
    return _back()


@blueprint.post("/tasks/<int:task_id>/dropped")
@may("tasks.work")
def drop(task_id: int) -> ResponseReturnValue:
    """It will not be done."""
    with transaction():
        task = _task(task_id)
        drop_task(task, _actor(), _note())
        title = task_title(task.name)
    flash_undo(_("Dropped: %(task)s.", task=title), _undo_url(task_id))
    return _back()


@blueprint.post("/tasks/<int:task_id>/done/end")
@may("tasks.work")
def reopen(task_id: int) -> ResponseReturnValue:
    """It was not done after all."""
    with transaction():
        reopen_task(_task(task_id))
    flash(_("Task reopened."), "success")
    return _back()


def _task(task_id: int) -> Task:
    """The task, locked; 404 for one of a role that is not the viewer's, unless it is theirs, or of somebody for whom
    they stand in, or they are an owner.
    """
    task = db.session.get(Task, task_id, with_for_update={"of": Task}) or abort(404)
    whose = covers(viewer().id)
    roles = {held.role for each in whose for held in db.session.get_one(User, each).roles}
    return task if task.owner_user_id in whose or task.role in roles or "owner" in viewer().roles else abort(404)


def _note() -> str:
    return request.form.get("note", "")[:MAX_NOTE_CHARS].strip()


def _undo_url(task_id: int) -> str:
    return url_for("tasks.reopen", task_id=task_id, back=request.form.get("back"))


def _actor() -> User:
    return db.session.get_one(User, viewer().id)


def _back() -> ResponseReturnValue:
    back = request.form.get("back") or request.args.get("back")
    return redirect(safe_next(back, url_for("tasks.tasks")), 303)
