"""Two databases row by row: what one holds, the other holds under its own names."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select, text

from .renames import REMOVED, new_column, new_table, new_value
from .stores import Store

MOST = 5
"""Differing rows that are told of one table."""


def lost(before: Store, after: Store, *, same: bool) -> Iterator[str]:
    """What the second one does not hold as the first does. `same`: nothing is called otherwise (on the way down)."""
    old, new = before.tables(), after.tables()
    with before.open() as source, after.open() as target:
        for table in old.tables.values():
            if same or table.name not in REMOVED:
                yield from _table(table, new, source, target, same=same)
        yield from _numbers(old, source, target, same=same)


def _table(table: Table, new: MetaData, source: Connection, target: Connection, *, same: bool) -> Iterator[str]:
    other = new.tables.get(table.name if same else new_table(table.name))
    if other is None:
        yield f"{table.name}: no table holds its rows (see renames.py)"
        return
    names = [column.name for column in table.columns if same or f"{table.name}.{column.name}" not in REMOVED]
    their = {name: name if same else new_column(table.name, name) for name in names}
    if missing := [name for name in names if their[name] not in other.columns]:
        yield f"{table.name}: no column holds {', '.join(missing)} (see renames.py)"
        return
    key = [column.name for column in table.primary_key.columns]
    rows = _rows(source, table, names, key)
    theirs = _rows(target, other, [their[name] for name in names], [their[name] for name in key])
    differing = 0
    for row, found in zip_longest(rows, theirs):
        wanted = row if same or row is None else _carried(table.name, names, row)
        if wanted != found:
            differing += 1
            if differing <= MOST:
                yield f"{table.name}: {_told(names, wanted, found)}"
    if differing > MOST:
        yield f"{table.name}: … {differing} rows differ"


def _rows(connection: Connection, table: Table, names: list[str], key: list[str]) -> Iterator[tuple[Any, ...]]:
    wanted = select(*(table.c[name] for name in names)).order_by(*(table.c[name] for name in key))
    for row in connection.execution_options(yield_per=2_000).execute(wanted):
        yield tuple(row)


def _carried(table: str, names: list[str], row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(new_value(table, name, value) for name, value in zip(names, row, strict=True))


def _told(names: list[str], wanted: tuple[Any, ...] | None, found: tuple[Any, ...] | None) -> str:
    if wanted is None or found is None:
        return f"{'one row more' if wanted is None else 'gone'}: {str(found or wanted)[:200]}"
    pairs = zip(names, wanted, found, strict=True)
    return "; ".join(f"{name} was {old!r:.80}, is {new!r:.80}" for name, old, new in pairs if old != new)


def _numbers(old: MetaData, source: Connection, target: Connection, *, same: bool) -> Iterator[str]:
    """Ids are never given out twice: the next one of each table stays what it was."""
    for table in old.tables.values():
        if table.name in REMOVED:
            continue
        theirs = table.name if same else new_table(table.name)
        was, is_now = _last_number(source, table.name), _last_number(target, theirs)
        if was != is_now and (same or was is not None):  # what did not count before may do so from now on
            yield f"{table.name}: the last id given out was {was}, is {is_now}"


def _last_number(connection: Connection, table: str) -> int | None:
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table})
        number: int | None = found.scalar()
        return number
    named = text("SELECT pg_get_serial_sequence(:name, a.attname) FROM pg_attribute a WHERE a.attname = 'id'"
                 " AND a.attrelid = to_regclass(:name)")  # fmt: skip
    sequence = connection.execute(named, {"name": table}).scalar()
    if sequence is None:
        return None
    last: int | None = connection.execute(text(f"SELECT last_value FROM {sequence} WHERE is_called")).scalar()
    return last
