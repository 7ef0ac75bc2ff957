"""A house with everything that a story needs: a running site, a browser, a worker that works when it is told to."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SignedIn, lasting_app, lasting_site, remembered, site, state_of
from tests.journeys.house import PATIENCE, House

__all__ = ["lasting_app", "lasting_site", "site", "state_of"]
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def house(app: Flask, browser: Browser, site: str, state_of: SignedIn) -> House:
    return House(app, browser, site, state_of)


@pytest.fixture(scope="module")
def lasting_house(lasting_app: Flask, browser: Browser, lasting_site: str) -> House:
    """One house for all tests of a module, on each database in turn."""
    return House(lasting_app, browser, lasting_site, remembered(lasting_app, lasting_site))
