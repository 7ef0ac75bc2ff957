"""Every page of the table in a browser that runs no scripts: it is all there, and whatever can be done can be done."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import unfold
from tests.browser.pages import SHOWN, PageOf, page_of, reader, world
from tests.test_pages import address
from tests.world import World

__all__ = ["page_of", "world"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
# The field at the top is sent with Enter.
DEAD_ENDS = """() => {
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const sends = (one) => one.form && one.type === "submit" && one.checkVisibility();
  const forms = seen("form:not(.topbar-search)").filter((form) => ![...form.elements].some(sends));
  const buttons = seen("button").filter((one) => !sends(one) && !one.hasAttribute("popovertarget"));
  return [
    ...forms.map((form) => `nothing sends the form to ${form.getAttribute("action")}`),
    ...buttons.map((one) => `"${one.innerText}" does nothing`),
    ...seen("a:not([href])").map((one) => `"${one.innerText}" leads nowhere`),
    ...seen("input, select, textarea").filter((one) => !one.form).map((one) => `${one.name} is in no form`),
  ];
}"""


# A form that names a part of its page comes back to it (tests/landing/): it has to be there.
NOWHERE = """() => [...document.querySelectorAll("form[method=post], [formaction]")]
  .map((one) => new URL(one.formAction || one.action, location.href))
  .filter((url) => url.hash && !document.querySelector(url.hash))
  .map((url) => url.pathname + url.hash)"""
TWICE = """() => [...document.querySelectorAll("[id]:not([type=hidden])")].map((one) => one.id)
  .filter((id, at, ids) => ids.indexOf(id) !== at)"""


@pytest.fixture(scope="module")
def scripts() -> bool:
    return False


@pytest.mark.parametrize("endpoint", SHOWN)
def test_a_page_is_all_there_without_scripts(endpoint: str, page_of: PageOf, world: World) -> None:
    page = page_of(reader(endpoint))
    answer = page.goto(address(endpoint, world))
    assert answer is not None
    assert answer.status == 200
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator("main").locator("a[href], form, li, td, p").first).to_be_visible()
    unfold(page)
    assert page.evaluate(DEAD_ENDS) == []
    assert page.evaluate(NOWHERE) == []
    assert page.evaluate(TWICE) == []
