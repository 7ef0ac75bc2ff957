"""The demo, loaded once into each database by its command, at a fixed day."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from config import load_settings
from portal import create_app
from portal.core.clock import at
from portal.core.database import db
from tests.browsers import Browser
from tests.databases import DATABASES, PostgreSQL

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
Demos = dict[str, Flask]


@dataclass(frozen=True)
class Loaded:
    """The demo as it was loaded: a folder for the instance, in which SQLite's file lies too, and a PostgreSQL."""

    folder: Path
    database: str


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path, postgresql: PostgreSQL) -> Iterator[Loaded]:
    """The demo in SQLite and in PostgreSQL; nobody changes these two."""
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "sqlite").mkdir()
    shutil.copy(empty_sqlite, folder / "sqlite" / "demo.db")
    name = postgresql.copy_of("empty")
    for engine, url in _urls(folder, postgresql.url(name)).items():
        _load(_app(folder / engine, url))
    yield Loaded(folder, name)
    postgresql.drop(name)


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory, loaded: Loaded, postgresql: PostgreSQL) -> Iterator[Demos]:
    """Copies of both for the tests of one file."""
    folder = tmp_path_factory.mktemp("demo") / "copy"
    shutil.copytree(loaded.folder, folder)
    name = postgresql.copy_of(loaded.database)
    yield {engine: _app(folder / engine, url) for engine, url in _urls(folder, postgresql.url(name)).items()}
    postgresql.drop(name)


@pytest.fixture(params=DATABASES)
def demo(request: pytest.FixtureRequest, demos: Demos) -> Iterator[Flask]:
    """The application on one of them, inside its context, on the day of the demo."""
    app = demos[request.param]
    with app.app_context(), at(NOON):
        yield app
        db.session.remove()
        db.engine.dispose()


def _urls(folder: Path, postgresql: str) -> dict[str, str]:
    return {"sqlite": f"sqlite:///{folder}/sqlite/demo.db", "postgresql": postgresql}


def _app(folder: Path, url: str) -> Flask:
    app = create_app(
        load_settings(
            instance_path=folder,
            database_url=url,
            secret_key="not-a-secret-only-for-tests-0123",
            base_url="https://advocates.northwind.example",
            company_name="Northwind",
            mail_url="smtp://127.0.0.1:9",
            log_level="ERROR",
        )
    )
    app.test_client_class = Browser
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, SESSION_COOKIE_SECURE=False)
    return app


def _load(app: Flask) -> None:
    with app.app_context(), at(NOON):
        done = app.test_cli_runner().invoke(args=["demo", "load", "--json"])
        assert done.exit_code == 0, done.output
        db.session.remove()
        db.engine.dispose()
