"""The databases themselves, SQLite and PostgreSQL alike: opened, copied, and read table by table."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, MetaData, create_engine, make_url, text

from tests.databases import PostgreSQL

OWN = {"alembic_version", "sqlite_sequence"}
"""Tables of the tools, which hold nothing of ours."""


@dataclass(frozen=True)
class Store:
    """One database by its address, as the product is told it."""

    url: str
    server: PostgreSQL | None = None

    @contextmanager
    def open(self, *, writing: bool = False) -> Iterator[Connection]:
        """A connection for reading; for writing, one on which nothing checks that parents come before children."""
        engine = create_engine(self.url.replace("postgresql://", "postgresql+psycopg://"))
        try:
            with engine.connect() as connection:
                if writing and self.server:
                    connection.execute(text("SET session_replication_role = replica"))
                yield connection
                if writing:
                    connection.commit()
        finally:
            engine.dispose()

    def copy(self, name: str) -> "Store":
        """The same rows under another name."""
        if self.server:
            self.server._run(f'create database "{name}" template "{make_url(self.url).database}"')
            return Store(self.server.url(name), self.server)
        path = Path(make_url(self.url).database or "")
        with sqlite3.connect(path) as source, sqlite3.connect(path.with_name(f"{name}.db")) as target:
            source.backup(target)
        source.close()
        target.close()
        return Store(f"sqlite:///{path.with_name(f'{name}.db')}")

    def drop(self) -> None:
        if self.server:
            self.server.drop(make_url(self.url).database or "")
        else:
            Path(make_url(self.url).database or "").unlink()

    def tables(self) -> MetaData:
        """Its tables as they stand."""
        found = MetaData()
        with self.open() as connection:
            found.reflect(connection)
        for name in OWN & set(found.tables):
            found.remove(found.tables[name])
        return found


def fresh(folder: Path, name: str, server: PostgreSQL | None) -> Store:
    """A database with nothing in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if server:
        return Store(server.url(name, create=True), server)
    return Store(f"sqlite:///{folder / name}.db")


def copy_files(of: Path, to: Path) -> None:
    """What an instance keeps beside its database."""
    shutil.copytree(of, to, dirs_exist_ok=True)
