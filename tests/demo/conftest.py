"""The demo, loaded once into each database by its command, at a fixed day."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from config import load_settings
from portal import create_app
from portal.core.clock import at
from portal.core.database import db
from tests.browsers import Browser
from tests.conftest import DATABASES
from tests.databases import PostgreSQL

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
Demos = dict[str, Flask]


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path, postgresql: PostgreSQL) -> Iterator[Demos]:
    """The demo in SQLite and in PostgreSQL."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(empty_sqlite, folder / "demo.db")
    name = postgresql.copy_of("empty")
    urls = {"sqlite": f"sqlite:///{folder}/demo.db", "postgresql": postgresql.url(name)}
    yield {engine: _loaded(folder / engine, url) for engine, url in urls.items()}
    postgresql.drop(name)


@pytest.fixture(params=DATABASES)
def demo(request: pytest.FixtureRequest, demos: Demos) -> Iterator[Flask]:
    """The application on one of them, inside its context, on the day of the demo."""
    app = demos[request.param]
    with app.app_context(), at(NOON):
        yield app
        db.session.remove()
        db.engine.dispose()


def _loaded(folder: Path, url: str) -> Flask:
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
    with app.app_context(), at(NOON):
        done = app.test_cli_runner().invoke(args=["demo", "load", "--json"])
        assert done.exit_code == 0, done.output
        db.session.remove()
        db.engine.dispose()
    return app
