"""Pages of a beta that only one person may open, in a browser: an offer, an agreement, a key, a refusal, the end."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from portal.kits.admission.agreements import sign
from portal.rooms.betas.actions.closing import close_beta
from portal.rooms.betas.actions.seats import sign_agreement
from tests.browser.conftest import SignedIn, site, state_of
from tests.browser.looks import LIGHT, Part, faults, looking, unfold
from tests.rooms.betas.pages.rooms import a_round
from tests.rooms.betas.rooms import WINDOWS, a_beta, a_tester, act, again, applied, go, row, seated

__all__ = ["site", "state_of"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.one_database
def test_nothing_is_wrong_with_what_one_person_alone_sees(
    app: Flask, browser: Browser, site: str, state_of: SignedIn, part: Part
) -> None:
    round_ = a_round(app)
    fresh = a_beta(round_.pm, "recruit", name="Search by voice", questions=(WINDOWS,))
    over = a_beta(round_.pm, "recruit", name="Fax inbox")
    applied(over, round_.mei)
    go(over, round_.pm, "choose")
    seated(over, round_.pm, round_.mei)
    go(over, round_.pm, "onboard", "run", "wrap_up")
    act(close_beta, over, "Thank you for every word.", round_.pm, gift="A year of it")
    lea, nils = a_tester("Lea Roth", "Tessel"), a_tester("Nils Berg", "Quayside")
    second = a_beta(round_.pm, "recruit", name="Read handwriting", agreement_id=round_.agreement.id)
    applied(second, lea, nils)
    go(second, round_.pm, "choose")
    seated(second, round_.pm, lea, nils)
    act(sign_agreement, row(second, nils), again(round_.agreement).newest, nils)
    go(second, round_.pm, "onboard")
    done = a_beta(round_.pm, "recruit", "choose", "onboard", "run", "wrap_up", name="Print to fax")

    def refused(button: str) -> Callable[[Page], None]:
        def send(page: Page) -> None:
            page.get_by_role("button", name=button, exact=True).click()
            page.locator("#form-errors, [role=alert]").first.wait_for()

        return send

    def key(page: Page) -> None:
        page.get_by_role("button", name="Show my key").click()
        page.locator("#key").wait_for()

    def too_long(page: Page) -> None:
        page.locator("summary", has_text="Cancel it").click()
        page.locator("#cancel-reason").fill("word " * 900)
        page.get_by_role("button", name="Cancel the beta").click()
        page.locator("#form-errors, [role=alert]").first.wait_for()

    seen = (
        (round_.kim, round_.url, unfold),
        (round_.jonas, round_.url, unfold),
        (round_.pm, f"{round_.url}/agreement", unfold),
        (round_.una, f"/betas/{fresh.id}", refused("Apply")),
        (lea, f"/betas/{second.id}", unfold),
        (nils, f"/betas/{second.id}", unfold),
        (nils, f"/betas/{second.id}/agreement", unfold),
        (round_.mei, f"{round_.url}/reports/new", refused("Send report")),
        (round_.pm, f"{round_.url}/testers?show=everybody", unfold),
        (round_.pm, "/betas/new", refused("Create draft")),
        (round_.pm, f"/betas/{done.id}/closing", refused("Thank and close")),
        (round_.pm, f"{round_.url}/tasks", refused("Add task")),
        (round_.mei, round_.url, key),
        (round_.mei, f"/betas/{over.id}", unfold),
        (round_.mei, "/", unfold),
        (round_.pm, round_.url, too_long),
    )
    for whose, path, first in seen:
        wrong = faults(browser, site + path, first=first, part=part, storage_state=state_of(whose))
        wrong = [fault for fault in wrong if "422" not in fault]
        assert not wrong, "\n".join([path, *wrong])


def test_files_are_written_by_a_real_server_too(app: Flask, browser: Browser, site: str, state_of: SignedIn) -> None:
    """A test client keeps the request open while it reads; a server does not."""
    round_ = a_round(app)
    act(sign, again(round_.agreement).newest, round_.pm)
    with looking(browser, LIGHT, storage_state=state_of(round_.pm)) as page:
        for name, words in {"people": "Which system do you work on? Windows", "reports": "Upside-down scans"}.items():
            answer = page.request.get(f"{site}{round_.url}/{name}.csv")
            assert (answer.status, words in answer.text()) == (200, True), name
