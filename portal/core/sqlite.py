"""SQLite: how each connection is set, and how those who want to write stand in line.

SQLite has one writer at a time, and waits for its turn inside C. In the web process that would stop everybody, the
writer who is waited for included. So the writers of a process stand in line before they take a connection, and the
first of them asks again and again, resting in between; it waits for other processes alone.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

PATIENCE = 15.0
"""Seconds in which a writer must get its turn."""
REST = 0.004
BUSY_TIMEOUT = f"busy_timeout={PATIENCE * 1000:.0f}"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    BUSY_TIMEOUT,
    "cache_size=-32000",
    "temp_store=MEMORY",
    "secure_delete=FAST",  # what is deleted is overwritten where that costs no page more
)
WRITES = "fanfare_writes"
"""The option of a connection that begins to write: until when it may wait (`time.monotonic`), or True."""

_lines: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()


def prepare_sqlite(engine: Engine) -> None:
    """Set every connection of `engine`, and let its writers stand in line."""
    _lines[engine] = Lock()

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event says BEGIN, not the driver
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        until = connection.get_execution_options().get(WRITES)
        if until:
            _begin_to_write(connection, time.monotonic() + PATIENCE if until is True else until)
        else:
            connection.exec_driver_sql("BEGIN")


@contextmanager
def turn_to_write(engine: Engine) -> Iterator[float]:
    """Stand in line until it is our turn, with no connection in hand; until when to wait for other processes.

    On PostgreSQL there is no line.
    """
    until, line = time.monotonic() + PATIENCE, _lines.get(engine)
    if line is None:
        yield until
        return
    if not line.acquire(timeout=PATIENCE):
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
    try:
        yield until
    finally:
        line.release()


def overwrite_what_goes(connection: Connection) -> None:
    """From now on this connection overwrites whatever it deletes: somebody is erased. PostgreSQL vacuums by itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def forget_log(engine: Engine) -> bool:
    """Empty the log beside the database of what it still holds; False while somebody reads from it."""
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        busy, *_pages = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _begin_to_write(connection: Connection, until: float) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while not _has_begun(driver) and time.monotonic() < until:
            time.sleep(REST)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails, and says so as SQLAlchemy does
    finally:
        driver.execute(f"PRAGMA {BUSY_TIMEOUT}")


def _has_begun(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
    return driver.in_transaction
