"""A small database made large: every row of it copied again and again, each copy a world of its own.

Ids move by a fixed step for each copy, and whatever points to them moves along, so each copy counts as its
original does. What must differ gets the number of its copy. Nothing is known of what the rows mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, Text, func, insert, inspect, select, text

from .stores import Store

PAGE = 2_000
Row = dict[str, Any]


@dataclass(frozen=True)
class Growth:
    """How often each table is copied: those named in `more` so often, those in `once` not at all, others `times`."""

    times: int
    more: Mapping[str, int]
    once: frozenset[str]

    def of(self, table: str) -> int:
        return 0 if table in self.once else self.more.get(table, self.times)


def grow(store: Store, growth: Growth) -> None:
    """Copy every row as often as `growth` says."""
    tables = store.tables()
    with store.open(writing=True) as connection:
        steps = {name: _last_id(connection, table) for name, table in tables.tables.items()}
        for table in tables.tables.values():
            copying = Copying(table, growth, steps, _unique_sets(connection, table))
            originals = [dict(row) for row in connection.execute(select(table)).mappings()]
            copies = (copying.copy(row, n) for n in range(1, growth.of(table.name) + 1) for row in originals)
            while page := list(islice(copies, PAGE)):
                connection.execute(insert(table), page)
        set_numbers(connection, tables)


class Copying:
    """Makes copies of one table's rows."""

    def __init__(self, table: Table, growth: Growth, steps: Mapping[str, int], unique: list[list[str]]) -> None:
        self._table, self._growth, self._steps = table, growth, steps
        self._own = "id" if "id" in table.c and isinstance(table.c.id.type, Integer) else ""
        self._parents = {key.parent.name: _whose_id(key.column).table.name for key in table.foreign_keys}
        self._marked = {self._to_mark(names) for names in unique if not self._differs(names)} - {""}

    def copy(self, row: Row, number: int) -> Row:
        """The row as it stands in the copy of this number."""
        return {name: self._value(name, value, number) for name, value in row.items()}

    def _value(self, name: str, value: Any, number: int) -> Any:
        if value is None:
            return None
        if name == self._own:
            return value + number * self._steps[self._table.name]
        if parent := self._parents.get(name):
            copies = self._growth.of(parent)
            return value + (number % (copies + 1)) * self._steps[parent]
        return _marked(self._table.c[name], value, number) if name in self._marked else value

    def _differs(self, names: list[str]) -> bool:
        """Whether what must be unique differs in each copy by its ids."""
        copies = self._growth.of(self._table.name)
        parents = (self._parents[name] for name in names if name in self._parents)
        return self._own in names or any(self._growth.of(parent) >= copies for parent in parents)

    def _to_mark(self, names: list[str]) -> str:
        texts = [name for name in names if isinstance(self._table.c[name].type, String | Text)]
        numbers = [name for name in names if isinstance(self._table.c[name].type, Integer)]
        return next(iter([*texts[-1:], *numbers[-1:]]), "")


def _whose_id(column: Column[Any]) -> Column[Any]:
    """The column that gives the id out: a key may point to a key that points further."""
    while column.foreign_keys:
        column = next(iter(column.foreign_keys)).column
    return column


def _marked(column: Column[Any], value: Any, number: int) -> Any:
    """Another value for each copy, as long as the column takes."""
    if not isinstance(value, str):
        return value + number * 1_000_000
    if "@" in value:
        return f"{number}.{value}"
    mark = f"~{number}"
    return value[: (getattr(column.type, "length", None) or len(value) + len(mark)) - len(mark)] + mark


def _unique_sets(connection: Connection, table: Table) -> list[list[str]]:
    inspector = inspect(connection)
    sets = [[column.name for column in table.primary_key.columns]]
    sets += [each["column_names"] for each in inspector.get_unique_constraints(table.name)]
    indexes = [index["column_names"] for index in inspector.get_indexes(table.name) if index["unique"]]
    return sets + [[name for name in names if name] for names in indexes]


def _last_id(connection: Connection, table: Table) -> int:
    if "id" not in table.c:
        return 0
    return int(connection.execute(select(func.max(table.c.id))).scalar() or 0)


def set_numbers(connection: Connection, tables: MetaData, unused: int = 7) -> None:
    """As if the last few rows of each table were gone: nobody may get their ids again."""
    for name, table in tables.tables.items():
        last = _last_id(connection, table) + unused
        if connection.dialect.name == "sqlite":
            moved = text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name")
            connection.execute(moved, {"last": last, "name": name})
        elif "id" in table.c:
            moved = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
            connection.execute(moved, {"last": last, "name": name})
