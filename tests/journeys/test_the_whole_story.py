"""From a file of contacts to a quote in the press and back out of it; and a customer who is unhappy, and is heard."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from portal.access.models import User
from portal.kits.search.actions import index_faults
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
    asked,
    marketing_finds_it,
    marketing_makes_a_quote_of_it,
    somebody_else_releases_it,
    the_promoter_approves_it,
    the_promoter_takes_it_back,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database]


@dataclass
class Staff:
    """Who works here."""

    owner: User
    success: User
    marketing: User
    product: User


def test_the_whole_story(house: House) -> None:
    staff = Staff(*(colleague(role) for role in ("owner", "success", "marketing", "product")))
    the_owner_brings_the_contacts_in(house, staff.owner)
    success_invites_somebody(house, staff.success)
    the_promoter_joins_on_a_phone(house)
    success_asks_a_question(house, staff.success, MEI)
    somebody_answers(house, MEI, 9, PRAISE, "That's good to hear")
    quote = marketing_makes_a_quote_of_it(house, staff.marketing)
    the_promoter_approves_it(house)
    somebody_else_releases_it(house, staff.owner, quote)
    marketing_finds_it(house, staff.marketing)
    success_asks_a_question(house, staff.success, JONAS)
    somebody_answers(house, JONAS, 3, GRIEVANCE, "One of us will call you within two working days")
    success_calls_and_the_customer_moves_on(house, staff.success)
    a_quote_taken_back_is_gone_at_once(house, staff)


def the_owner_brings_the_contacts_in(house: House, owner: User) -> None:
    with house.page(owner) as page:
        page.goto("/people")
        page.get_by_role("link", name="Import contacts").click()
        somebody_brings_the_contacts(house, page)
        expect(page.get_by_text("Checking every row; nothing has been written yet")).to_be_visible()
        with house.worker():
            expect(page.get_by_role("button", name="Import 28 rows")).to_be_visible()
        expect(page.get_by_text("line 30")).to_be_visible()
        page.get_by_role("button", name="Import 28 rows").click()
        expect(page.get_by_role("progressbar", name="Writing")).to_be_visible()
        with house.worker():
            expect(page.get_by_role("heading", name="Import complete")).to_be_visible()
        page.get_by_role("link", name="See for yourself").click()
        expect(page.get_by_role("link", name="Halden Freight").first).to_be_visible()


def a_quote_taken_back_is_gone_at_once(house: House, staff: Staff) -> None:
    the_promoter_takes_it_back(house)
    for user in (staff.marketing, staff.product):
        with house.page(user) as page:
            page.goto("/search?q=contract&kind=testimonial")
            expect(page.get_by_text("0 pieces found", exact=True)).to_be_visible()
            expect(page.locator("article.card")).to_have_count(0)
            expect(page.locator(".facets")).not_to_contain_text("Press")
            answer = asked(page, "/search?q=contract")
            assert {hit["kind"] for hit in answer["hits"]} == {"feedback"}
            assert answer["total"] == answer["facets"]["kind"]["feedback"] == 1
            assert not answer["facets"]["channel"]
    house.work()
    with house.app.app_context():
        assert list(index_faults()) == []
    with house.page(staff.product) as page:
        assert asked(page, "/search?kind=testimonial")["total"] == 0
