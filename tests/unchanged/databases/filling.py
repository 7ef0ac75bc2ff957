"""A few rows for each table that the demo leaves empty, so that none is carried over unseen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Float, Integer, Numeric, Table, insert, select

from .stores import Store

ROWS = 3
MOMENT = datetime(2026, 3, 11, 12, 30, 15, 123456)  # noqa: DTZ001 - as both databases take it
LEAVE_EMPTY = frozenset({"workers_seen", "sign_in_attempts"})
"""What says who is at work at this moment, or locks somebody out."""


def fill_the_empty(store: Store) -> list[str]:
    """Put rows into each empty table; the tables' names. They mean nothing, but point to rows that are there."""
    filled = []
    with store.open(writing=True) as connection:
        for table in store.tables().sorted_tables:
            if table.name not in LEAVE_EMPTY and connection.execute(select(table).limit(1)).first() is None:
                connection.execute(insert(table), [_row(connection, table, number) for number in range(1, ROWS + 1)])
                filled.append(table.name)
    return filled


def _row(connection: Connection, table: Table, number: int) -> dict[str, Any]:
    parents = {key.parent.name: key.column for key in table.foreign_keys}
    return {
        column.name: _of_parent(connection, parents[column.name], number)
        if column.name in parents
        else _made_up(column, number)
        for column in table.columns
    }


def _of_parent(connection: Connection, key: Column[Any], number: int) -> Any:
    """The key of one of the parents, each time another."""
    return connection.execute(select(key).order_by(key).offset(number - 1).limit(1)).scalar()


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
