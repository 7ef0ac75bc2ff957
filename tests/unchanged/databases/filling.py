"""A few rows for each table that the demo leaves empty, so that none is carried over unseen."""

import warnings
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Float, Integer, Numeric, Table, insert, select
from sqlalchemy.exc import IntegrityError

from .stores import Store

ROWS = 3
MOMENT = datetime(2026, 3, 11, 12, 30, 15, 123456)  # noqa: DTZ001 - as both databases take it
LEAVE_EMPTY = frozenset({"workers_seen", "sign_in_attempts", "password_requests", "index_changes", "digest_plans"})
"""What says who is at work at this moment or locks somebody out, and work that a worker would take for real."""


def fill_the_empty(store: Store, but: frozenset[str] = LEAVE_EMPTY) -> list[str]:
    """Put rows into each empty table; the tables' names. They mean nothing, but point to rows that are there."""
    filled = []
    with store.open(writing=True) as connection:
        for table in _parents_first(store):
            if table.name not in but and connection.execute(select(table).limit(1)).first() is None:
                _fill(connection, table)
                filled.append(table.name)
    return filled


def _fill(connection: Connection, table: Table) -> None:
    """With a value in every column, or, where these do not go together, in those alone that need one."""
    rows = [_row(connection, table, number) for number in range(1, ROWS + 1)]
    needed = [{name: value for name, value in row.items() if not table.c[name].nullable} for row in rows]
    whole = connection.begin_nested()
    try:
        connection.execute(insert(table), rows)
        whole.commit()
    except IntegrityError:
        whole.rollback()
        connection.execute(insert(table), needed)


def _parents_first(store: Store) -> list[Table]:
    with warnings.catch_warnings():  # some that are never empty point to each other
        warnings.simplefilter("ignore")
        return store.tables().sorted_tables


def _row(connection: Connection, table: Table, number: int) -> dict[str, Any]:
    parents = {key.parent.name: key.column for key in table.foreign_keys}
    return {
        column.name: _of_parent(connection, parents[column.name], number)
        if column.name in parents
        else _made_up(column, number)
        for column in table.columns
    }


def _of_parent(connection: Connection, key: Column[Any], number: int) -> Any:
    """The key of one of the parents, each time another; where none is there yet, of one that will be."""
    found = connection.execute(select(key).order_by(key).offset(number - 1).limit(1)).scalar()
    return number if found is None else found


def _made_up(column: Column[Any], number: int) -> Any:
    kind = column.type
    values: list[tuple[type[Any] | tuple[type[Any], ...], Any]] = [
        (Boolean, bool(number % 2)),
        (JSON, {"number": number, "words": ["ä", "→"]}),
        (DateTime, MOMENT.replace(microsecond=number)),
        (Date, date(2026, 3, number)),
        ((Integer, Numeric, Float), number),
    ]
    found = next((value for types, value in values if isinstance(kind, types)), None)
    if found is not None:
        return found
    return f"{number} – {column.name}"[: getattr(kind, "length", None) or 60]
