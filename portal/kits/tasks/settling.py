"""Which tasks are settled by something that happens: features name theirs by the verb that settles them."""

from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db
from portal.core.registry import Registry
from portal.ledger.ledger import record
from portal.ledger.verbs import Verb
from portal.people.models import Member

from .lifecycle import TASK
from .models import Task
from .verbs import TASK_DONE

_settled: Registry[frozenset[str]] = Registry("add_settled_tasks")


def add_settled_tasks(feature: str, verb: Verb, *names: str) -> None:
    """Say which tasks that `feature` gives are settled for a member when `verb` happens."""
    _settled.add(f"{feature} {verb}", frozenset(names))


def settle_tasks(member: Member, verb: Verb, note: str) -> list[Task]:
    """End the member's open tasks that this settles, in nobody's name: what was waited for has come."""
    names = {name for key, names in _settled.items() if key.endswith(f" {verb}") for name in names}
    waiting = select(Task).where(Task.member_id == member.id, Task.status == TASK.initial, Task.name.in_(names))
    tasks = list(db.session.scalars(waiting.order_by(Task.id).with_for_update(of=Task)))
    for task in tasks:
        task.status = TASK.after(task.status, "finish")
        task.settled_at, task.note = now(), note
        record(TASK_DONE, member=member, about=task, facts={"task": task.name})
    return tasks
