"""What people do with each other in more than one story: inviting, asking, answering, calling."""

from playwright.sync_api import Page, expect

from portal.access.models import User
from tests.journeys.contacts import JONAS, MEI, contacts_file
from tests.journeys.house import House

GRIEVANCE = "Half of our scanned forms are rejected, and nobody writes back."
LETTER = "Mei,\n\nyou said something about contracts that stayed with me.\n\nDaniel"


def somebody_brings_the_contacts(house: House, page: Page) -> None:
    """Choose the file, and say which of its columns hold what, until every row is looked at."""
    page.get_by_label("File").set_input_files({"name": "badges.csv", "mimeType": "text/csv", "buffer": contacts_file()})
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("Reading the file; nothing has been written yet")).to_be_visible()
    with house.worker():
        expect(page.get_by_role("heading", name="Which column holds what?")).to_be_visible()
    page.get_by_label("Full name").select_option(label="Who (Mei Tanaka)")
    page.get_by_label("Company").select_option(label="Where they work (Orbit Health)")
    page.get_by_label("Job title").select_option(label="What they do there (Head of legal operations)")
    page.get_by_role("button", name="Check every row").click()


def success_asks_a_question(house: House, success: User, email: str) -> None:
    """A question that goes out by mail, from the page of the person."""
    member = house.member(email)
    with house.page(success) as page:
        open_person(page, member.name)
        page.locator("summary", has_text="Ask a question").click()
        page.get_by_label("Question").select_option(label="Would you recommend us")
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.get_by_text(f"{member.short_name} is being asked, in your name.")).to_be_visible()
    house.work()


def somebody_answers(house: House, email: str, score: int, words: str, what_follows: str) -> None:
    """An answer by the link in the mail, signed out, on a phone."""
    with house.phone() as page:
        page.goto(f"{house.link_to(email, '/answer/')}?score={score}")
        expect(page.get_by_role("radio", name=str(score), exact=True)).to_be_checked()
        page.get_by_label("What is the main reason?").fill(words)
        page.get_by_role("button", name="Send my answer").tap()
        expect(page.get_by_text(what_follows)).to_be_visible()
    house.work()


def open_person(page: Page, name: str) -> None:
    """Find somebody among the people, and open their page."""
    page.goto("/people")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Name").press("Enter")
    page.get_by_role("link", name=name).click()


def success_invites_somebody(house: House, success: User) -> None:
    """A personal mail to Mei, from her page."""
    with house.page(success) as page:
        open_person(page, "Mei Tanaka")
        page.get_by_role("link", name="Invite").click()
        page.get_by_label("Subject").fill("A small room for people who review contracts")
        page.get_by_label("Your words").fill(
            "Mei,\n\nyou said something about contracts that stayed with me.\n\nDaniel"
        )
        page.get_by_role("button", name="Send invitation").click()
        expect(page.get_by_text("Saved, but email isn't set up on this site.")).to_be_visible()
    house.work()


def the_promoter_joins_on_a_phone(house: House) -> None:
    """Mei opens the link in the mail, joins without a password and goes through the welcome."""
    with house.phone() as page:
        page.goto(house.link_to(MEI, "/join/"))
        expect(page.get_by_text("you said something about contracts that stayed with me")).to_be_visible()
        page.get_by_role("button", name="Join").tap()
        page.get_by_label("A first look at what's new, and a say in it").check()
        page.get_by_role("button", name="Next").tap()
        page.get_by_label("What do you use us for?").fill("Reviewing supplier contracts")
        page.get_by_role("button", name="Next").tap()
        expect(page.get_by_label("What you do")).to_have_value("Head of legal operations")
        page.get_by_role("button", name="Next").tap()
        page.get_by_label("What is the one thing we should never take away?").fill("The comparison view")
        page.get_by_role("button", name="Done").tap()
        expect(page.get_by_text("Thank you. You'll find what you said on your own page")).to_be_visible()
        expect(page.get_by_text("What you say here gets read.")).to_be_visible()
    house.work()
    assert house.member(MEI).stage == "active"


def success_calls_and_the_customer_moves_on(house: House, success: User) -> None:
    """Jonas waits on Today with his clock; a call answers him, and he moves on."""
    with house.page(success) as page:
        page.goto("/")
        waiting = page.locator("#cases .case-row", has_text="Jonas Brandt")
        expect(waiting).to_contain_text(GRIEVANCE)
        expect(waiting.locator(".case-row-aside")).to_contain_text("left")
        waiting.get_by_role("link", name="Jonas Brandt", exact=True).click()
        page.get_by_role("button", name="I’ll take it").click()
        expect(page.get_by_text("It's yours now.")).to_be_visible()
        page.get_by_label("We spoke").check()
        page.get_by_label("What was said").fill("Went through the forms with him and sent the guide on scanning.")
        page.get_by_label("This answers the case").check()
        page.get_by_role("button", name="Log it").click()
        expect(page.get_by_text("Logged.")).to_be_visible()
        house.work()
        open_person(page, "Jonas Brandt")
        expect(page.locator("main")).to_contain_text("Mending")
    assert house.member(JONAS).stage == "mending"
