"""How migrations run: each in one transaction, the same on SQLite and PostgreSQL.

SQLite changes a table by copying it. With foreign keys on, dropping the old copy would delete every child
row, so they are off meanwhile (it must be said before BEGIN) and checked before each commit.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from portal.core.database import db
from portal.core.models import UTCDateTime

metadata = db.metadatas[None]


def run() -> None:
    with db.engine.connect().execution_options(fanfare_writes=True) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _foreign_keys(connection, "OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=metadata,
                render_as_batch=True,
                render_item=_render,
                compare_type=True,
                transaction_per_migration=True,
                on_version_apply=_check_foreign_keys if is_sqlite else None,
            )
            with context.begin_transaction():
                context.run_migrations()
        finally:
            connection.rollback()
            if is_sqlite:
                _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, state: str) -> None:
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA foreign_keys={state}")


def _check_foreign_keys(ctx: Any, **_step: Any) -> None:
    broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
    if broken:
        raise RuntimeError(f"this migration would leave rows without a parent: {broken}")


def _render(kind: str, item: Any, _autogen: Any) -> str | bool:
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


run()
