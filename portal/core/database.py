"""The database: one handle, one way to write.

Reading needs nothing special. Writing is always `with transaction():`, and nothing else commits.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    Executable,
    Table,
    cast,
    column,
    func,
    inspect,
    make_url,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from .models import Base
from .sqlite import WRITES, prepare_sqlite, turn_to_write

HIDDEN: dict[str, Any] = {"hide_parameters": True}
"""No bound value stands in an error or a log: they are people's words and addresses."""
POSTGRESQL = {
    **HIDDEN,
    "pool_pre_ping": True,
    "pool_size": 10,
    "max_overflow": 20,
    "pool_timeout": 5,
    "connect_args": {"connect_timeout": 5},
}
"""Many requests are on their way at once, and each holds a connection from its first question to its answer."""

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def init_database(app: Flask, url: str) -> None:
    """Bind the application to the database at `url` (sqlite:/// or postgresql+psycopg://)."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = POSTGRESQL if url.startswith("postgresql") else HIDDEN
    if url.startswith("sqlite:///") and (path := make_url(url).database) not in (None, "", ":memory:"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of writing: begins as a writer, commits once at the end, rolls back on any error.

    Whatever was read before (the sign-in) is ended first, so that everything inside is read afresh and a
    read can never fail to become a write. It does not nest. Nothing slow belongs inside.
    """
    session = db.session()
    if session.info.get("writes"):
        raise RuntimeError("transaction() does not nest: pass the work to the outer one")
    session.rollback()
    with turn_to_write(db.engine) as until:
        session.info["writes"] = True
        try:
            session.info["connection"] = session.connection(execution_options={WRITES: until})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("writes", None)
            session.info.pop("connection", None)


Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]


def fetch_rows(statement: Executable, values: Values) -> Sequence[Any]:
    """What a statement of columns answers, in the session's own transaction but past its ORM.

    For the pages that are opened most: where no entity comes back, the ORM's part of a question is a third of it.
    What waits to be written is written first, as `session.execute` would.
    """
    return _connection().execute(statement, values).all()


def execute_many(statement: Executable, values: Values) -> None:
    """The same for a statement that writes and answers nothing; with a list of values it writes many rows."""
    _connection().execute(statement, values)


def _connection() -> Connection:
    """The session's, with everything written that waited for it. A transaction has asked for its own once."""
    session = db.session()
    session.flush()
    own: Connection | None = session.info.get("connection")
    return own if own is not None and own.in_transaction() else session.connection()


def insert_or_ignore(table: type[Base] | Table, rows: list[dict[str, Any]]) -> int:
    """Insert rows, leaving out those that a unique constraint already knows; the number that were new."""
    if not rows:
        return 0
    key = inspect(table).primary_key[0] if not isinstance(table, Table) else table.primary_key.columns.values()[0]
    statement = upserting(table).on_conflict_do_nothing().returning(key)
    return len(db.session.execute(statement, rows).all())


def upserting(table: type[Base] | Table) -> Any:
    """The dialect's INSERT that knows ON CONFLICT; the same words on both databases."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def values_table(name: str, columns: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Any:
    """`rows` as a table that one statement can join with, sent as a single JSON parameter on either database.

    Use its `.c` like a table's. Values are integers, texts, booleans, floats, JSON-able lists or aware moments.
    """
    is_postgresql = db.engine.dialect.name == "postgresql"
    wire = [{key: _wire(value, is_postgresql) for key, value in row.items()} for row in rows]
    if is_postgresql:
        recordset = func.jsonb_to_recordset(cast(wire, postgresql.JSONB))
        return recordset.table_valued(*(column(key, kind) for key, kind in columns.items())).render_derived(
            name, with_types=True
        )
    each = func.json_each(json.dumps(wire)).table_valued("value", name=f"{name}_each")
    picked = (
        type_coerce(func.json_extract(each.c.value, f"$.{key}"), kind).label(key) for key, kind in columns.items()
    )
    return select(*picked).subquery(name)


def _wire(value: Any, is_postgresql: bool) -> Any:
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return moment.isoformat() if is_postgresql else moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value
