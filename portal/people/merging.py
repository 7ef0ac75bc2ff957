"""Making two rows one: everything that points to a double is turned to the row that stays.

Tables are found from the schema, so a room that points to members or companies is served without doing anything.
One whose rows must not simply be moved (two places on one map) settles them first, in a `@merge_hook`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, Table, UniqueConstraint, func, select, update
from sqlalchemy.exc import IntegrityError

from portal.core.database import db
from portal.core.models import Base
from portal.core.registry import Registry, full_name

from .models import Company, Member

Settle = Callable[[Any, Any], None]
"""(the double, the one who stays); runs inside the transaction, before anything is moved."""

KINDS: dict[str, type[Base]] = {"member": Member, "company": Company}
_hooks: Registry[tuple[str, Settle]] = Registry("merge_hook")


def merge_hook(kind: str) -> Callable[[Settle], Settle]:
    """Register what settles a room's own rows when two of `kind` ("member", "company") become one."""
    if kind not in KINDS:
        raise ValueError(f"{kind} is not merged")

    def register(settle: Settle) -> Settle:
        _hooks.add(f"{kind} {full_name(settle)}", (kind, settle))
        return settle

    return register


def turn_to(kind: str, double: Member | Company, stays: Member | Company) -> None:
    """Run the hooks, then move every row that points to `double`. Where a unique rule says no, the row of the
    one who stays counts, and the other remains with the double as it was."""
    db.session.flush()
    for settled, settle in list(_hooks.values()):
        if settled == kind:
            settle(double, stays)
    db.session.flush()
    for table, column in pointing_to(kind):
        if _is_unique(table, column):
            _turn_one_by_one(table, column, double.id, stays.id)
        else:
            db.session.execute(update(table).where(column == double.id).values({column: stays.id}))
    db.session.expire_all()


def pointing_to(kind: str) -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that is a foreign key to the rows of `kind`, in any room."""
    target = KINDS[kind].__table__.c.id
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is target for key in column.foreign_keys):
                yield table, column


def counts_of(kind: str, row_id: int) -> dict[str, int]:
    """How many rows point to this one, by the name of their table; those without any are left out."""
    numbers: dict[str, int] = defaultdict(int)
    for table, column in pointing_to(kind):
        number = db.session.scalar(select(func.count()).select_from(table).where(column == row_id))
        numbers[table.name] += number or 0
    return {name: number for name, number in numbers.items() if number}


def _is_unique(table: Table, column: Column[Any]) -> bool:
    constraints = (UniqueConstraint, PrimaryKeyConstraint)
    rules = [rule for rule in table.constraints if isinstance(rule, constraints)]
    indexes = [index for index in table.indexes if index.unique]
    return any(column.name in rule.columns for rule in (*rules, *indexes))


def _turn_one_by_one(table: Table, column: Column[Any], double: int, stays: int) -> None:
    key = list(table.primary_key.columns)
    for row in db.session.execute(select(*key).where(column == double)).all():
        this = [part == value for part, value in zip(key, row, strict=True)]
        try:
            with db.session.begin_nested():
                db.session.execute(update(table).where(*this).values({column: stays}))
        except IntegrityError:
            continue
