"""Every column by which something opens, found in the product's own tables, and what stands in them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Engine, Table, event, select

from portal.access.models import StaffRole, User
from portal.core.database import db
from portal.core.models import Base
from portal.people.models import Audience, AudienceTerm, Company, JobChange
from portal.people.traits import TRAITS

Standing = dict[tuple[str, Any], tuple[Any, ...]]
"""By (table, key), what stands in its columns that open something."""


def opening_columns() -> dict[Table, list[Column[Any]]]:
    """By table: what lists ask of people, whom each space is for and what it lets them do, roles, and the proofs."""
    found: dict[Table, list[Column[Any]]] = {}
    for column in _every():
        known = found.setdefault(column.table, [])
        if column not in known:
            known.append(column)
    return found


def names() -> set[str]:
    return {f"{table.name}.{column.name}" for table, columns in opening_columns().items() for column in columns}


def standing() -> Standing:
    """What stands there now."""
    db.session.rollback()
    rows: Standing = {}
    for table, columns in opening_columns().items():
        key = list(table.primary_key.columns)
        for row in db.session.execute(select(*key, *columns)):
            rows[table.name, tuple(row[: len(key)])] = tuple(row[len(key) :])
    return rows


@contextmanager
def touched() -> Iterator[set[str]]:
    """The tables with such columns that any statement writes to until the end of the block."""
    written: set[str] = set()
    tables = "|".join(table.name for table in opening_columns())
    writing = re.compile(rf'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?({tables})\b')

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        written.update(writing.findall(statement))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _every() -> Iterator[Column[Any]]:
    yield from (trait.column.property.columns[0] for trait in TRAITS.values() if not trait.earned)
    yield from AudienceTerm.__table__.columns
    yield from (User.__table__.c.member_id, *StaffRole.__table__.columns)
    yield from (Company.__table__.c.domain, Company.__table__.c.domain_confirmed, JobChange.__table__.c.status)
    for table in Base.metadata.sorted_tables:
        if any(key.column.table is Audience.__table__ for key in table.foreign_keys):
            yield from _of_a_place(table)


def _of_a_place(table: Table) -> Iterator[Column[Any]]:
    """Whom it is for, what agreement stands before it, and whether members may do each thing there."""
    for column in table.columns:
        targets = {key.column.table.name for key in column.foreign_keys}
        if targets & {"audiences", "agreements"} or column.name.startswith("members_"):
            yield column
