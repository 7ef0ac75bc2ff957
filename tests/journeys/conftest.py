"""A house with everything that a story needs: a running site, a browser, a worker that works when it is told to."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SignedIn, browser, site, state_of
from tests.journeys.house import PATIENCE, House

__all__ = ["browser", "site", "state_of"]
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def house(app: Flask, browser: Browser, site: str, state_of: SignedIn) -> House:
    return House(app, browser, site, state_of)
