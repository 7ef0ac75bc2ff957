"""The customer's page on the smallest phone: yes is one tap, and less than asked is a few."""

from dataclasses import replace
from itertools import pairwise

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from portal.core.database import db
from portal.rooms.testimonials.models import Permission
from tests.browser.looks import Look, faults, looking
from tests.rooms.testimonials.quoting import asked, drafted, link_in_the_mail
from tests.rooms.testimonials.test_allowing_less import ANYWHERE, MUCH

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

SMALLEST = Look("smallest", 360, 640, "light")
LONG = "Three hours of contract review became under thirty minutes, and nobody misses the old way. " * 16


def the_permission() -> Permission:
    db.session.rollback()
    return db.session.scalars(select(Permission)).one()


def in_view(page: Page, name: str) -> bool:
    box = page.get_by_role("button", name=name, exact=True).bounding_box()
    assert box is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= SMALLEST.height


def gaps(page: Page, *selectors: str) -> list[float]:
    """How far each of these stands below the one before."""
    boxes = [box for each in selectors if (box := page.locator(each).bounding_box())]
    assert len(boxes) == len(selectors)
    return [below["y"] - above["y"] - above["height"] for above, below in pairwise(boxes)]


@pytest.mark.parametrize("scripts", [True, False])
def test_yes_is_one_tap_above_the_fold_with_everything_as_asked(
    app: Flask, site: str, browser: Browser, scripts: bool
) -> None:
    asked(drafted(LONG), ANYWHERE)
    with looking(browser, SMALLEST, java_script_enabled=scripts) as page:
        page.goto(site + link_in_the_mail())
        assert page.evaluate("scrollY") == 0
        assert in_view(page, "Approve")
        page.get_by_role("button", name="Approve", exact=True).tap()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        assert all(gap >= 12 for gap in gaps(page, ".strip", ".approval-outcome .sheet-lead", ".approval-acts"))
    permission = the_permission()
    assert (permission.values("channel"), permission.values("territory"), permission.values("language")) == (
        ["press", "web"],
        ["*"],
        ["*"],
    )
    assert (permission.attribution, permission.logo, permission.photo) == ("full_name", True, True)


def test_germany_only_and_no_logo(app: Flask, site: str, browser: Browser) -> None:
    asked(ask=replace(MUCH, territories=("DE", "AT", "CH")))
    with looking(browser, SMALLEST) as page:
        page.goto(site + link_in_the_mail())
        page.locator("summary", has_text="Allow less than that").tap()
        for taken_out in ("Austria", "Switzerland", "French", "Your company's logo", "Our website"):
            page.get_by_role("checkbox", name=taken_out, exact=True).uncheck()
        page.get_by_role("button", name="Approve this much").tap()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    permission = the_permission()
    assert (permission.values("channel"), permission.values("territory"), permission.values("language")) == (
        ["press"],
        ["DE"],
        ["de"],
    )
    assert (permission.attribution, permission.logo) == ("full_name", False)


def test_nothing_is_wrong_with_the_page(app: Flask, site: str, browser: Browser) -> None:
    asked(drafted(LONG), ANYWHERE)

    def unfold(page: Page) -> None:
        for summary in page.locator("main summary").all():
            summary.click()

    wrong = faults(browser, site + link_in_the_mail(), first=unfold)
    assert not wrong, "\n".join(wrong)
