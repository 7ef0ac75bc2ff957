"""What is not for everybody stays away from everybody else: on pages, in the search, its totals and facets, in JSON.

One house for all of it on each database; whoever changes something has a colleague of their own.
"""

import re
from collections.abc import Collection
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import APIResponse, Page, expect
from sqlalchemy import delete
from werkzeug.routing import Rule

from portal.access.models import StaffRole
from portal.access.roles import ROLES
from portal.core.database import transaction
from tests.actors import staff
from tests.journeys.house import House, colleague
from tests.journeys.quoting import JSON, asked
from tests.journeys.secrets import CLEARED, CONFIDENCE, GRIEVANCE, NOTE, OPENLY, UNCLEARED, Secrets, make_secrets
from tests.test_pages import ANYBODY, BETAS, FORUM, MEMBER, PAGES, SIGNED_IN, STAFF

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database("postgresql")]
AUDIENCES: dict[str, set[str]] = {
    "product": {ANYBODY, SIGNED_IN, STAFF, FORUM, BETAS, *ROLES["product"]},
    "moderator": {ANYBODY, SIGNED_IN, STAFF, FORUM, *ROLES["moderator"]},
    "promoter": {ANYBODY, SIGNED_IN, MEMBER, FORUM, BETAS},
    "nobody any more": {ANYBODY, SIGNED_IN},
}
OTHERS_POST = {"/community/posts/{post_id}/edit", "/community/posts/{post_id}/history"}
OTHERS_IDEA = {"/ideas/{idea_id}/edit", "/ideas/comments/{comment_id}/edit"}
UNSIGNED = {"/betas/{beta_id}/reports/{report_id}", "/betas/{beta_id}/reports/{report_id}/idea"}
CONFIDED = {"/feedback/{feedback_id}", "/ideas/feedback/{feedback_id}"}
OTHERS_VIEW = {"/ideas/views/{view_id}"}
WITHHELD = {
    "product": {
        *CONFIDED,
        "/feedback/{feedback_id}/edit",
        "/quotes/{testimonial_id}",
        *OTHERS_POST,
        *UNSIGNED,
        *OTHERS_VIEW,
    },
    "moderator": {*CONFIDED, *OTHERS_VIEW},
    "promoter": {"/questions/{request_id}", *OTHERS_POST, *OTHERS_IDEA},
    "nobody any more": set(),
}
"""Pages that are theirs, but not with what they would show here: a confidence, words not cleared, Jonas's question,
what somebody else wrote or keeps, what is found behind an agreement that they have not signed."""


OF_ANOTHER = {"/people/{member_id}/job/told": "/people/{moved_id}/job/told"}
"""Pages that only somebody has of whom there is a thing to say, and their address with that one in it."""


@pytest.fixture(scope="module")
def house(lasting_house: House) -> House:
    return lasting_house


@pytest.fixture(scope="module")
def secrets(house: House, tmp_path_factory: pytest.TempPathFactory) -> Secrets:
    return make_secrets(house, tmp_path_factory.mktemp("contacts"))


def test_an_owner_opens_every_page_of_the_house(house: House, secrets: Secrets) -> None:
    with house.page(secrets.owner) as page:
        opened = opened_by(page, house, secrets)
    assert addresses(house.app) - opened == addresses(house.app, {MEMBER})


@pytest.mark.parametrize("who", ["product", "moderator", "promoter", "nobody any more"])
def test_everybody_opens_their_own_pages_and_no_others(house: House, secrets: Secrets, who: str) -> None:
    user = {"promoter": secrets.promoter, "nobody any more": staff()}.get(who) or colleague(who)
    own = addresses(house.app, AUDIENCES[who]) - WITHHELD[who]
    with house.page(user) as page:
        assert opened_by(page, house, secrets) == own
        nowhere = refused_as_json(page, "/nothing-here")
        for address in addresses(house.app) - own:
            assert refused_as_json(page, filled(address, secrets)) == nowhere


def test_a_signed_out_person_is_sent_to_the_door(house: House, secrets: Secrets) -> None:
    with house.page() as page:
        for address in addresses(house.app) - addresses(house.app, {ANYBODY}):
            answer = get(page, address, secrets)
            assert (address, answer.status) == (address, 303)
            assert answer.headers["location"].startswith("/sign-in")
        answer = page.request.get("/search?q=lantern", headers=JSON, max_redirects=0)
        assert "lantern reads" not in answer.text()


def test_the_page_says_nothing_of_whether_there_is_something(house: House, secrets: Secrets) -> None:
    with house.page(secrets.promoter) as page:
        refusals = set()
        for address in ("/cases/{case_id}", "/people/{member_id}", "/admin", "/imports/{kind}", "/cases/987654321"):
            answer = page.goto(filled(address, secrets))
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
        page.get_by_role("listitem").filter(has_text="Marketing").get_by_role("button", name="Take away").click()
        expect(page.get_by_role("button", name="Take away")).to_have_count(0)
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


def addresses(app: Flask, audiences: Collection[str] | None = None) -> set[str]:
    """Every address that shows something without a link of one's own, with the names of its arguments in braces.

    With `audiences` only the pages that are for one of them.
    """
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and named(rule))
    return {shape(rule) for rule in rules if audiences is None or PAGES[rule.endpoint][0] in audiences}


def named(rule: Rule) -> bool:
    return not rule.arguments & {"token", "filename", "key"} and rule.endpoint != "forum.people"


def shape(rule: Rule) -> str:
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule).replace("{step}", "1")


def filled(address: str, secrets: Secrets) -> str:
    return OF_ANOTHER.get(address, address).format(**secrets.arguments)


def get(page: Page, address: str, secrets: Secrets) -> APIResponse:
    return page.request.get(filled(address, secrets), max_redirects=0)


def opened_by(page: Page, house: House, secrets: Secrets) -> set[str]:
    """Every address that answers anything but that there is nothing."""
    answers = {address: get(page, address, secrets).status for address in addresses(house.app)}
    assert max(answers.values()) in {404, 503}, "nothing breaks"
    return {address for address, status in answers.items() if status != 404}


def refused_as_json(page: Page, address: str) -> dict[str, Any]:
    answer: dict[str, Any] = page.request.get(address, headers=JSON, max_redirects=0).json()
    assert answer.pop("request_id")
    return answer


def texts(answer: dict[str, Any], kind: str) -> set[str]:
    return {hit["text"] for hit in answer["hits"] if hit["kind"] == kind}
