"""Everything that matters works in a browser that runs no scripts."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from portal.access.models import User
from portal.access.passwords import hash_password
from portal.core.database import transaction
from tests.actors import a_member
from tests.browser.conftest import SignedIn
from tests.journeys.acts import (
    GRIEVANCE,
    somebody_answers,
    somebody_brings_the_contacts,
    success_asks_a_question,
    success_calls_and_the_customer_moves_on,
    success_invites_somebody,
    the_promoter_joins_on_a_phone,
)
from tests.journeys.contacts import JONAS, MEI
from tests.journeys.house import House, colleague
from tests.journeys.quoting import (
    PRAISE,
    marketing_finds_it,
    marketing_makes_a_quote_of_it,
    somebody_else_releases_it,
    the_promoter_approves_it,
    the_promoter_takes_it_back,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database]
PASSWORD = "seven quiet herons"
GROUND = "body => getComputedStyle(body).backgroundColor"


@pytest.fixture
def plain(app: Flask, browser: Browser, site: str, state_of: SignedIn) -> House:
    """The house for browsers without scripts."""
    return House(app, browser, site, state_of, scripts=False)


def test_somebody_signs_in_and_chooses_the_dark(plain: House) -> None:
    user = colleague("success")
    with transaction() as session:
        session.get_one(User, user.id).password_hash = hash_password(PASSWORD)
    with plain.page() as page:
        page.goto("/cases")
        page.get_by_label("Email address").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Cases", exact=True)).to_be_visible()
        light = page.locator("body").evaluate(GROUND)
        page.locator(".topbar-person").click()
        page.get_by_role("button", name="Dark").click()
        expect(page.get_by_role("heading", name="Cases", exact=True)).to_be_visible()
        assert page.locator("body").evaluate(GROUND) != light
        page.goto("/people")
        assert page.locator("body").evaluate(GROUND) != light
        page.locator(".topbar-person").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Good to see you")).to_be_visible()


def test_a_file_is_brought_in_and_somebody_joins(plain: House) -> None:
    with plain.page(colleague("owner")) as page:
        page.goto("/imports/contacts")
        somebody_brings_the_contacts(plain, page)
        expect(page.get_by_text("Checking every row; nothing has been written yet")).to_be_visible()
        plain.work()
        page.reload()
        page.get_by_role("button", name="Import 28 rows").click()
        expect(page.get_by_role("progressbar", name="Writing")).to_be_visible()
        plain.work()
        page.reload()
        expect(page.get_by_role("heading", name="Import complete")).to_be_visible()
    success_invites_somebody(plain, colleague("success"))
    the_promoter_joins_on_a_phone(plain)


def test_a_customer_answers_and_is_called(plain: House) -> None:
    a_member("Jonas Brandt", "Halden Freight", email=JONAS)
    success = colleague("success")
    success_asks_a_question(plain, success, JONAS)
    somebody_answers(plain, JONAS, 3, GRIEVANCE, "One of us will call you within two working days")
    success_calls_and_the_customer_moves_on(plain, success)


def test_words_become_a_quote_that_is_found_and_taken_back(plain: House) -> None:
    a_member("Mei Tanaka", "Orbit Health", email=MEI, job_title="Head of legal operations")
    marketing = colleague("marketing")
    success_asks_a_question(plain, colleague("success"), MEI)
    somebody_answers(plain, MEI, 9, PRAISE, "That's good to hear")
    quote = marketing_makes_a_quote_of_it(plain, marketing)
    the_promoter_approves_it(plain)
    somebody_else_releases_it(plain, colleague("owner"), quote)
    marketing_finds_it(plain, marketing)
    the_promoter_takes_it_back(plain)
