"""Pages of a portal in which nobody has done anything yet: those that need nothing to be opened.

What is on an empty page only is judged on a phone, in the dark, by `make looks`; the rest of it is judged in every look
with its rows.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from portal.core.clock import now
from portal.kits.search.actions import index_due
from tests.actors import a_member, a_user, staff
from tests.browser.conftest import remembered
from tests.browser.looks import LIGHT, PHONE_DARK, Part, faults_of, looking, settle, unfold
from tests.browser.pages import NOBODY, OWNER, PROMOTER, SHOWN, PageOf, reader
from tests.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ASKING = {
    *("agreements.new_agreement", "betas.new_beta", "feedback.capture", "feedback.give", "forum.new_category"),
    *("forum.shortcuts", "ideas.new_board", "imports.start", "invitations.invite", "join.welcome", "letters.letter"),
    *("letters.letters", "people.add_person", "people.new_company", "preferences.preferences", "profiles.own"),
    *("confirm.confirm", "users.add", "own_login.address", "own_login.close", "you.account", "you.details", "you.job"),
    "you.password",
}
"""Pages that ask for something or tell what is always there: they look the same in a portal full of people."""
ROOMS = [
    endpoint
    for endpoint in SHOWN
    if "{" not in PAGES[endpoint][1] and reader(endpoint) != NOBODY and endpoint not in ASKING
]


@pytest.fixture(scope="module")
def page_of(browser: Browser, lasting_app: Flask, lasting_site: str) -> Iterator[PageOf]:
    """An owner's and a newcomer's; there is nobody else, and the worker has nothing left to do."""
    state_of = remembered(lasting_app, lasting_site)
    people = {OWNER: staff("owner"), PROMOTER: a_user(a_member(joined_at=now(), welcomed_at=now()))}
    index_due()
    with ExitStack() as until_the_end:
        pages: dict[str, Page] = {
            who: until_the_end.enter_context(looking(browser, LIGHT, storage_state=state_of(user)))
            for who, user in people.items()
        }
        yield pages.__getitem__


@pytest.mark.parametrize("endpoint", ROOMS)
def test_nothing_is_wrong_with_an_empty_room(endpoint: str, page_of: PageOf, lasting_site: str, part: Part) -> None:
    page, url = page_of(reader(endpoint)), lasting_site + PAGES[endpoint][1]
    if part == "first":
        assert settle(page, url) == 200
        return
    wrong = faults_of(page, url, (PHONE_DARK,), unfold)
    assert not wrong, "\n".join(wrong)
