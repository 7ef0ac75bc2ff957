"""All that is taken from the product: an application, the demo in it, its commands and its clock."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from config import load_settings
from portal import create_app
from portal.core.clock import at

from .tables import copy, opened, rows_with, table_with

HOST = "https://advocates.northwind.example"
USERS = frozenset({"id", "email", "password_hash"})
MAILS = frozenset(
    {"recipient", "sender_name", "reply_to", "subject", "text", "html", "headers", "category", "created_at"}
)


class Demo:
    """The demo in a folder, as it was loaded at `moment`, and copies of it to read in."""

    def __init__(self, folder: Path, moment: datetime) -> None:
        self.folder, self.moment = folder, moment
        self._database, self._kept = folder / "demo.db", folder / "kept.db"
        self.app = _application(folder)
        self.run("db", "upgrade")
        self.run("demo", "load")
        people = json.loads(self.run("demo", "people", "--json"))["people"]
        self.passwords: dict[str, str] = {each["email"]: each["password"] for each in people}
        self.keep()

    @contextmanager
    def at_its_moment(self) -> Iterator[None]:
        with at(self.moment):
            yield

    def run(self, *words: str) -> str:
        """What a command prints. It must end well."""
        with self.at_its_moment():
            done = self.app.test_cli_runner().invoke(args=words)
        if done.exit_code:
            raise RuntimeError(f"flask {' '.join(words)}: {done.output} {done.exception!r}")
        return str(done.stdout)

    def keep(self) -> None:
        """Take the database as it stands for the demo as it was loaded."""
        self._let_go()
        copy(self._database, self._kept)

    def restore(self) -> None:
        """Forget whatever reading has changed."""
        self._let_go()
        for name in (self._database, *self.folder.glob("demo.db-*")):
            name.unlink()
        copy(self._kept, self._database)

    def give_password(self, email: str) -> str:
        """Let somebody sign in who cannot, with the password of those who can."""
        known, password = next(iter(self.passwords.items()))
        if email not in self.passwords:
            self._let_go()
            with opened(self._database) as rows:
                table = table_with(rows, USERS)
                given = f"SELECT password_hash FROM {table} WHERE email = ?"
                rows.execute(f"UPDATE {table} SET password_hash = ({given}) WHERE email = ?", (known, email))
        return password

    def rows(self, columns: frozenset[str], order: str) -> list[dict[str, Any]]:
        """Every row of the table that has these columns, as it was loaded."""
        return rows_with(self._kept, columns, order)

    def _let_go(self) -> None:
        with self.app.app_context():
            for engine in self.app.extensions["sqlalchemy"].engines.values():
                engine.dispose()


def _application(folder: Path) -> Flask:
    app = create_app(
        load_settings(
            instance_path=folder / "instance",
            database_url=f"sqlite:///{folder}/demo.db",
            secret_key="not-a-secret-only-for-tests-0123",
            base_url=HOST,
            company_name="Northwind",
            mail_url="smtp://127.0.0.1:9",
            mail_in_domain="in.northwind.example",
            log_level="ERROR",
        )
    )
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False  # it counts by the machine's own clock
    return app


def plain_path(address: str) -> str:
    """An address of this site without the site."""
    return re.sub(rf"^{HOST}(?=/|$)", "", address) or "/"
