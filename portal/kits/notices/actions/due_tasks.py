"""Telling colleagues that the day of a task has come: its owner, else everybody of its role."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.kits.tasks.lifecycle import TASK
from portal.kits.tasks.models import Task

from ..addressing import everybody_in, on_duty
from ..due_days import day_has_come, latest_day, note_due
from ..notices.tasks import DUE
from .notifying import notify


def note_due_tasks() -> int:
    """Look at a page of open tasks of which nobody was told yet; how many there were."""
    waiting = Task.status == TASK.initial, Task.due_noted_at.is_(None), Task.due_on <= latest_day()
    due = select(Task).where(*waiting).order_by(Task.due_on, Task.id).options(joinedload(Task.owner))
    return note_due(due, _note)


def _note(task: Task) -> None:
    if not day_has_come(task.due_on, task.owner):
        return
    whom = on_duty([task.owner_user_id], needs="tasks.work") if task.owner_user_id else everybody_in(task.role)
    notify(DUE.name, whom, about=("task", task.id))
    task.due_noted_at = now()
