"""Questions about tasks: whose they are, and what was settled."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from portal.access.models import StaffRole
from portal.core.database import db
from portal.people.absences import covers
from portal.people.models import Member

from .lifecycle import TASK
from .models import Task


def open_tasks(user_id: int, roles: Collection[str]) -> Select[Any]:
    """Open tasks of this user, and those of their roles that nobody has taken; and the same of all for whom they
    stand in.
    """
    return all_open_tasks().where(waits_for(user_id, roles))


def waits_for(user_id: int, roles: Collection[str]) -> ColumnElement[bool]:
    """Whether an open task is for this user to do."""
    whose = covers(user_id)
    theirs = Task.owner_user_id.in_(whose)
    covered = select(StaffRole.role).where(StaffRole.user_id.in_(whose - {user_id}))
    free = or_(Task.role.in_(roles), Task.role.in_(covered)) if len(whose) > 1 else Task.role.in_(roles)
    return or_(theirs, and_(free, Task.owner_user_id.is_(None)))


def all_open_tasks() -> Select[Any]:
    """Everybody's open tasks."""
    return _tasks().where(Task.status == TASK.initial)


def settled_tasks() -> Select[Any]:
    """What was done or dropped."""
    return _tasks().where(Task.status != TASK.initial)


def member_tasks(member_id: int) -> list[Task]:
    """A member's open tasks."""
    tasks = all_open_tasks().where(Task.member_id == member_id)
    return list(db.session.scalars(tasks.order_by(Task.due_on, Task.id).limit(20)))


def _tasks() -> Select[Any]:
    return select(Task).options(joinedload(Task.member).joinedload(Member.company), joinedload(Task.owner))
