"""From a file of contacts to a quote in the press and back out of it; and a customer who is unhappy, and is heard."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from portal.members.models import User
from portal.search.actions import index_faults
from tests.journeys.acts import asked, choose, open_person, somebody_answers, success_asks_a_question
from tests.journeys.contacts import JONAS, MEI, contacts_file
from tests.journeys.house import House, colleague

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PRAISE = "Three hours of contract review became twenty-five minutes, and nobody misses the old way."
GRIEVANCE = "Half of our scanned forms are rejected, and nobody writes back."
LETTER = "Mei,\n\nyou said something about contracts that stayed with me.\n\nDaniel"


@dataclass
class Staff:
    """Who works here."""

    owner: User
    success: User
    marketing: User
    product: User


def test_the_whole_story(house: House) -> None:
    staff = Staff(*(colleague(role) for role in ("owner", "success", "marketing", "product")))
    the_owner_brings_the_contacts_in(house, staff.owner)
    success_invites_somebody(house, staff.success)
    the_promoter_joins_on_a_phone(house)
    success_asks_a_question(house, staff.success, MEI)
    somebody_answers(house, MEI, 9, PRAISE, "That is good to hear")
    quote = marketing_makes_a_quote_of_it(house, staff.marketing)
    the_promoter_approves_it(house)
    somebody_else_releases_it(house, staff.owner, quote)
    marketing_finds_it(house, staff.marketing)
    success_asks_a_question(house, staff.success, JONAS)
    somebody_answers(house, JONAS, 3, GRIEVANCE, "One of us will call you within two working days")
    success_calls_and_the_customer_moves_on(house, staff.success)
    the_promoter_takes_the_quote_back(house, staff)


def the_owner_brings_the_contacts_in(house: House, owner: User) -> None:
    with house.page(owner) as page:
        page.goto("/people")
        page.get_by_role("link", name="Bring in contacts").click()
        page.get_by_label("File").set_input_files(
            {"name": "badges.csv", "mimeType": "text/csv", "buffer": contacts_file()}
        )
        page.get_by_role("button", name="Read the file").click()
        expect(page.get_by_role("heading", name="Which column holds what?")).to_be_visible()
        page.get_by_label("Full name").select_option(label="Who (Mei Tanaka)")
        page.get_by_label("Company").select_option(label="Where they work (Orbit Health)")
        page.get_by_label("Job title").select_option(label="What they do there (Head of legal operations)")
        page.get_by_role("button", name="Look at every row").click()
        expect(page.get_by_text("Looking at every row; nothing is written yet")).to_be_visible()
        with house.worker():
            expect(page.get_by_role("button", name="Bring in 28 rows")).to_be_visible()
        expect(page.get_by_text("line 30")).to_be_visible()
        page.get_by_role("button", name="Bring in 28 rows").click()
        expect(page.get_by_role("progressbar", name="Writing")).to_be_visible()
        with house.worker():
            expect(page.get_by_role("heading", name="It is all there")).to_be_visible()
        page.get_by_role("link", name="See for yourself").click()
        expect(page.get_by_role("link", name="Halden Freight").first).to_be_visible()


def success_invites_somebody(house: House, success: User) -> None:
    with house.page(success) as page:
        open_person(page, "Mei Tanaka")
        page.get_by_role("link", name="Invite").click()
        page.get_by_label("Subject").fill("A small room for people who review contracts")
        page.get_by_label("Your words").fill(
            "Mei,\n\nyou said something about contracts that stayed with me.\n\nDaniel"
        )
        page.get_by_role("button", name="Send the invitation").click()
        expect(page.get_by_text("Your invitation to Mei Tanaka is on its way.")).to_be_visible()
    house.work()


def the_promoter_joins_on_a_phone(house: House) -> None:
    with house.phone() as page:
        page.goto(house.link_to(MEI, "/join/"))
        expect(page.get_by_text("you said something about contracts that stayed with me")).to_be_visible()
        page.get_by_label("New password").fill("lantern river anchor bread")
        page.get_by_role("button", name="Join").tap()
        page.get_by_label("A first look at what is new, and a say in it").check()
        page.get_by_role("button", name="Next").tap()
        page.get_by_label("What do you use us for?").fill("Reviewing supplier contracts")
        page.get_by_role("button", name="Next").tap()
        expect(page.get_by_label("What you do")).to_have_value("Head of legal operations")
        page.get_by_role("button", name="Next").tap()
        page.get_by_label("What is the one thing we should never take away?").fill("The comparison view")
        page.get_by_role("button", name="Done").tap()
        expect(page.get_by_text("Thank you. What you said stands on your own page")).to_be_visible()
        expect(page.get_by_text("What you say here gets read.")).to_be_visible()
    house.work()
    assert house.member(MEI).stage == "active"


def marketing_makes_a_quote_of_it(house: House, marketing: User) -> str:
    with house.page(marketing) as page:
        page.goto("/feedback")
        page.get_by_role("link", name=PRAISE).click()
        page.get_by_role("link", name="Edit").click()
        page.get_by_label("Free tags").fill("contract review")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Make a quote of it").click()
        page.get_by_label("The exact words").fill("Three hours of contract review became twenty-five minutes.")
        page.get_by_role("button", name="Keep these words").click()
        page.get_by_label("Where it would be used, in plain words").fill("one press release about contract review")
        page.get_by_label("Press", exact=True).check()
        page.get_by_label("Countries").fill("Germany")
        page.get_by_label("Full name, title and company").check()
        page.get_by_role("button", name="Send the question").click()
        expect(page.get_by_text("The mail is on its way.")).to_be_visible()
        address = page.url
    house.work()
    return address


def the_promoter_approves_it(house: House) -> None:
    with house.phone() as page:
        page.goto(house.link_to(MEI, "/quote/"))
        expect(page.get_by_text("Three hours of contract review became twenty-five minutes.").first).to_be_visible()
        expect(page.get_by_text("one press release about contract review")).to_be_visible()
        page.get_by_role("button", name="Approve", exact=True).tap()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    house.work()


def somebody_else_releases_it(house: House, owner: User, quote: str) -> None:
    with house.page(owner) as page:
        page.goto(quote)
        page.get_by_role("button", name="Make it available").click()
        expect(page.get_by_text("Available, for what the customer allowed.")).to_be_visible()
    house.work()


def marketing_finds_it(house: House, marketing: User) -> None:
    with house.page(marketing) as page:
        for words in ("contract", '"contract review became twenty-five minutes"'):
            page.goto("/search")
            page.get_by_label("Words").fill(words)
            page.get_by_role("main").get_by_role("button", name="Search").click()
            expect(page.locator("article.card", has_text="Mei Tanaka, Head of legal operations")).to_be_visible()
        for value in ("contract review", "Press", "Germany"):
            choose(page, value)
        expect(page.get_by_text("1 piece found", exact=True)).to_be_visible()
        assert [hit["kind"] for hit in asked(page, page.url)["hits"]] == ["testimonial"]
        page.goto(page.url.replace("territory=DE", "territory=FR"))
        expect(page.get_by_text("0 pieces found", exact=True)).to_be_visible()
        assert asked(page, page.url)["total"] == 0


def success_calls_and_the_customer_moves_on(house: House, success: User) -> None:
    with house.page(success) as page:
        page.goto("/")
        waiting = page.locator("#cases .case-row", has_text="Jonas Brandt")
        expect(waiting).to_contain_text(GRIEVANCE)
        expect(waiting.locator(".case-row-aside")).to_contain_text("left")
        waiting.get_by_role("link", name="Jonas Brandt", exact=True).click()
        page.get_by_role("button", name="I’ll take it").click()
        expect(page.get_by_text("It is yours now.")).to_be_visible()
        page.get_by_label("We spoke").check()
        page.get_by_label("What was said").fill("Went through the forms with him and sent the guide on scanning.")
        page.get_by_label("This answers the case").check()
        page.get_by_role("button", name="Log it").click()
        expect(page.get_by_text("Logged.")).to_be_visible()
        house.work()
        open_person(page, "Jonas Brandt")
        expect(page.locator("main")).to_contain_text("Mending")
    assert house.member(JONAS).stage == "mending"


def the_promoter_takes_the_quote_back(house: House, staff: Staff) -> None:
    with house.phone() as page:
        page.goto(house.link_to(MEI, "/quote/"))
        page.locator("summary", has_text="Take it back").tap()
        page.get_by_role("button", name="Take my words back").tap()
        expect(page.get_by_role("heading", name="Your words are yours again")).to_be_visible()
    for user in (staff.marketing, staff.product):
        with house.page(user) as page:
            page.goto("/search?q=contract&kind=testimonial")
            expect(page.get_by_text("0 pieces found", exact=True)).to_be_visible()
            expect(page.locator("article.card")).to_have_count(0)
            expect(page.locator(".facets")).not_to_contain_text("Press")
            answer = asked(page, "/search?q=contract")
            assert {hit["kind"] for hit in answer["hits"]} == {"feedback"}
            assert answer["total"] == answer["facets"]["kind"]["feedback"] == 1
            assert not answer["facets"]["channel"]
    house.work()
    with house.app.app_context():
        assert list(index_faults()) == []
    with house.page(staff.product) as page:
        assert asked(page, "/search?kind=testimonial")["total"] == 0
