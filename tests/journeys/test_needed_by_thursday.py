"""A quote for Thursday: she passes it on, her press office changes a word and allows less; or nobody answers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from portal.access.models import User
from portal.core import clock
from portal.core.database import db
from portal.kits.notices.actions.at_once import write_due_mails
from portal.ledger.models import Mail
from portal.rooms.testimonials.actions.clocks import mind_deadlines
from portal.rooms.testimonials.models import Testimonial
from tests.actors import a_member
from tests.journeys.contacts import MEI
from tests.journeys.house import House, colleague
from tests.letters import newest, texts
from tests.rooms.testimonials.quoting import drafted

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 30, 10, tzinfo=BERLIN)
PRESS = "press@orbit.example"
FIRST = "Three hours became twenty minutes."
THEIRS = "Three hours became under thirty minutes."
CITED = f"“{THEIRS}”\n— Mei Tanaka, Head of legal, Orbit Health"


@dataclass
class Days:
    """What time it is, for the site and for whoever works on it."""

    house: House
    moment: datetime = MONDAY

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        self.moment = moment
        with clock.at(moment):
            yield

    def rounds(self) -> None:
        """The worker does what is due, and writes the emails of what it told some minutes ago."""
        mind_deadlines()
        self.house.work()
        with clock.at(self.moment + timedelta(minutes=4)):
            write_due_mails()


@pytest.fixture
def days(house: House) -> Iterator[Days]:
    days, answer = Days(house), house.app.wsgi_app

    def then(environ: Any, start_response: Any) -> Any:
        with clock.at(days.moment):
            return answer(environ, start_response)

    house.app.wsgi_app = then  # type: ignore[method-assign]
    yield days
    house.app.wsgi_app = answer  # type: ignore[method-assign]


def asked_on_monday(days: Days, lena: User) -> Testimonial:
    """Lena asks Mei for press in Germany and Austria; she needs it by Thursday noon."""
    mei = a_member("Mei Tanaka", "Orbit Health", email=MEI, job_title="Head of legal", time_zone="Europe/Berlin")
    quote = drafted(FIRST, mei, editor=lena)
    with days.house.page(lena) as page:
        page.goto(f"/quotes/{quote.id}")
        page.get_by_label("Where it would be used, in plain words").fill("one press release about contract review")
        page.get_by_label("Press", exact=True).check()
        page.get_by_label("Countries").fill("Germany, Austria")
        page.get_by_label("Full name, title and company").check()
        page.get_by_label("Needed by").fill("2026-12-03T12:00")
        page.get_by_role("button", name="Send question").click()
        expect(page.get_by_text("Saved, but email isn't set up on this site.")).to_be_visible()
        expect(page.get_by_text("They can answer until Wednesday, 2 December 2026")).to_be_visible()
    days.rounds()
    return quote


def nothing_to_copy(days: Days, lena: User, quote: Testimonial) -> None:
    """No page and no search gives anything to copy."""
    days.house.work()
    with days.house.page(lena) as page:
        for url in (f"/quotes/{quote.id}", "/quotes", "/search?q=hours&kind=testimonial"):
            page.goto(url)
            expect(page.locator("[data-copy]")).to_have_count(0)
            expect(page.locator("[id$=-cited]")).to_have_count(0)


def mei_passes_it_on(days: Days) -> None:
    with days.house.phone() as page:
        page.goto(days.house.link_to(MEI, "/quote/"))
        expect(page.get_by_text("By Wednesday, 2 December 2026")).to_be_visible()
        page.get_by_role("link", name="Someone else here has to agree").tap()
        page.get_by_label("Their email address").fill(PRESS)
        page.get_by_role("button", name="Send question").tap()
        expect(page.get_by_text("the first answer counts").first).to_be_visible()
    days.rounds()


def the_press_office_changes_a_word(days: Days) -> None:
    with days.house.phone() as page:
        page.goto(days.house.link_to(PRESS, "/quote/"))
        expect(page.get_by_text("Mei Tanaka asks you to decide whether")).to_be_visible()
        page.locator("summary", has_text="Change the words").tap()
        page.get_by_label("How you would say it").fill(THEIRS)
        page.get_by_role("button", name="Send my words").tap()
        expect(page.get_by_role("heading", name="Thank you, those are better")).to_be_visible()
    days.rounds()


def lena_asks_about_their_words(days: Days, lena: User, quote: Testimonial) -> None:
    """The question is filled in as it was: one press."""
    with days.house.page(lena) as page:
        page.goto(f"/quotes/{quote.id}")
        expect(page.locator("#quote-text")).to_have_text(THEIRS)
        expect(page.get_by_label("Countries")).to_have_value(re.compile("Germany.*Austria|Austria.*Germany"))
        expect(page.get_by_label("Needed by")).to_have_value("2026-12-03T12:00")
        page.get_by_role("button", name="Send question").click()
        expect(page.get_by_text("Saved, but email isn't set up on this site.")).to_be_visible()
    days.rounds()


def the_press_office_allows_germany(days: Days) -> None:
    with days.house.phone() as page:
        page.goto(days.house.link_to(PRESS, "/quote/"))
        expect(page.get_by_text(THEIRS).first).to_be_visible()
        page.locator("summary", has_text="Allow less").tap()
        page.get_by_label("Austria").uncheck()
        page.get_by_role("button", name="Approve this much").tap()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(page.get_by_text("Take it back")).to_have_count(0)
    days.rounds()


def lena_hears(days: Days, lena: User, sentence: str, words: str) -> None:
    """In her inbox, and by an email that was written by now."""
    with days.house.page(lena) as page:
        page.goto("/inbox")
        expect(page.get_by_role("link", name=sentence)).to_be_visible()
        expect(page.locator(".inbox-line").first).to_contain_text(words)
    mail = newest(Mail.recipient == lena.email)
    assert sentence in mail.subject
    assert words in re.sub(r"\n> ", " ", mail.text)
    assert mail.due_at <= days.moment + timedelta(minutes=5)


def somebody_releases_it(days: Days, owner: User, quote: Testimonial) -> None:
    with days.house.page(owner) as page:
        page.goto(f"/quotes/{quote.id}")
        page.get_by_role("button", name="Make it available").click()
        expect(page.get_by_text("Available, for what the customer allowed.")).to_be_visible()
    days.rounds()


def cited(page: Page, url: str) -> str:
    """What the card on this page copies."""
    page.goto(url)
    button = page.locator("article", has_text=THEIRS).get_by_role("button", name="Copy with attribution")
    return page.locator(f"#{button.get_attribute('data-copy')}").text_content() or ""


def test_the_press_office_changes_a_word_and_allows_germany(house: House, days: Days) -> None:
    with days.at(MONDAY):
        lena, owner = colleague("marketing"), colleague("owner")
        quote = asked_on_monday(days, lena)
        nothing_to_copy(days, lena, quote)
        mei_passes_it_on(days)
        nothing_to_copy(days, lena, quote)
    with days.at(MONDAY + timedelta(hours=3)):
        the_press_office_changes_a_word(days)
        nothing_to_copy(days, lena, quote)
        lena_hears(days, lena, f"{PRESS} answered for Mei Tanaka and suggested other words", THEIRS)
        lena_asks_about_their_words(days, lena, quote)
        nothing_to_copy(days, lena, quote)
    with days.at(MONDAY + timedelta(days=1)):
        the_press_office_allows_germany(days)
        nothing_to_copy(days, lena, quote)
        lena_hears(days, lena, f"{PRESS} answered for Mei Tanaka and said yes: Press (Germany)", THEIRS)
        somebody_releases_it(days, owner, quote)
        with house.page(lena) as page:
            for url in (f"/quotes/{quote.id}", "/quotes", "/search?q=hours&kind=testimonial"):
                assert cited(page, url) == CITED
        permission = db.session.get_one(Testimonial, quote.id).current
        assert permission is not None


def test_nobody_answers_and_marketing_is_told_on_wednesday_evening(house: House, days: Days) -> None:
    with days.at(MONDAY):
        lena = colleague("marketing")
        quote = asked_on_monday(days, lena)
        link = house.link_to(MEI, "/quote/")
    with days.at(datetime(2026, 12, 1, 15, 30, tzinfo=BERLIN)):
        days.rounds()
        assert "only reminder" in texts(Mail.recipient == MEI)[-1]
    with days.at(datetime(2026, 12, 2, 20, tzinfo=BERLIN)):
        days.rounds()
        lena_hears(days, lena, "Mei Tanaka didn't answer in time", FIRST)
        nothing_to_copy(days, lena, quote)
        with house.phone() as page:
            page.goto(link)
            expect(page.get_by_role("heading", name="The time for this has passed")).to_be_visible()
