"""An idea that comes back: shown while it is typed, wanted, planned, shipped, told with one's own reason, answered."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.activity.models import Mail
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ideas.actions.votes import explain_vote
from portal.ideas.models import ClosingNote, Idea, Vote
from portal.members.models import User
from portal.notices.actions.at_once import write_due_mails
from tests.forum.reading.talking import somebody
from tests.ideas.boards import a_board, an_idea
from tests.journeys.house import House, colleague

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REASON = "Ward forms still arrive by fax."
OTHER_REASON = "Our branches scan everything."
WORDS = "It reads faxes now. Handwriting still fails; we are on it."


def test_an_idea_goes_from_a_vote_to_an_answer(house: House) -> None:
    mei = somebody(time_zone="Europe/London")
    ana, omar = somebody("Ana Sousa", "Fjord Bank", time_zone="Europe/London"), colleague("product")
    idea = an_idea(a_board(), "Compare scanned PDFs", by=ana)
    with transaction() as session:
        explain_vote(
            session.scalars(select(Vote).where(Vote.idea_id == idea.id)).one(), "Our branches scan everything."
        )
    house.work()
    with house.page(mei) as page:
        is_shown_the_similar_one_and_votes_there(page)
    with house.page(omar) as page:
        plans_it(page)
        ships_it(page)
        house.work()
        tells_everybody(page)
        expect_no_debt(page)
    house.work()
    everybody_was_told_with_their_own_reason(mei, ana)
    with house.phone(mei) as page:
        answers_nearly(page)
    assert (
        db.session.scalars(select(ClosingNote.answer).where(ClosingNote.member_id == mei.member_id)).one() == "nearly"
    )


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
    page.get_by_role("button", name="Say so").click()
    expect(page.get_by_text("It stands beside your vote")).to_be_visible()
    db.session.rollback()
    assert len(db.session.scalars(select(Idea)).all()) == 1
    assert REASON in db.session.scalars(select(Vote.reason)).all()


def plans_it(page: Page) -> None:
    page.goto("/ideas")
    page.get_by_role("link", name="Compare scanned PDFs").click()
    page.get_by_role("link", name="Who wants it").click()
    expect(page.get_by_text("2 people, 2 companies")).to_be_visible()
    expect(page.get_by_text(REASON)).to_be_visible()
    page.get_by_role("link", name="Plan it").click()
    page.get_by_label("What everybody reads").fill("We begin in spring.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("We begin in spring.")
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text("Moved. Those who want it hear of it.")).to_be_visible()
    page.get_by_label("Planned for").select_option(index=1)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("The roadmap says so.")).to_be_visible()


def ships_it(page: Page) -> None:
    page.get_by_role("link", name="Say that it has shipped").click()
    page.get_by_label("What everybody reads").fill("Scanned PDFs can be compared.")
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_role("heading", name="Tell those who wanted it")).to_be_visible()
    page.goto("/")
    expect(page.locator("#debts")).to_contain_text("2 people wait")


def tells_everybody(page: Page) -> None:
    page.locator("#debts").get_by_role("link", name="Compare scanned PDFs").click()
    expect(page.locator("#preview")).to_contain_text(REASON)
    page.get_by_label("Your words to them").fill(WORDS)
    page.get_by_role("button", name="Send it to all of them").click()
    expect(page.get_by_text("2 people are told.")).to_be_visible()


def expect_no_debt(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#debts")).to_contain_text("Everybody who wanted what has shipped was told.")


def everybody_was_told_with_their_own_reason(*voters: User) -> None:
    tomorrow = (now() + timedelta(days=1)).replace(hour=12)
    with at(tomorrow):
        while write_due_mails():
            pass
    db.session.rollback()
    for voter, reason in zip(voters, (REASON, OTHER_REASON), strict=True):
        mails = db.session.scalars(select(Mail.text).where(Mail.recipient == voter.email))
        texts = [" ".join(text.replace(">", "").split()) for text in mails]
        assert any(WORDS in text and reason in text for text in texts), texts


def answers_nearly(page: Page) -> None:
    page.goto("/inbox")
    page.get_by_role("link", name=re.compile("Compare scanned PDFs|wrote to you")).first.click()
    expect(page.get_by_text(f"{REASON}")).to_be_visible()
    page.get_by_label("Nearly.").check()
    page.get_by_label("What is missing").fill("Handwriting.")
    page.get_by_role("button", name="Send my answer").tap()
    expect(page.get_by_text("Whoever built it reads your answer.")).to_be_visible()
    db.session.rollback()
