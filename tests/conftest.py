"""One application for each test, on a fresh copy of an empty database: SQLite and PostgreSQL alike."""

import gc
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings, load_settings
from portal import create_app
from portal.core.database import db
from tests.browsers import Browser
from tests.databases import PostgreSQL, postgresql_server
from tests.routes import compile_routes_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

DATABASES = ("sqlite", "postgresql")


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


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database with the current schema, on each engine in turn."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "test.db")
        yield f"sqlite:///{tmp_path}/test.db"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name = server.lend("empty")
    yield server.url(name)
    server.take_back(name)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


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


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application, inside its context."""
    with opened(settings) as app:
        yield app


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """An application for tests, inside its context until the end of the block."""
    app = create_app(settings)
    app.test_client_class = Browser
    app.config["TESTING"] = True
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["SESSION_COOKIE_SECURE"] = app.config["REMEMBER_COOKIE_SECURE"] = False
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator["Chromium"]:
    """A real one, for every test that wants it: Playwright runs once in a process."""
    from tests.browser.looks import chromium

    with chromium() as browser:
        yield browser


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looking through it for garbage took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_configure(config: pytest.Config) -> None:
    compile_routes_once()
    os.environ.pop("MAIL_URL", None)
