"""What people do with a beta: they open it, draw its testers, sign, see a key, report, pass a seat on and thank."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db
from portal.ledger.models import Activity
from portal.rooms.betas.actions.clocks import mind_clocks
from portal.rooms.betas.models import Beta
from tests.journeys.house import House
from tests.journeys.wishing import TITLE
from tests.rooms.betas.rooms import again, status

KEYS = ("NW-AAAA-1", "NW-BBBB-2", "NW-CCCC-3")
GATED = "The lantern stands in the menu."


@dataclass
class Round:
    """Omar runs it; Mei, Jonas, Ana and Kim voted for the idea; Una did not."""

    omar: User
    mei: User
    jonas: User
    ana: User
    kim: User
    una: User


def opens_a_beta(page: Page) -> int:
    """From one's first page: a draft with a question, an agreement, a task and keys, for the voters of the idea."""
    open_betas(page)
    page.get_by_role("link", name="New beta").click()
    page.get_by_label("From the idea").select_option(label=TITLE)
    page.get_by_label("Name", exact=True).fill("Compare scanned PDFs")
    page.get_by_label("What it's for").fill("Two scans side by side, before everybody has it.")
    page.get_by_label("Instructions for testers").fill(GATED)
    page.get_by_label("Seats").fill("2")
    page.get_by_label("Question", exact=True).first.fill("Which system do you work on?")
    page.get_by_label("Answers, one on each line").first.fill("Windows\nMac")
    page.get_by_label("Those that suit this round").first.fill("Windows")
    page.get_by_label("Message to those who don't fit this time").first.fill(
        "This round needs Windows. You are first for the next."
    )
    page.get_by_label("Or write a new agreement").fill("What you see here stays here.")
    page.get_by_role("button", name="Create draft").click()
    expect(page.get_by_role("heading", level=1, name="Compare scanned PDFs")).to_be_visible()
    beta_id = int(page.url.rsplit("/", 1)[1])
    page.get_by_role("link", name="Tasks and keys").click()
    page.get_by_label("What to try").fill("Compare two scans")
    page.get_by_role("button", name="Add task").click()
    expect(page.get_by_text("Task added.")).to_be_visible()
    page.get_by_label("Keys, one on each line").fill("\n".join(KEYS))
    page.get_by_role("button", name="Add keys").click()
    expect(page.get_by_text("3 new keys are sealed.")).to_be_visible()
    page.get_by_role("link", name="How it goes").click()
    page.get_by_role("button", name="Look for testers").click()
    expect(page.get_by_text("It looks for testers now.")).to_be_visible()
    return beta_id


def open_betas(page: Page) -> None:
    """For a colleague, whose own menu has them."""
    page.goto("/")
    page.locator("summary.topbar-person").click()
    page.get_by_role("link", name="Betas", exact=True).click()


def open_beta(page: Page) -> None:
    """The beta as a member finds it: in the bar, by its name."""
    page.goto("/")
    page.get_by_role("link", name="Betas", exact=True).click()
    page.wait_for_url("**/betas")
    page.get_by_role("link", name=TITLE).first.click()


def invites_the_voters(page: Page, reasons: Iterable[str]) -> None:
    page.get_by_role("link", name="Invite testers").click()
    expect(page.get_by_text("4 people would be invited")).to_be_visible()
    for reason in reasons:
        expect(page.get_by_text(f"“{reason}”")).to_be_visible()
    page.get_by_role("button", name="Invite them").click()
    expect(page.get_by_text("4 people are invited.")).to_be_visible()


def applies(house: House, user: User, answer: str) -> None:
    with house.page(user) as page:
        open_beta(page)
        expect(page.get_by_text("Would you like to test it?")).to_be_visible()
        page.get_by_label(answer).check()
        page.get_by_role("button", name="Apply").click()
        expect(page.locator("#place")).to_contain_text("You applied.")


def reads_a_kind_no(house: House, user: User) -> None:
    with house.page(user) as page:
        open_beta(page)
        page.get_by_label("Mac").check()
        page.get_by_role("button", name="Apply").click()
        expect(page.locator("#place")).to_contain_text("This round needs Windows. You are first for the next.")


def draws_testers(page: Page) -> None:
    page.get_by_role("link", name="How it goes").click()
    page.get_by_role("button", name="Choose testers").click()
    expect(page.get_by_text("Nobody new applies now.")).to_be_visible()
    page.get_by_role("link", name="People", exact=True).last.click()
    page.get_by_label("How many").fill("2")
    page.get_by_label("Why these people").fill("They scan every day")
    page.get_by_role("button", name="Draw and offer seats").click()
    expect(page.get_by_text("2 seats are offered.")).to_be_visible()
    expect(page.get_by_text("They scan every day")).to_have_count(2)
    page.get_by_role("link", name="How it goes").click()
    page.get_by_role("button", name="Let them start").click()
    expect(page.get_by_text("Testers who are in can start")).to_be_visible()


def publishes_a_second_version(page: Page) -> None:
    page.get_by_role("link", name="Agreement", exact=True).click()
    page.get_by_text("Write a new version").click()
    page.get_by_label("The exact words").fill("What you see here stays here, pictures too.")
    page.get_by_role("button", name="Publish version").click()
    expect(page.get_by_text("Version 2")).to_be_visible()
    page.get_by_role("link", name="To the beta").or_(page.get_by_role("link", name=TITLE)).first.click()
    page.get_by_role("link", name="Reports", exact=True).click()
    expect(page.get_by_text("The agreement binds you, too")).to_be_visible()
    page.get_by_role("link", name="Read and sign the agreement").click()
    page.get_by_label("I have read this and agree to it").check()
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_text("Signed. You are in.")).to_be_visible()


def takes_the_seat_and_signs_version_2(house: House, user: User) -> None:
    with house.page(user) as page:
        open_beta(page)
        expect(page.get_by_text(GATED)).to_have_count(0)
        page.get_by_role("button", name="Take the seat").click()
        expect(page.get_by_text("The seat is yours.")).to_be_visible()
        expect(page.get_by_text(GATED)).to_have_count(0)
        page.get_by_role("link", name="Read and sign the agreement").click()
        expect(page.get_by_text("stays here, pictures too.")).to_be_visible()
        page.get_by_label("I have read this and agree to it").check()
        page.get_by_role("button", name="I agree").click()
        expect(page.get_by_text(GATED)).to_be_visible()


def runs_it(page: Page) -> None:
    page.get_by_role("link", name="How it goes").click()
    page.get_by_role("button", name="Run it").click()
    expect(page.get_by_text("Quiet testers are asked automatically.")).to_be_visible()


def sees_the_key_and_reports(house: House, user: User) -> None:
    with house.page(user) as page:
        open_beta(page)
        page.get_by_role("button", name="Show my key").click()
        expect(page.locator("#key")).to_have_text(KEYS[0])
        page.get_by_role("link", name="Back to the beta").click()
        page.get_by_role("button", name=re.compile("I tried it")).click()
        expect(page.get_by_text("Noted. What did you find?")).to_be_visible()
        page.get_by_role("link", name="Report something").click()
        page.get_by_label("Something is wrong").check()
        page.get_by_label("It hurts").check()
        page.get_by_label("In one line").fill("Upside-down scans are skipped")
        page.get_by_role("button", name="Send report").click()
        expect(page.get_by_role("link", name="Upside-down scans are skipped")).to_be_visible()


def asks_the_quiet_one(page: Page) -> None:
    page.get_by_role("link", name="People", exact=True).last.click()
    page.get_by_role("link", name="Testing").click()
    page.get_by_role("button", name=re.compile("Still testing.*Jonas Lind")).click()
    expect(page.get_by_text("They are asked.")).to_be_visible()


def the_seat_goes_to_the_next(house: House, people: Round, beta: int) -> None:
    with house.page(people.jonas) as page:
        page.goto("/")
        expect(page.get_by_text("Are you still testing?")).to_be_visible()
    db.session.rollback()
    with at(now() + timedelta(days=4)):
        mind_clocks()
    found = db.session.get_one(Beta, beta)
    assert (status(found, people.jonas), status(found, people.ana)) == ("expired", "selected")
    takes_the_seat_and_signs_version_2(house, people.ana)
    with house.page(people.jonas) as page:
        open_beta(page)
        expect(page.locator("#place")).to_contain_text("The offer expired.")
        expect(page.get_by_text(GATED)).to_have_count(0)
    with house.page(people.una) as page:
        answer = page.goto(f"/betas/{beta}")
        assert answer is not None
        assert answer.status == 404


def keys_stand_on_no_list(page: Page, beta: int) -> None:
    for path in ("", "/testers?show=testing", "/reports", "/seats", "/tasks", "/edit", "/people.csv", "/reports.csv"):
        text = page.request.get(f"/betas/{beta}{path}").text()
        assert not any(key in text for key in KEYS), path
    db.session.rollback()
    lines = db.session.scalars(select(Activity).where(Activity.verb.like("key.%"))).all()
    assert lines
    assert not any(key in str(line.facts) for line in lines for key in KEYS)


def settles_and_closes(page: Page) -> None:
    page.get_by_role("link", name="Reports", exact=True).click()
    page.get_by_role("link", name="Upside-down scans are skipped").click()
    page.get_by_label("Your message to its author").fill("In the build of Monday.")
    page.get_by_role("button", name="It is fixed").click()
    expect(page.get_by_text("Saved. Its author is told.")).to_be_visible()
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="Wrap it up").click()
    page.get_by_role("link", name="Thank and close").click()
    page.get_by_label("Your thanks").fill("You read what we had stopped seeing.")
    page.get_by_label("A gift").fill("A year of the finished product")
    page.get_by_role("button", name="Thank and close").click()
    expect(page.get_by_text("Everybody gets their own summary with your thanks.")).to_be_visible()


def the_summary_is_right(house: House, people: Round, beta: int) -> None:
    assert again(db.session.get_one(Beta, beta)).taken == 2
    for user, sums in ((people.mei, ("1 report of yours", "1 of them is fixed", "1 task tried")), (people.ana, ())):
        with house.page(user) as page:
            open_beta(page)
            expect(page.get_by_text("You read what we had stopped seeing.")).to_be_visible()
            expect(page.get_by_text("A year of the finished product")).to_be_visible()
            for words in sums or ("0 reports of yours",):
                expect(
                    page.locator(".beta-sums li").filter(has_text=re.compile(words.replace(" ", r"\s+")))
                ).to_be_visible()
