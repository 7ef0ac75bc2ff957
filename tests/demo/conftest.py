"""The demo, loaded once by its command, at a fixed day.

It is read on SQLite; that the same is played on PostgreSQL is a matter of `make torture`, for it takes long.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from config import load_settings
from portal import create_app
from portal.core.clock import at
from portal.core.cookies import cookie_names
from portal.core.database import db
from tests.browsers import Browser

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Path:
    """The folder of an instance with the demo in it, as it was loaded; nobody changes it."""
    folder = tmp_path_factory.mktemp("loaded")
    shutil.copy(empty_sqlite, folder / "demo.db")
    load(demo_app(folder, f"sqlite:///{folder}/demo.db"))
    return folder


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory, loaded: Path) -> Flask:
    """The application on a copy of it, for the tests of one file."""
    folder = tmp_path_factory.mktemp("demo") / "copy"
    shutil.copytree(loaded, folder)
    return demo_app(folder, f"sqlite:///{folder}/demo.db")


@pytest.fixture
def demo(copied: Flask) -> Iterator[Flask]:
    """The same inside its context, on the day of the demo."""
    with copied.app_context(), at(NOON):
        yield copied
        db.session.remove()
        db.engine.dispose()


def demo_app(folder: Path, url: str) -> Flask:
    """An application for the demo, whose mails lead nowhere."""
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
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, SESSION_COOKIE_SECURE=False, **cookie_names(https=False))
    return app


def load(app: Flask) -> None:
    """Play it, by its command."""
    with app.app_context(), at(NOON):
        done = app.test_cli_runner().invoke(args=["demo", "load", "--json"])
        assert done.exit_code == 0, done.output
        db.session.remove()
        db.engine.dispose()
