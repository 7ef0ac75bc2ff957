"""Every page of the table in a real browser: axe, the browser's log, and no sideways scroll, in every look."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from portal.members.models import User
from tests.browser.looks import DARK, LIGHT, PHONE, faults
from tests.test_pages import ANYBODY, MEMBER, PAGES, address
from tests.world import World, a_world

NOT_PAGES = {"people.export_people", "health.healthz", "brand_style", "imports.refused"}
SHOWN = sorted(endpoint for endpoint, (_audience, path) in PAGES.items() if path and endpoint not in NOT_PAGES)
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def world(app: Flask) -> World:
    return a_world(app)


def test_every_page_in_every_look(
    app: Flask, browser: Browser, site: str, state_of: Callable[[User], dict[str, Any]], world: World
) -> None:
    states = {"owner": state_of(world.owner), "promoter": state_of(world.promoter)}
    found: dict[str, list[str]] = {}
    for endpoint in SHOWN:
        audience = PAGES[endpoint][0]
        options = (
            {} if audience == ANYBODY else {"storage_state": states["promoter" if audience == MEMBER else "owner"]}
        )
        wrong = faults(browser, f"{site}{address(endpoint, world)}", (LIGHT, DARK, PHONE), **options)
        if wrong:
            found[endpoint] = wrong
    for url in ("/", "/you"):
        wrong = faults(browser, f"{site}{url}", (LIGHT, DARK, PHONE), storage_state=states["promoter"])
        if wrong:
            found[f"promoter {url}"] = wrong
    assert found == {}
