"""What becomes of words in more than one story: a quote, a yes, a release, and being found."""

from typing import Any

from playwright.sync_api import Page, expect

from portal.access.models import User
from tests.journeys.contacts import MEI
from tests.journeys.house import House

PRAISE = "Three hours of contract review became twenty-five minutes, and nobody misses the old way."
QUOTE = "Three hours of contract review became twenty-five minutes."
JSON = {"Accept": "application/json"}


def marketing_makes_a_quote_of_it(house: House, marketing: User) -> str:
    """Her words are tagged, shortened, and she is asked for press in Germany; the address of the quote."""
    with house.page(marketing) as page:
        page.goto("/feedback")
        page.get_by_role("link", name=PRAISE).click()
        page.get_by_role("link", name="Edit").click()
        page.get_by_label("Free tags").fill("contract review")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Make it a quote").click()
        page.get_by_label("The exact words").fill(QUOTE)
        page.get_by_role("button", name="Save quote").click()
        page.get_by_label("Where it would be used, in plain words").fill("one press release about contract review")
        page.get_by_label("Press", exact=True).check()
        page.get_by_label("Countries").fill("Germany")
        page.get_by_label("Full name, title and company").check()
        page.get_by_role("button", name="Send question").click()
        expect(page.get_by_text("Saved, but email isn't set up on this site.")).to_be_visible()
        address = page.url
    house.work()
    return address


def the_promoter_approves_it(house: House) -> None:
    """Mei says yes by the link in the mail, signed out, on a phone."""
    with house.phone() as page:
        page.goto(house.link_to(MEI, "/quote/"))
        expect(page.get_by_text(QUOTE).first).to_be_visible()
        expect(page.get_by_text("one press release about contract review")).to_be_visible()
        page.get_by_role("button", name="Approve", exact=True).tap()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    house.work()


def somebody_else_releases_it(house: House, owner: User, quote: str) -> None:
    """Whoever did not write the words makes them available."""
    with house.page(owner) as page:
        page.goto(quote)
        page.get_by_role("button", name="Make it available").click()
        expect(page.get_by_text("Available, for what the customer allowed.")).to_be_visible()
    house.work()


def marketing_finds_it(house: House, marketing: User) -> None:
    """By a word, by a phrase, by tag and by permission; and nothing where she did not allow it."""
    with house.page(marketing) as page:
        for words in ("contract", '"contract review became twenty-five minutes"'):
            page.goto("/search")
            page.get_by_label("Words").fill(words)
            page.get_by_role("main").get_by_role("button", name="Search").click()
            expect(page.locator("article.card", has_text="Mei Tanaka, Head of legal operations")).to_be_visible()
        for value in ("contract review", "Press", "Germany"):
            choose(page, value)
        expect(page.get_by_text("1 piece found", exact=True)).to_be_visible()
        assert [hit["kind"] for hit in asked(page, page.url)["hits"]] == ["testimonial"]
        page.goto(page.url.replace("territory=DE", "territory=FR"))
        expect(page.get_by_text("0 pieces found", exact=True)).to_be_visible()
        assert asked(page, page.url)["total"] == 0


def the_promoter_takes_it_back(house: House) -> None:
    """By the same link as before."""
    with house.phone() as page:
        page.goto(house.link_to(MEI, "/quote/"))
        page.locator("summary", has_text="Take it back").tap()
        page.get_by_role("button", name="Take my words back").tap()
        expect(page.get_by_role("heading", name="Your words are yours again")).to_be_visible()


def choose(page: Page, value: str) -> None:
    """Choose a value at the side, opening its facet where it is closed, once the page before is all there."""
    expect(page.locator("html")).not_to_have_attribute("aria-busy", "true")
    box = page.locator("details.facet").filter(has=page.get_by_role("link", name=value, include_hidden=True))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.get_by_role("link", name=value).click()
    expect(box.get_by_role("link", name=value)).to_have_attribute("aria-current", "true")


def asked(page: Page, url: str) -> dict[str, Any]:
    """What the search says as JSON to whoever is signed in on this page."""
    answer: dict[str, Any] = page.request.get(url, headers=JSON).json()
    return answer
