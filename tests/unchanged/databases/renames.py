"""What this tree's migrations call otherwise: the one place that says so."""

from collections.abc import Callable, Mapping
from typing import Any

TABLES: Mapping[str, str] = {}
"""Old name → new name."""
COLUMNS: Mapping[str, str] = {}
"""Old table.old column → new column."""
VALUES: Mapping[str, Callable[[Any], Any]] = {}
"""Old table.old column → what becomes of its value on the way up. On the way down it becomes what it was."""
REMOVED: frozenset[str] = frozenset()
"""Old tables, and old table.old column, that this tree does without; on the way down they stand there empty again."""


def new_table(table: str) -> str:
    return TABLES.get(table, table)


def new_column(table: str, column: str) -> str:
    return COLUMNS.get(f"{table}.{column}", column)


def new_value(table: str, column: str, value: Any) -> Any:
    return VALUES[f"{table}.{column}"](value) if f"{table}.{column}" in VALUES else value
