"""Tasks that ask for what a case is about: they are settled with it, and not given once it is settled.

Cases stand above tasks; the feature that has them says here whether one still waits.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db
from portal.core.registry import Registry, full_name
from portal.people.models import Member

from .actions import drop_task, finish_task
from .lifecycle import TASK
from .models import Task

Check = Callable[[int, datetime], bool]
_checks: Registry[Check] = Registry("care_check")


def care_check(waits: Check) -> Check:
    """Register a feature with cases: whether what was planned at that moment for this member still waits to be done."""
    return _checks.add(full_name(waits), waits)


def still_waits(member_id: int, planned_at: datetime) -> bool:
    """Whether a task of a case that was planned then is still to be given."""
    return all(waits(member_id, planned_at) for waits in _checks.values())


def settle_care_tasks(member: Member, actor: User, *, done: bool) -> None:
    """The case is settled, and with it what was still to be done about it: done, or dropped."""
    asked = select(Task).where(Task.member_id == member.id, Task.in_care, Task.status == TASK.initial)
    settle = finish_task if done else drop_task
    for task in db.session.scalars(asked.order_by(Task.id).with_for_update(of=Task)).all():
        settle(task, actor)
