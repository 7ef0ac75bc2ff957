"""What is not for everybody stays away from everybody else: in the search, its totals and facets, in open browsers.

That every page and act is for whom its table says is proved in tests/matrix/.

One house for all of it on each database; whoever changes something has a colleague of their own.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete

from portal.access.models import StaffRole
from portal.core.database import transaction
from tests.journeys.house import House, colleague
from tests.journeys.quoting import JSON, asked
from tests.journeys.secrets import CLEARED, CONFIDENCE, GRIEVANCE, NOTE, OPENLY, UNCLEARED, Secrets, make_secrets

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database("postgresql")]


@pytest.fixture(scope="module")
def house(lasting_house: House) -> House:
    return lasting_house


@pytest.fixture(scope="module")
def secrets(house: House) -> Secrets:
    return make_secrets(house)


def test_the_page_says_nothing_of_whether_there_is_something(house: House, secrets: Secrets) -> None:
    with house.page(secrets.promoter) as page:
        refusals = set()
        jonas = f"/people/{secrets.jonas.id}"
        for address in (f"/cases/{secrets.case}", jonas, "/admin", "/imports/contacts", "/cases/987654321"):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 404
            refusals.add(page.locator("main").inner_text().partition("quote ")[0])
        assert len(refusals) == 1


def test_product_finds_what_is_said_openly_and_quotes_that_are_cleared(house: House, secrets: Secrets) -> None:
    with house.page(colleague("product")) as page:
        answer = asked(page, "/search?q=lantern")
        assert texts(answer, "testimonial") == {CLEARED}
        assert texts(answer, "feedback") == {OPENLY, GRIEVANCE, CLEARED, UNCLEARED}
        assert answer["facets"]["kind"] == {"feedback": 4, "testimonial": 1}
        assert answer["facets"]["status"] == {"available": 1}
        assert answer["total"] == 5
        assert asked(page, '/search?q="another house"')["total"] == 0
        page.goto("/search?q=lantern")
        expect(page.get_by_text("5 pieces found", exact=True)).to_be_visible()
        expect(page.locator("main")).not_to_contain_text("another house")
        for shelf in ("drafted", "approved", "ended"):
            assert page.request.get(f"/quotes?show={shelf}").status == 404
        page.goto("/quotes")
        expect(page.locator("main")).to_contain_text(CLEARED)
        expect(page.locator("main")).not_to_contain_text(UNCLEARED)


def test_a_moderator_finds_no_quotes_at_all(house: House, secrets: Secrets) -> None:
    with house.page(colleague("moderator")) as page:
        answer = asked(page, "/search?q=lantern")
        assert texts(answer, "testimonial") == set()
        assert answer["facets"]["kind"] == {"feedback": 4}
        assert not answer["facets"]["status"]
        assert not answer["facets"]["channel"]
        assert answer["total"] == 4
        assert asked(page, "/search?q=lantern&channel=press&territory=DE")["total"] == 0
        assert page.request.get(f"/quotes/{secrets.cleared}").status == 404


def test_those_who_care_for_customers_find_a_confidence(house: House, secrets: Secrets) -> None:
    with house.page(colleague("success")) as page:
        answer = asked(page, "/search?q=lantern")
        assert CONFIDENCE in texts(answer, "feedback")
        assert texts(answer, "testimonial") == {CLEARED, UNCLEARED}


def test_a_customers_page_tells_a_moderator_nothing_of_cases_and_confidences(house: House, secrets: Secrets) -> None:
    seen = {}
    for role in ("success", "product", "moderator"):
        with house.page(colleague(role)) as page:
            page.goto(f"/people/{secrets.jonas.id}")
            page_of_jonas = page.locator("main").inner_text()
            page.goto(f"/companies/{secrets.jonas.company_id}")
            words = page_of_jonas + page.locator("main").inner_text()
            seen[role] = {each for each in (CONFIDENCE, NOTE, "Two working days", "Cases") if each in words}
    assert {CONFIDENCE, NOTE} <= seen["success"]
    assert CONFIDENCE not in seen["product"]
    assert seen["moderator"] == set()


def test_a_members_own_pages_say_nothing_of_what_staff_know(house: House, secrets: Secrets) -> None:
    with house.page(secrets.promoter) as page:
        for address in ("/", "/you", "/you/details"):
            page.goto(address)
            words = page.locator("body").inner_text().lower()
            for secret in ("promoter", "segment", "detractor", "jonas", "halden", CONFIDENCE.lower()):
                assert secret not in words
        page.goto("/you")
        expect(page.locator("main")).to_contain_text(CLEARED)


def test_a_role_taken_away_works_at_the_next_request(house: House, secrets: Secrets) -> None:
    marketing = colleague("marketing")
    with house.page(marketing) as theirs, house.page(secrets.owner) as page:
        theirs.goto("/search?q=lantern")
        expect(theirs.get_by_text("6 pieces found", exact=True)).to_be_visible()
        page.goto(f"/admin/users/{marketing.id}")
        page.get_by_role("listitem").filter(has_text="Marketing").get_by_role("button", name="Remove").click()
        expect(page.get_by_role("button", name="Remove")).to_have_count(0)
        theirs.reload()
        expect(theirs).to_have_url(re.compile("/sign-in"))
        expect(theirs.get_by_role("heading", name="Good to see you")).to_be_visible()
    with house.page(marketing) as theirs:
        for address in ("/search?q=lantern", f"/quotes/{secrets.cleared}", f"/feedback/{secrets.openly}", "/people"):
            assert (address, theirs.request.get(address).status) == (address, 404)
            assert (address, theirs.request.get(address, headers=JSON).status) == (address, 404)


def test_a_role_that_ends_behind_the_scenes_ends_in_open_browsers_too(house: House, secrets: Secrets) -> None:
    marketing = colleague("marketing")
    with house.page(marketing) as page:
        page.goto("/search?q=lantern")
        expect(page.get_by_text("6 pieces found", exact=True)).to_be_visible()
        with transaction() as session:
            session.execute(delete(StaffRole).where(StaffRole.user_id == marketing.id))
        answer = page.reload()
        assert answer is not None
        assert answer.status == 404
        assert page.request.get("/search?q=lantern", headers=JSON).status == 404


def texts(answer: dict[str, Any], kind: str) -> set[str]:
    return {hit["text"] for hit in answer["hits"] if hit["kind"] == kind}
