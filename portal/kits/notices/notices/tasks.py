"""Tasks whose day has come, for whoever they belong to."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.core.urls import path_for
from portal.kits.tasks.labels import task_title
from portal.kits.tasks.lifecycle import TASK
from portal.kits.tasks.models import Task
from portal.people.models import Absence
from portal.people.viewer import Viewer

from ..kinds import NoticeKind, add_notice_kind
from ..sources import Shown, add_notice_source

DUE = add_notice_kind(
    NoticeKind(
        "tasks.due",
        _l("Tasks due today"),
        _l("The day of a task has come that is yours, or that nobody in your role has taken."),
        "checklist",
        _l("This is due today"),
        concerns=lambda viewer: viewer.may("tasks.work"),
    )
)


class Tasks:
    """A task, for those who were told of it, as long as it is open and nobody else has taken it."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Task.id == about_id, _waits_for(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        waiting = select(Task).where(Task.id.in_(ids), _waits_for(viewer)).options(joinedload(Task.member))
        return {task.id: _shown(task) for task in db.session.scalars(waiting)}


def _waits_for(viewer: Viewer) -> ColumnElement[bool]:
    """Who was told is decided once, when the day comes (actions/due_tasks.py): where the owner is away, that is whoever
    stands in. It stays with them if the owner is back sooner.
    """
    theirs = Task.owner_user_id == viewer.id
    if viewer.may("tasks.work"):
        away = exists().where(Absence.user_id == Task.owner_user_id, Absence.ends_on >= Task.due_on)
        theirs = or_(theirs, Task.owner_user_id.is_(None), away)
    return and_(Task.status == TASK.initial, theirs)


def _shown(task: Task) -> Shown:
    title = _("%(task)s: %(name)s", task=task_title(task.name), name=task.member.name)
    return Shown(title, task.note, path_for("people.person", member_id=task.member_id))


add_notice_source("task", Tasks())
