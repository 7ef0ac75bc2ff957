"""SQLite's tables, known by their columns: what they are called may change."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def copy(of: Path, to: Path) -> None:
    """The same rows in another file, whatever SQLite keeps beside the first."""
    with opened(of) as source, opened(to) as target:
        source.backup(target)


def table_with(rows: sqlite3.Connection, columns: frozenset[str]) -> str:
    """The one table that has these columns."""
    named = [str(name) for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = [name for name in named if columns <= {row[1] for row in rows.execute(f"PRAGMA table_info({name})")}]
    if len(found) != 1:
        raise LookupError(f"{sorted(columns)} are columns of {found or 'no table'}")
    return found[0]


def rows_with(path: Path, columns: frozenset[str], order: str) -> list[dict[str, Any]]:
    """Every row of the table that has these columns."""
    with opened(path) as rows:
        wanted = f"SELECT {', '.join(sorted(columns))} FROM {table_with(rows, columns)} ORDER BY {order}"
        return [dict(row) for row in rows.execute(wanted)]
