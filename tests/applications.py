"""Applications for tests: one for each database in a process, which every test gets as new, or one of a test's own."""

import shutil
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from config import Settings, load_settings
from portal import create_app
from portal.core.cookies import cookie_names
from portal.core.database import db
from portal.core.logs import configure_logs
from portal.extensions import limiter
from tests.browsers import Browser
from tests.compiled import TemplatesOnce
from tests.kept import Keeper
from tests.rows import Anew, rows_of

KEPT = ("fanfare_mail",)
"""What an application makes of its templates alone: worth keeping from one test to the next."""


def settings_for(database_url: str, folder: Path) -> Settings:
    """What the tests' portals have in common; `folder` keeps their files."""
    return load_settings(
        instance_path=folder / "instance",
        database_url=database_url,
        secret_key="not-a-secret-only-for-tests-0123",
        base_url="https://advocates.northwind.example",
        company_name="Northwind",
        log_level="ERROR",
    )


def made(settings: Settings) -> Flask:
    """An application for tests. SQLite does not wait for the disk: what outlives a crash is the torture's matter."""
    app = create_app(settings)
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = TemplatesOnce()
    app.config["TESTING"] = True
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["SESSION_COOKIE_SECURE"] = app.config["REMEMBER_COOKIE_SECURE"] = False
    app.config |= cookie_names(https=False)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return app


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """An application of one's own, inside its context until the end of the block."""
    app = made(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


class Shared:
    """An application that tests use one after the other, on one database; each gets it as new.

    What a test may change without a word comes back: rows, files, the configuration, what extensions keep, limits.
    Whatever else is set up once (routes, hooks, templates) is everybody's: a test that changes it asks for `own_app`.
    """

    def __init__(self, settings: Settings, anew: Anew) -> None:
        self.settings = settings
        self._anew = anew
        self.app = made(settings)
        self.app._got_first_request = True  # as if somebody had asked: routes and hooks are set up
        self._config = dict(self.app.config)
        self._extensions = dict(self.app.extensions)
        self._globals = dict(self.app.jinja_env.globals)
        with self.app.app_context():
            self._rows = rows_of(db.engine, self._made_anew)
        self.kept = Keeper(self.app, self._rows, settings.instance_path.parent / "kept")

    def as_new(self) -> None:
        """Forget everything that the test before left."""
        kept = {name: self.app.extensions[name] for name in KEPT if name in self.app.extensions}
        _restore(self.app.config, self._config)
        _restore(self.app.extensions, self._extensions | kept)
        _restore(self.app.jinja_env.globals, self._globals)
        self._rows.empty()
        shutil.rmtree(self.settings.instance_path, ignore_errors=True)
        limiter.reset()
        configure_logs(self.settings.log_level)

    def _made_anew(self) -> None:
        self.kept.forget()
        self._anew()

    def close(self) -> None:
        """Leave no connection open."""
        with self.app.app_context():
            db.engine.dispose()


def _restore(present: MutableMapping[str, Any], before: Mapping[str, Any]) -> None:
    present.clear()
    present.update(before)
