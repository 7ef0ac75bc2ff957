"""Giving somebody a task, and what people do with theirs."""

from datetime import date

from flask_babel import gettext as _

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import insert_or_ignore
from portal.core.errors import Refused
from portal.kits.tasks.verbs import TASK_DONE, TASK_DROPPED
from portal.ledger.ledger import record
from portal.people.absences import first_on_duty, roster
from portal.people.models import Member
from portal.people.queries.staff import colleague_on_duty

from .lifecycle import TASK
from .models import Task


def give_task(
    member: Member,
    name: str,
    *,
    role: str,
    due_on: date,
    key: str,
    why: str = "",
    owner: User | None = None,
    in_care: bool = False,
    about: tuple[str, int] | None = None,
) -> bool:
    """Something is to be done for `member` by somebody of `role`: by `owner` while they can sign in, else by the
    member's own person where that one has the role; by whoever stands in where they are away.

    The same `key` (at most 120 characters) gives it once; whether this call did. `name` is one of `add_task_labels`.
    `in_care` says that a case asks for it, and `about` which one.
    """
    if owner is not None:
        owner = first_on_duty([owner], roster(), needs="tasks.work")
    owner = owner or colleague_on_duty(member, role)
    row = {
        "key": key,
        "member_id": member.id,
        "company_id": member.company_id,
        "role": role,
        "owner_user_id": owner.id if owner else None,
        "name": name,
        "why": why,
        "status": TASK.initial,
        "due_on": due_on,
        "in_care": in_care,
        "about_kind": about[0] if about else None,
        "about_id": about[1] if about else None,
        "note": "",
        "created_at": now(),
    }
    return bool(insert_or_ignore(Task, [row]))


def take_task(task: Task, actor: User) -> None:
    """Somebody of the role makes it theirs."""
    if task.status != TASK.initial:
        raise Refused(_("This task has been settled already."))
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
