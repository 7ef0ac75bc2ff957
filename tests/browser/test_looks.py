"""Those who judge pages see what is wrong with one: each fault in the look in which it shows."""

from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looks import DARK, LIGHT, PHONE, Look, Part, faults_of, looking, unfold

pytestmark = pytest.mark.browser
URL = "https://advocates.northwind.example/"
POLICY = "default-src 'none'; style-src 'nonce-known'"
PAGE = """<!doctype html>
<html lang="en"><title>A page</title>
<style nonce="known">body {{ color: #000; background: #fff }} {style}</style>
<main><h1>A page</h1><p>Words that somebody reads.</p>{more}</main></html>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with looking(browser, LIGHT) as page:
        yield page


def judged(
    page: Page,
    style: str = "",
    more: str = "",
    status: int = 200,
    looks: Sequence[Look] = (LIGHT, DARK, PHONE),
    part: Part = "all",
) -> list[str]:
    body = PAGE.format(style=style, more=more)
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    page.route(URL, lambda route: route.fulfill(status=status, body=body, headers=headers))
    return faults_of(page, URL, looks, unfold, part=part)


def test_a_page_without_fault_has_none(page: Page) -> None:
    assert judged(page) == []


@pytest.mark.parametrize(
    ("style", "look"),
    [
        ("@media (prefers-color-scheme: light) and (min-width: 900px) { p { color: #aaa } }", "light"),
        ("@media (prefers-color-scheme: dark) { p { color: #aaa } }", "dark"),
        ("@media (max-width: 575.98px) { p { color: #aaa } }", "phone"),
    ],
)
def test_pale_words_are_seen_in_the_look_in_which_they_are_pale(page: Page, style: str, look: str) -> None:
    (fault,) = judged(page, style)
    assert fault.startswith(f"{look}: color-contrast")


def test_both_parts_together_see_what_is_pale_in_any_look(page: Page) -> None:
    found = {part: judged(page, "p { color: #aaa }", part=part) for part in ("first", "others")}
    assert {part: [fault.partition(":")[0] for fault in faults] for part, faults in found.items()} == {
        "first": ["light"],
        "others": ["dark", "phone"],
    }


def test_a_field_without_a_name_is_seen_where_it_is_folded_away(page: Page) -> None:
    found = judged(page, "input { height: 40px }", "<details><summary>More</summary><form><input></form></details>")
    assert {fault.partition(":")[2].strip().partition(":")[0] for fault in found} == {"label"}


def test_a_fault_that_shows_in_the_dark_alone_is_seen_there(page: Page) -> None:
    hidden = "form { display: none } @media (prefers-color-scheme: dark) { form { display: block } }"
    (fault,) = judged(page, f"input {{ height: 40px }} {hidden}", "<form><input></form>")
    assert fault.startswith("dark: label")


def test_a_style_that_the_policy_forbids_is_seen(page: Page) -> None:
    (fault,) = judged(page, more='<p style="color: black">More words.</p>')
    assert "inline style" in fault


def test_what_is_too_wide_for_a_small_phone_is_seen(page: Page) -> None:
    assert judged(page, "h1 { width: 400px }") == ["h1.null is wider than 360 px"]


@pytest.mark.parametrize(
    ("hidden", "looks"), [("", ["light", "phone-dark"]), ("wide", ["light", "phone-dark", "dark"])]
)
def test_what_a_phone_hides_is_looked_at_in_the_dark_too(page: Page, hidden: str, looks: list[str]) -> None:
    style = "p { color: #aaa } h1 { color: #bbb } @media (max-width: 575.98px) { .wide { display: none } }"
    found = judged(page, style, f'<p class="{hidden}">More words.</p>', looks=())
    assert list(dict.fromkeys(fault.partition(":")[0] for fault in found)) == looks


def test_another_answer_than_the_one_that_was_meant_is_seen(page: Page) -> None:
    assert judged(page, status=500) == ["light: answered 500, not 200"]
