"""Tasks whose day has come, for whoever they belong to."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from portal.access.models import StaffRole, User
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
    """A task, for those whose it is, as long as it is open."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Task.id == about_id, _waits_for(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        waiting = select(Task).where(Task.id.in_(ids), _waits_for(viewer)).options(joinedload(Task.member))
        return {task.id: _shown(task) for task in db.session.scalars(waiting)}


def _waits_for(viewer: Viewer) -> ColumnElement[bool]:
    """For whose it is, or who stands in. A line stands in somebody's inbox because they were told, so the days of an
    absence need not be asked for here: this is a prepared statement, the same for every viewer.
    """
    whom = select(Absence.user_id).where(Absence.deputy_id == viewer.id, Absence.ended_at.is_(None))
    further = select(Absence.user_id).where(Absence.deputy_id.in_(whom), Absence.ended_at.is_(None))
    whose = User.id.in_(whom), User.id.in_(further)
    roles = select(StaffRole.role).join(User, User.id == StaffRole.user_id).where(or_(User.id == viewer.id, *whose))
    theirs = or_(Task.owner_user_id == viewer.id, Task.owner_user_id.in_(whom), Task.owner_user_id.in_(further))
    free = and_(Task.owner_user_id.is_(None), Task.role.in_(roles))
    return and_(Task.status == TASK.initial, or_(theirs, free))


def _shown(task: Task) -> Shown:
    title = _("%(task)s: %(name)s", task=task_title(task.name), name=task.member.name)
    return Shown(title, task.note, path_for("people.person", member_id=task.member_id))


add_notice_source("task", Tasks())
