"""What happens in more than one story, each act as people do it."""

from typing import Any

from playwright.sync_api import Page, expect

from portal.members.models import User
from tests.journeys.house import House

JSON = {"Accept": "application/json"}


def success_asks_a_question(house: House, success: User, email: str) -> None:
    """A question that goes out by mail, from the page of the person."""
    member = house.member(email)
    with house.page(success) as page:
        open_person(page, member.name)
        page.locator("summary", has_text="Ask a question").click()
        page.get_by_label("Question").select_option(label="Would you recommend us")
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.get_by_text(f"{member.short_name} is being asked, in your name.")).to_be_visible()
    house.work()


def somebody_answers(house: House, email: str, score: int, words: str, what_follows: str) -> None:
    """An answer by the link in the mail, signed out, on a phone."""
    with house.phone() as page:
        page.goto(f"{house.link_to(email, '/answer/')}?score={score}")
        expect(page.get_by_role("radio", name=str(score), exact=True)).to_be_checked()
        page.get_by_label("What is the main reason?").fill(words)
        page.get_by_role("button", name="Send my answer").tap()
        expect(page.get_by_text(what_follows)).to_be_visible()
    house.work()


def open_person(page: Page, name: str) -> None:
    """Find somebody among the people, and open their page."""
    page.goto("/people")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Name").press("Enter")
    page.get_by_role("link", name=name).click()


def choose(page: Page, value: str) -> None:
    """Choose a value at the side, opening its facet where it is closed."""
    box = page.locator("details.facet").filter(has=page.get_by_role("link", name=value, include_hidden=True))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.get_by_role("link", name=value).click()
    expect(box.get_by_role("link", name=value)).to_have_attribute("aria-current", "true")


def asked(page: Page, url: str) -> dict[str, Any]:
    """What the search says as JSON to whoever is signed in on this page."""
    answer: dict[str, Any] = page.request.get(url, headers=JSON).json()
    return answer
