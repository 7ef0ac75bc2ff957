"""What people do with an idea: they want it, plan it, ship it, tell those who wanted it, and answer."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from unittest.mock import patch

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.core.clock import at, now
from portal.core.database import db
from portal.kits.notices.actions.at_once import write_due_mails
from portal.ledger.models import Mail
from portal.rooms.ideas.models import Idea, Vote
from tests.letters import texts

REASON = "Ward forms still arrive by fax."
TITLE = "Compare scanned PDFs"
WORDS = "It reads faxes now. Handwriting still fails; we are on it."


def is_shown_the_similar_one_and_votes_there(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Ideas", exact=True).click()
    page.get_by_role("link", name="Suggest an idea").click()
    page.get_by_label("What would you like to have?").press_sequentially("Compare scanned forms")
    box = page.locator("#similar")
    expect(box.get_by_role("link", name="Compare scanned PDFs")).to_be_visible()
    box.get_by_role("button", name="Vote for that one instead").click()
    expect(page.get_by_role("heading", name="Compare scanned PDFs")).to_be_visible()
    page.get_by_label("Why does this matter to you?").fill(REASON)
    page.get_by_role("button", name="Add my reason").click()
    expect(page.get_by_text("It's shown with your vote")).to_be_visible()
    db.session.rollback()
    assert len(db.session.scalars(select(Idea)).all()) == 1
    assert REASON in db.session.scalars(select(Vote.reason)).all()


def open_idea(page: Page) -> None:
    """From one's first page to the idea."""
    page.goto("/")
    page.get_by_role("link", name="Ideas", exact=True).click()
    page.wait_for_url("**/ideas")
    page.get_by_role("link", name=TITLE).click()


def plans_it(page: Page) -> None:
    open_idea(page)
    page.get_by_role("link", name="Who wants it").click()
    expect(page.get_by_text("4 people, 4 companies")).to_be_visible()
    expect(page.get_by_text(REASON)).to_be_visible()
    page.get_by_role("link", name="Plan it").click()
    page.get_by_label("Message to everybody").fill("We begin in spring.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("We begin in spring.")
    page.get_by_role("button", name="Save decision").click()
    expect(page.get_by_text("Saved. Everybody who wants it will be told.")).to_be_visible()
    page.get_by_label("Planned for").select_option(index=1)
    page.get_by_role("button", name="Save quarter").click()
    expect(page.get_by_text("It's on the roadmap.")).to_be_visible()


def ships_it(page: Page) -> None:
    open_idea(page)
    page.get_by_role("link", name="Who wants it").click()
    page.get_by_role("link", name="Mark as shipped").click()
    page.get_by_label("Message to everybody").fill("Scanned PDFs can be compared.")
    page.get_by_role("button", name="Save decision").click()
    expect(page.get_by_role("heading", name="Tell those who wanted it")).to_be_visible()
    page.goto("/")
    expect(page.locator("#debts")).to_contain_text("4 people are waiting")


def tells_everybody(page: Page, reasons: Iterable[str]) -> None:
    page.locator("#debts").get_by_role("link", name="Compare scanned PDFs").click()
    expect(page.locator("#preview")).to_contain_text(REASON)
    for reason in reasons:
        expect(page.locator("main")).to_contain_text(reason)
    page.get_by_label("Your message to them").fill(WORDS)
    page.get_by_role("button", name="Send it to all of them").click()
    expect(page.get_by_text("4 people are told.")).to_be_visible()


def expect_no_debt(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#debts")).to_contain_text("Everybody who wanted what has shipped was told.")


def everybody_was_told_with_their_own_reason(reasons: Mapping[str, str]) -> None:
    """By address, what each wrote beside their vote: the mail to them quotes it, and no other."""
    db.session.rollback()
    no_end = patch("portal.kits.notices.actions.at_once.may_get_more", return_value=True)
    with at((now() + timedelta(days=1)).replace(hour=12)), no_end:
        while write_due_mails():
            pass
    db.session.rollback()
    for address, reason in reasons.items():
        mails = texts(Mail.recipient == address)
        said = [" ".join(text.replace(">", "").split()) for text in mails]
        told = [text for text in said if WORDS in text]
        assert len(told) == 1, said
        assert [each for each in reasons.values() if each in told[0]] == [reason]


def answers_nearly(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_text(f"{REASON}")).to_be_visible()
    page.get_by_label("Nearly.").check()
    page.get_by_label("What is missing").fill("Handwriting.")
    page.get_by_role("button", name="Send my answer").tap()
    expect(page.get_by_text("Whoever built it reads your answer.")).to_be_visible()
    db.session.rollback()
