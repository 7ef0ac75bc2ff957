"""Questions about tasks: whose they are, and what was settled."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.people.models import Member

from .lifecycle import TASK
from .models import Task


def open_tasks(user_id: int, roles: Collection[str]) -> Select[Any]:
    """Open tasks of this user, and those of their roles that nobody has taken."""
    theirs = Task.owner_user_id == user_id
    free = and_(Task.role.in_(roles), Task.owner_user_id.is_(None))
    return all_open_tasks().where(or_(theirs, free))


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
