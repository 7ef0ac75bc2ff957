"""Emptying a database between two tests, and putting rows back, over connections that stay.

To make a database anew, or to copy one, costs many times as much on either engine.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import Engine

from portal.core.database import db

Anew = Callable[[], None]
"""Puts an empty database in the place of one that cannot be emptied."""
PutBack = Callable[[Any], None]
"""Writes over the cursor of an empty database what was in it once."""
_numbers = count(1)
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
        """No row is left, and ids begin at 1 again, whatever a test did to its database."""
        try:
            with self._writing() as cursor:
                self._empty(cursor, self._full(cursor))
        except self._engine.dialect.loaded_dbapi.Error:
            self._engine.dispose()
            self._anew()

    def keep(self) -> PutBack:
        """Remember every row."""
        with self._writing() as cursor:
            return self._keep(cursor, self._full(cursor))

    def put_back(self, kept: PutBack) -> None:
        """Write what was kept into the database, which must be empty."""
        with self._writing() as cursor:
            assert not self._full(cursor), "what is kept comes before everything else"
            kept(cursor)

    def _full(self, cursor: Any) -> Sequence[str]:
        """The tables that have rows."""
        has_rows = cursor.execute(self._which).fetchone()
        return [name for name, has in zip(self._tables, has_rows, strict=True) if has]

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """A transaction that looks at no foreign key, so that the order of tables does not matter."""
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            self._begin(cursor)
            yield cursor
            self._end(cursor)
        except BaseException:
            connection.invalidate()
            raise
        finally:
            connection.close()

    @abstractmethod
    def _begin(self, cursor: Any) -> None: ...

    @abstractmethod
    def _end(self, cursor: Any) -> None: ...

    @abstractmethod
    def _empty(self, cursor: Any, full: Sequence[str]) -> None: ...

    @abstractmethod
    def _keep(self, cursor: Any, full: Sequence[str]) -> PutBack: ...


class RowsOfSQLite(Rows):
    """What is kept is kept in memory. AUTOINCREMENT goes on from what is said in `sqlite_sequence`."""

    def _begin(self, cursor: Any) -> None:
        [self._patience] = cursor.execute("pragma busy_timeout").fetchone()
        [self._keys_held] = cursor.execute("pragma foreign_keys").fetchone()
        cursor.execute(f"pragma busy_timeout = {PATIENCE}")
        cursor.execute("pragma foreign_keys = off")
        cursor.execute("begin immediate")

    def _end(self, cursor: Any) -> None:
        cursor.execute("commit")
        cursor.execute(f"pragma foreign_keys = {self._keys_held}")
        cursor.execute(f"pragma busy_timeout = {self._patience}")

    def _empty(self, cursor: Any, full: Sequence[str]) -> None:
        for name in (*full, "sqlite_sequence"):
            cursor.execute(f'delete from "{name}"')

    def _keep(self, cursor: Any, full: Sequence[str]) -> PutBack:
        names = (*full, "sqlite_sequence") if full else ()
        rows = {name: cursor.execute(f'select * from "{name}"').fetchall() for name in names}

        def put_back(cursor: Any) -> None:
            cursor.execute("delete from sqlite_sequence")
            for name, lines in rows.items():
                marks = ", ".join("?" * len(lines[0]))
                cursor.executemany(f'insert into "{name}" values ({marks})', lines)

        return put_back


class RowsOfPostgreSQL(Rows):
    """What is kept is kept in tables of a schema of its own, out of everybody's sight."""

    def __init__(self, engine: Engine, anew: Anew) -> None:
        super().__init__(engine, anew)
        with engine.connect() as connection:
            names = connection.exec_driver_sql("select sequencename from pg_sequences where schemaname = 'public'")
            self._sequences = list(names.scalars())
        self._from_one = "select " + ", ".join(f"setval('\"{name}\"', 1, false)" for name in self._sequences)

    def _begin(self, cursor: Any) -> None:
        cursor.execute(f"set local lock_timeout = {PATIENCE}; set local session_replication_role = replica")

    def _end(self, cursor: Any) -> None:
        cursor.execute("commit")

    def _empty(self, cursor: Any, full: Sequence[str]) -> None:
        cursor.execute(self._from_one)
        if full:
            cursor.execute("; ".join(f'delete from "{name}"' for name in full))

    def _keep(self, cursor: Any, full: Sequence[str]) -> PutBack:
        schema = f"kept_{next(_numbers)}"
        cursor.execute(f"create schema {schema}")
        for name in full:
            cursor.execute(f'create table {schema}."{name}" as table "{name}"')
        positions = [self._position(cursor, name) for name in self._sequences]
        rows = "; ".join(f'insert into "{name}" table {schema}."{name}"' for name in full)

        def put_back(cursor: Any) -> None:
            cursor.execute(f"select {', '.join(positions)}; {rows}")

        return put_back

    def _position(self, cursor: Any, sequence: str) -> str:
        last, is_called = cursor.execute(f'select last_value, is_called from "{sequence}"').fetchone()
        return f"setval('\"{sequence}\"', {last}, {is_called})"


def rows_of(engine: Engine, anew: Anew) -> Rows:
    """The rows of the database of this engine."""
    return (RowsOfSQLite if engine.dialect.name == "sqlite" else RowsOfPostgreSQL)(engine, anew)
