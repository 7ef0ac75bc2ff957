"""What a database is made of, in words that can be compared: columns, keys, indexes and constraints."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Inspector, inspect, text

from .stores import OWN, Store


def changed_schema(before: Store, after: Store) -> Iterator[str]:
    """What the second one has not that the first one has, and the other way round."""
    old, new = _parts(before), _parts(after)
    yield from (f"gone: {part}" for part in sorted(old - new))
    yield from (f"more: {part}" for part in sorted(new - old))


def _parts(store: Store) -> set[str]:
    with store.open() as connection:
        inspector = inspect(connection)
        parts = {part for name in set(inspector.get_table_names()) - OWN for part in _table(inspector, name)}
        if connection.dialect.name == "sqlite":
            lasting = text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
            parts |= {f"{name}: never gives an id out twice" for (name,) in connection.execute(lasting)}
    return parts


def _table(inspector: Inspector, name: str) -> Iterator[str]:
    for column in inspector.get_columns(name):
        needed = "" if column["nullable"] else " needed"
        default = column.get("default")
        yield f"{name}: column {column['name']} {column['type']}{needed}{f' default {default}' if default else ''}"
    yield f"{name}: key {_listed(inspector.get_pk_constraint(name))}"
    for key in inspector.get_foreign_keys(name):
        target = f"{key['referred_table']}({', '.join(key['referred_columns'])})"
        yield f"{name}: {key['name']} {key['constrained_columns']} to {target} {sorted(key['options'].items())}"
    for unique in inspector.get_unique_constraints(name):
        yield f"{name}: unique {unique['name']} {unique['column_names']}"
    for check in inspector.get_check_constraints(name):
        yield f"{name}: check {check['name']} {check['sqltext']}"
    for index in inspector.get_indexes(name):
        where = [str(value) for option, value in index.get("dialect_options", {}).items() if option.endswith("_where")]
        columns = index.get("expressions", index["column_names"])
        yield f"{name}: index {index['name']} {columns} unique={bool(index['unique'])} {where}"


def _listed(key: Any) -> str:
    return f"{key.get('name') or ''} {key['constrained_columns']}"
