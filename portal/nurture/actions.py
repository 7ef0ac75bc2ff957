"""What people do with tasks."""

from flask_babel import gettext as _

from portal.core.clock import now
from portal.core.errors import Refused
from portal.ledger.ledger import record
from portal.people.models import User

from .lifecycle import TASK
from .models import Task
from .verbs import TASK_DONE, TASK_DROPPED


def take_task(task: Task, actor: User) -> None:
    """Somebody of the role makes it theirs."""
    if task.status != TASK.initial:
        raise Refused(_("This task is settled already."))
    task.owner_user_id = actor.id


def finish_task(task: Task, actor: User, note: str = "") -> None:
    """It was done."""
    _settle(task, "finish", actor, note)
    record(TASK_DONE, member=task.member, actor=actor, about=task, facts={"task": task.name})


def drop_task(task: Task, actor: User, note: str = "") -> None:
    """It will not be done; that is a decision, and it is remembered."""
    _settle(task, "drop", actor, note)
    record(TASK_DROPPED, member=task.member, actor=actor, about=task, facts={"task": task.name})


def reopen_task(task: Task) -> None:
    """Undo."""
    task.status = TASK.after(task.status, "undo")
    task.settled_at = task.settled_by_id = None


def _settle(task: Task, trigger: str, actor: User, note: str) -> None:
    task.status = TASK.after(task.status, trigger)
    task.owner_user_id = task.owner_user_id or actor.id
    task.settled_by_id, task.settled_at = actor.id, now()
    task.note = note or task.note
