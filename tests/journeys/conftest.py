"""A house with everything that a story needs: a running site, a browser, a worker that works when it is told to.

Each story runs on one database, every other on PostgreSQL: what they do is tested on both where it is done.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.applications import opened, settings_for
from tests.browser.conftest import SignedIn, lasting_site, on_sqlite, remembered, site, state_of
from tests.databases import PostgreSQL, databases_of
from tests.journeys.house import PATIENCE, House

__all__ = ["lasting_site", "site", "state_of"]
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def house(app: Flask, browser: Browser, site: str, state_of: SignedIn) -> House:
    return House(app, browser, site, state_of)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A house that lasts stands on the same databases as one of a test's own."""
    if "lasting_app" in metafunc.fixturenames:
        metafunc.parametrize("lasting_app", databases_of(metafunc.definition), indirect=True, scope="module")


@pytest.fixture(scope="module")
def lasting_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all tests of a module."""
    folder = tmp_path_factory.mktemp("lasting")
    if request.param == "sqlite":
        with on_sqlite(request.getfixturevalue("empty_sqlite"), folder) as app:
            yield app
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name = server.copy_of("empty")
    with opened(settings_for(server.url(name), folder)) as app:
        yield app
    server.drop(name)


@pytest.fixture(scope="module")
def lasting_house(lasting_app: Flask, browser: Browser, lasting_site: str) -> House:
    """One house for all tests of a module."""
    return House(lasting_app, browser, lasting_site, remembered(lasting_app, lasting_site))
