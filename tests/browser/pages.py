"""Every page of the table, opened by those whom it is for, in one world for all of them.

A module imports `page_of`, `world` and `scripts` from here: one judges looks, another goes without scripts.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from portal.access.roles import ROLES
from tests.actors import staff
from tests.browser.conftest import remembered
from tests.browser.looks import LIGHT, looking
from tests.test_pages import ANYBODY, MEMBER, PAGES
from tests.world import World, a_world

NOT_PAGES = {
    *("people.export_people", "health.healthz", "brand_style", "imports.refused"),
    *("forum.similar", "forum.people", "forum.audience"),
    *("ideas.similar", "ideas.people", "ideas.audience", "ideas.export_csv", "ideas.export_json"),
    *("betas.similar_to", "betas.people_file", "betas.reports_file"),
}
SHOWN = sorted(endpoint for endpoint, (_audience, path) in PAGES.items() if path and endpoint not in NOT_PAGES)
NOBODY, OWNER, PROMOTER = "nobody", "owner", "promoter"
COLLEAGUES = [role for role in ROLES if role != OWNER]
PageOf = Callable[[str], Page]


def reader(endpoint: str) -> str:
    """Somebody for whom this page is."""
    return {ANYBODY: NOBODY, MEMBER: PROMOTER}.get(PAGES[endpoint][0], OWNER)


@pytest.fixture(scope="module")
def world(lasting_app: Flask) -> World:
    return a_world(lasting_app)


@pytest.fixture(scope="module")
def scripts() -> bool:
    """Whether the browsers run scripts."""
    return True


@pytest.fixture(scope="module")
def page_of(browser: Browser, lasting_app: Flask, lasting_site: str, world: World, scripts: bool) -> Iterator[PageOf]:
    """The page in front of which somebody sits, signed in once and for all."""
    state_of = remembered(lasting_app, lasting_site)
    people = {OWNER: world.owner, PROMOTER: world.promoter, **{role: staff(role) for role in COLLEAGUES}}
    with ExitStack() as until_the_end:

        @cache
        def opened(who: str) -> Page:
            remembers = {"storage_state": state_of(people[who])} if who in people else {}
            options = {"java_script_enabled": scripts, "base_url": lasting_site, **remembers}
            return until_the_end.enter_context(looking(browser, LIGHT, **options))

        yield opened
