"""The frame of every page: menus, theme, refused forms; with scripts and without."""

import pytest
from playwright.sync_api import Browser, expect

from tests.actors import staff
from tests.browser.conftest import SignedIn
from tests.browser.looks import DARK, LIGHT, PHONE, Look, Part, faults, looking

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


@pytest.mark.parametrize(("path", "status"), [("/sign-in", 200), ("/forgotten", 200), ("/nothing-here", 404)])
def test_nothing_is_wrong_with_signed_out_pages(
    browser: Browser, site: str, path: str, status: int, part: Part
) -> None:
    assert faults(browser, site + path, status=status, part=part) == []


def test_nothing_is_wrong_while_the_menus_are_open(browser: Browser, site: str, state_of: SignedIn) -> None:
    state = state_of(staff("success"))
    page = f"{site}/you/sessions"
    assert faults(browser, page, (LIGHT, DARK), lambda p: p.click(".topbar-person"), storage_state=state) == []
    assert faults(browser, page, (PHONE,), lambda p: p.click(".topbar-toggle"), storage_state=state) == []


@SCRIPTS
def test_the_menu_opens_on_the_phone(browser: Browser, site: str, state_of: SignedIn, scripts: bool) -> None:
    state = state_of(staff("success"))
    with looking(browser, PHONE, storage_state=state, java_script_enabled=scripts) as page:
        page.goto(f"{site}/you/sessions")
        sign_out = page.locator(".topbar-narrow").get_by_role("button", name="Sign out")
        expect(sign_out).to_be_hidden()
        page.locator("summary", has_text="Menu").click()
        expect(sign_out).to_be_visible()


def test_a_menu_closes_on_escape_and_gives_the_focus_back(browser: Browser, site: str, state_of: SignedIn) -> None:
    with looking(browser, LIGHT, storage_state=state_of(staff("success"))) as page:
        page.goto(f"{site}/you/sessions")
        page.locator(".topbar-person").click()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(page.locator("details.menu[open]")).to_have_count(0)
        expect(page.locator(".topbar-person")).to_be_focused()


@SCRIPTS
def test_a_page_is_dark_where_the_system_is(browser: Browser, site: str, scripts: bool) -> None:
    grounds = []
    for look in (LIGHT, DARK):
        with looking(browser, look, java_script_enabled=scripts) as page:
            page.goto(f"{site}/sign-in")
            grounds.append(page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor"))
    assert len(set(grounds)) == 2


def test_another_theme_leaves_the_page_where_it_is(browser: Browser, site: str, state_of: SignedIn) -> None:
    with looking(browser, Look("low", 1280, 400, "light"), storage_state=state_of(staff("success"))) as page:
        page.goto(f"{site}/you/notices")
        page.evaluate("scrollTo({ top: 300, behavior: 'instant' })")
        for name, chosen in (("Dark", 1), ("Same as the system", 0)):
            page.locator(".topbar-person").click()
            button = page.get_by_role("button", name=name)
            button.hover()
            before = page.evaluate("scrollY")
            button.click()
            expect(page.locator("html[data-bs-theme=dark]")).to_have_count(chosen)
            expect(page.locator("details.menu[open]")).to_have_count(0)
            assert page.evaluate("scrollY") == before >= 300


@SCRIPTS
def test_a_refused_form_says_what_is_wrong(browser: Browser, site: str, scripts: bool) -> None:
    with looking(browser, PHONE, java_script_enabled=scripts) as page:
        page.goto(f"{site}/sign-in")
        page.locator("form").evaluate("form => form.noValidate = true")
        page.get_by_label("Email address").fill("mei@orbit.example")
        page.get_by_role("button", name="Sign in").click()
        field = page.get_by_label("Password")
        expect(field).to_have_attribute("aria-invalid", "true")
        assert "password-error" in (field.get_attribute("aria-describedby") or "")
        expect(page.get_by_label("Email address")).to_have_value("mei@orbit.example")
