"""Tasks that ask for what a case is about: they are settled with it, and not given once it is settled.

Cases stand above tasks; the feature that has them says here which one asks, and whether it still waits.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db
from portal.core.registry import Registry, full_name
from portal.people.models import Member

from .actions import drop_task, finish_task
from .lifecycle import TASK
from .models import Task

About = tuple[str, int]
"""A kind and an id."""


class Asked(NamedTuple):
    """Whether a task of a case is still to be given, and which case asks for it, where that is known."""

    waits: bool
    about: About | None = None


Check = Callable[[int, datetime, About | None], Asked]
_checks: Registry[Check] = Registry("care_check")


def care_check(check: Check) -> Check:
    """Register a feature with cases: whether what was planned at that moment for this member still waits to be done,
    and for which case. The third argument is what that was about from which it follows, where anything did.
    """
    return _checks.add(full_name(check), check)


def asked_by(member_id: int, planned_at: datetime, follows_from: About | None = None) -> Asked:
    """Whether a task that was planned then for a case is still to be given, and for which."""
    found = [check(member_id, planned_at, follows_from) for check in _checks.values()]
    return Asked(all(each.waits for each in found), next((each.about for each in found if each.about), None))


def settle_care_tasks(member: Member, about: About, actor: User, *, last: bool, done: bool) -> None:
    """A case is settled, and with it what was still to be done about it: done, or dropped.

    `last` says that no other case of theirs stands: then tasks that don't know their case are settled as well.
    """
    asked = select(Task).where(Task.member_id == member.id, Task.in_care, Task.status == TASK.initial)
    settle = finish_task if done else drop_task
    for task in db.session.scalars(asked.order_by(Task.id).with_for_update(of=Task)).all():
        if (task.about_kind, task.about_id) == about or (last and task.about_kind is None):
            settle(task, actor)
