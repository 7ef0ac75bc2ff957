"""One application for each database, SQLite and PostgreSQL alike, which every test gets as if it were the first."""

import gc
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings, load_settings
from portal import create_app
from portal.core.database import db
from tests.applications import Shared, opened, settings_for
from tests.compiled import compile_routes_once
from tests.databases import DATABASES, PostgreSQL, databases_of, postgresql_server
from tests.kept import Keeper
from tests.sharing import ByFileAndDatabase, slow_first

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

    from tests.browser.looks import Part


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(
        load_settings(instance_path=folder, database_url=f"sqlite:///{folder}/empty.db", secret_key="x" * 32)
    )
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    with sqlite3.connect(folder / "empty.db") as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    return folder / "empty.db"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    with postgresql_server() as server:
        app = create_app(load_settings(database_url=server.url("empty", create=True), secret_key="x" * 32))
        with app.app_context():
            db.create_all()
            db.engine.dispose()
        yield server


def _on_sqlite(request: pytest.FixtureRequest, folder: Path) -> Shared:
    empty: Path = request.getfixturevalue("empty_sqlite")

    def anew() -> None:
        for name in ("test.db-wal", "test.db-shm", "test.db"):
            (folder / name).unlink(missing_ok=True)
        shutil.copy(empty, folder / "test.db")

    anew()
    return Shared(settings_for(f"sqlite:///{folder}/test.db", folder), anew)


def _on_postgresql(request: pytest.FixtureRequest, folder: Path) -> Shared:
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name = server.copy_of("empty")
    return Shared(settings_for(server.url(name), folder), partial(server.put_back, name, "empty"))


Lender = Callable[[str], Shared]
MAKERS = dict(zip(DATABASES, (_on_sqlite, _on_postgresql), strict=True))


@pytest.fixture(scope="session")
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lender]:
    """The application of each database, made when it is first wanted."""
    known: dict[str, Shared] = {}

    def lender(database: str) -> Shared:
        if database not in known:
            known[database] = MAKERS[database](request, tmp_path_factory.mktemp("shared"))
        return known[database]

    yield lender
    for one in known.values():
        one.close()


@pytest.fixture
def lent(request: pytest.FixtureRequest, shared: Lender) -> Shared:
    """The application of each database in turn, as new: empty, and with the current schema."""
    one = shared(request.param)
    one.as_new()
    return one


@pytest.fixture
def settings(lent: Shared) -> Settings:
    return lent.settings


@pytest.fixture
def app(lent: Shared) -> Iterator[Flask]:
    """The application, inside its context. What a test does to it is undone, but for what is set up once: a test that
    adds a route, a hook or a template takes `own_app`."""
    with lent.app.app_context():
        yield lent.app
        db.session.remove()


@pytest.fixture
def kept(lent: Shared, app: Flask) -> Keeper:
    """What many tests begin with, made once: see tests/kept.py."""
    return lent.kept


@pytest.fixture
def own_app(settings: Settings) -> Iterator[Flask]:
    """An application of the test's own, on the same database."""
    with opened(settings) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator["Chromium"]:
    """A real one, for every test that wants it: Playwright runs once in a process."""
    from tests.browser.looks import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def part() -> "Part":
    """In which looks a test judges its pages: `make looks` runs every test again that asks for this. `.ci/run` takes
    all of them at once."""
    wanted: Part = os.environ.get("LOOKS", "first")  # type: ignore[assignment]
    return wanted


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that wants an application runs on each database; one that is marked with `one_database` on SQLite
    alone, or on the one that the mark names (the rule stands in CONTRIBUTING.md)."""
    if "lent" in metafunc.fixturenames:
        metafunc.parametrize("lent", databases_of(metafunc.definition), indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`looks` is on every test that judges pages in a part of their looks. Where several processes run the tests, slow
    ones come first: see tests/sharing.py."""
    for item in items:
        if "part" in getattr(item, "fixturenames", ()):
            item.add_marker("looks")
    if "PYTEST_XDIST_WORKER" in os.environ:
        slow_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> "LoadScopeScheduling":
    """The same, for whoever gives the tests to the processes."""
    return ByFileAndDatabase(config, log)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looking through it for garbage took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_configure(config: pytest.Config) -> None:
    compile_routes_once()
    os.environ.pop("MAIL_URL", None)
