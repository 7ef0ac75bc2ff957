"""Tasks whose day has come, for whoever they belong to."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from portal.access.models import StaffRole
from portal.core.database import db
from portal.core.urls import path_for
from portal.kits.tasks.labels import task_title
from portal.kits.tasks.lifecycle import TASK
from portal.kits.tasks.models import Task
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
    """A task, for those whose it is, as long as it is open."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Task.id == about_id, _waits_for(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        waiting = select(Task).where(Task.id.in_(ids), _waits_for(viewer)).options(joinedload(Task.member))
        return {task.id: _shown(task) for task in db.session.scalars(waiting)}


def _waits_for(viewer: Viewer) -> ColumnElement[bool]:
    own_roles = select(StaffRole.role).where(StaffRole.user_id == viewer.id)
    free = and_(Task.owner_user_id.is_(None), Task.role.in_(own_roles))
    return and_(Task.status == TASK.initial, or_(Task.owner_user_id == viewer.id, free))


def _shown(task: Task) -> Shown:
    title = _("%(task)s: %(name)s", task=task_title(task.name), name=task.member.name)
    return Shown(title, task.note, path_for("people.person", member_id=task.member_id))


add_notice_source("task", Tasks())
