"""A throw-away PostgreSQL: its own folder, a Unix socket, gone at the end. It also starts when run as root."""

import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.core.database import db

DATABASES = ("sqlite", "postgresql")
SWITCHES = (
    "-c listen_addresses='' -c max_connections=200 "
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"
)


def databases_of(test: pytest.Item) -> tuple[str, ...]:
    """On which of them a test runs."""
    alone = test.get_closest_marker("one_database")
    if alone is None or test.get_closest_marker("both_databases"):
        return DATABASES
    return alone.args or DATABASES[:1]


def on_postgresql() -> bool:
    """Whether this test runs there."""
    return db.engine.dialect.name == "postgresql"


class PostgreSQL:
    """A running server. Databases are copied from one another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)

    def url(self, name: str, *, create: bool = False) -> str:
        if create:
            self._run(f'create database "{name}"')
        return f"postgresql://portal@/{name}?host={self.folder}"

    def copy_of(self, template: str) -> str:
        name = f"t{os.getpid()}_{next(self._numbers)}"
        self._run(f'create database "{name}" template "{template}"')
        return name

    def put_back(self, name: str, template: str) -> None:
        """Make it a copy of the template again."""
        self.drop(name)
        self._run(f'create database "{name}" template "{template}"')

    def drop(self, name: str) -> None:
        self._run(f'drop database "{name}" with (force)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(f"postgresql://portal@/postgres?host={self.folder}", autocommit=True) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def postgresql_server() -> Iterator[PostgreSQL]:
    """Start a server; a machine without PostgreSQL's programs skips what needs it (CI fails on a skip)."""
    programs = _program("initdb"), _program("pg_ctl")
    if not all(programs):
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="fanfare-pg-"))
    options: dict[str, Any] = {
        "cwd": folder,
        "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)},
    }
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    data = str(folder / "data")
    initdb, pg_ctl = map(str, programs)

    def run(*arguments: str) -> None:
        subprocess.run(arguments, check=True, stdin=subprocess.DEVNULL, capture_output=True, **options)

    run(initdb, "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
    switches = f"{SWITCHES} -c unix_socket_directories={folder}"
    run(pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "-o", switches, "start")
    try:
        yield PostgreSQL(folder)
    finally:
        run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str | None:
    found = shutil.which(name) or next(
        iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), reverse=True)), None
    )
    return os.path.realpath(found) if found else None
