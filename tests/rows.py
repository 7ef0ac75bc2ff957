"""Emptying a database between two tests, over connections that stay: making it anew costs many times as much."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine

from portal.core.database import db

Anew = Callable[[], None]
"""Puts an empty database in the place of one that cannot be emptied."""
PATIENCE = 1_000
"""Milliseconds for which a lock is waited for that somebody left behind."""


class Rows(ABC):
    """All rows of a database, past SQLAlchemy: its events and its caches are the matter of the tests."""

    def __init__(self, engine: Engine, anew: Anew) -> None:
        self._engine = engine
        self._anew = anew
        self._tables = [table.name for table in db.metadata.sorted_tables]
        self._which = "select " + ", ".join(f'exists (select 1 from "{name}")' for name in self._tables)

    def empty(self) -> None:
        """No row is left, and ids begin at 1 again, whatever the test did to its database."""
        connection = self._engine.raw_connection()
        try:
            self._empty(connection.cursor())
            connection.commit()
        except self._engine.dialect.loaded_dbapi.Error:
            connection.invalidate()
            self._engine.dispose()
            self._anew()
        finally:
            connection.close()

    def _full(self, cursor: Any) -> Sequence[str]:
        """The tables that have rows."""
        has_rows = cursor.execute(self._which).fetchone()
        return [name for name, has in zip(self._tables, has_rows, strict=True) if has]

    @abstractmethod
    def _empty(self, cursor: Any) -> None: ...


class RowsOfSQLite(Rows):
    """Without foreign keys the order of tables does not matter. They are on again at the end."""

    def _empty(self, cursor: Any) -> None:
        [patience] = cursor.execute("pragma busy_timeout").fetchone()
        cursor.execute(f"pragma busy_timeout = {PATIENCE}")
        cursor.execute("pragma foreign_keys = off")
        cursor.execute("begin immediate")
        for name in [*self._full(cursor), "sqlite_sequence"]:
            cursor.execute(f'delete from "{name}"')
        cursor.execute("commit")
        cursor.execute("pragma foreign_keys = on")
        cursor.execute(f"pragma busy_timeout = {patience}")


class RowsOfPostgreSQL(Rows):
    """As a replica it looks at no foreign key. It waits for nobody who holds a lock for long."""

    def __init__(self, engine: Engine, anew: Anew) -> None:
        super().__init__(engine, anew)
        with engine.connect() as connection:
            names = connection.exec_driver_sql("select sequencename from pg_sequences where schemaname = 'public'")
            self._from_one = "select " + ", ".join(f"setval('\"{name}\"', 1, false)" for name in names.scalars())

    def _empty(self, cursor: Any) -> None:
        full = self._full(cursor)
        cursor.execute(self._from_one)
        if full:
            deletes = "; ".join(f'delete from "{name}"' for name in full)
            cursor.execute(
                f"set local lock_timeout = {PATIENCE}; set local session_replication_role = replica; {deletes}"
            )


def rows_of(engine: Engine, anew: Anew) -> Rows:
    """The rows of the database of this engine."""
    return (RowsOfSQLite if engine.dialect.name == "sqlite" else RowsOfPostgreSQL)(engine, anew)
