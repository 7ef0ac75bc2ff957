"""The community in a real browser: read on, quote, name, show, edit; the watcher hears once and answers by mail."""

import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.digests import plan_digests, write_due_digests
from portal.kits.notices.models import Notice
from portal.ledger.models import Mail
from portal.people.actions.segments import hold
from portal.people.viewer import Viewer
from portal.rooms.forum.actions.reading import choose_topic_level
from portal.rooms.forum.models import Topic
from tests.journeys.house import House
from tests.kits.notices.post import DOMAIN, a_reply, received
from tests.letters import letters
from tests.rooms.forum.reading.talking import a_room, an_agreement, begun, said, signed, somebody

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database("postgresql")]


@dataclass
class Talk:
    """Ana began it and watches; Mei reads; Kim has muted it; Jon is unhappy and held."""

    topic: Topic
    gated: Topic
    mei: User
    ana: User
    kim: User
    jon: User


@pytest.fixture
def talk(app: Flask) -> Talk:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    mei, ana, kim, jon = (
        somebody(name, company, time_zone="Europe/London")
        for name, company in (
            ("Mei Tanaka", "Orbit Health"),
            ("Ana Sousa", "Fjord Bank"),
            ("Kim Park", "Helio Energy"),
            ("Jon Aasen", "Casa Verde"),
        )
    )
    room, agreement = a_room(), an_agreement()
    topic = begun(room, ana, "Faxed forms", "They still arrive by fax.")
    for number in range(2, 8):
        said(topic, kim, f"Answer number {number}.")
    signed(agreement, ana)
    gated = begun(a_room("Beta circle", agreement=agreement), ana, "The lantern", "Nobody else may know.")
    with transaction() as session:
        choose_topic_level(Viewer(session.get_one(User, kim.id)), topic.id, "muted")
        hold(jon.member_id or 0, "promotion", "case:1")
    while plan_digests():
        pass
    return Talk(topic, gated, mei, ana, kim, jon)


def test_a_promoter_reads_writes_and_the_watcher_answers_by_mail(house: House, talk: Talk) -> None:
    with house.page(talk.mei) as page:
        reads_from_the_first_unread(page, house, talk)
        answers_with_a_quote_a_name_and_a_picture(page, talk)
        corrects_it(page)
    the_watcher_hears_once(house, talk)
    the_watcher_answers_by_mail(house, talk)
    the_digest_is_each_reader_s_own(house, talk)
    somebody_ends_a_kind_of_mail(house, talk)


def reads_from_the_first_unread(page: Page, house: House, talk: Talk) -> None:
    with transaction() as session:
        session.execute(db.text("delete from forum_topic_readings where user_id = :me"), {"me": talk.mei.id})
    page.goto(f"/community/t/{talk.topic.id}")
    page.locator("#post-7").scroll_into_view_if_needed()
    expect.set_options(timeout=10_000)
    page.wait_for_timeout(4_000)
    db.session.rollback()
    said(talk.topic, talk.kim, "Answer number 8.")
    page.goto("/community")
    page.get_by_role("link", name=re.compile("1 unread")).click()
    expect(page).to_have_url(re.compile(rf"/t/{talk.topic.id}/8"))
    expect(page.get_by_text("New since you were here")).to_be_visible()


def answers_with_a_quote_a_name_and_a_picture(page: Page, talk: Talk) -> None:
    first = page.locator("#post-2")
    first.hover()
    first.get_by_role("link", name="Quote").click()
    words = page.get_by_role("textbox", name="Your answer")
    expect(words).to_have_value(re.compile("> Answer number 2."))
    words.press("Control+End")
    words.press_sequentially("We scan them now, @ana")
    page.get_by_role("option", name=re.compile("Ana Sousa")).click()
    expect(words).to_have_value(re.compile(rf"@{talk.ana.handle} $"))
    words.press("Control+End")
    page.locator("writing-field input[type=file]").set_input_files(
        {"name": "ward.png", "mimeType": "image/png", "buffer": a_picture()}
    )
    expect(words).to_have_value(re.compile(r"!\[what it shows\]\(/pictures/[0-9a-f]{32}\)"))
    page.keyboard.type("a ward form")
    page.get_by_role("tab", name="Preview").click()
    expect(page.locator(".writing-shown img[alt='a ward form']")).to_be_visible()
    page.get_by_role("tab", name="Write").click()
    page.get_by_role("button", name="Send").click()
    mine = page.locator("#post-9")
    expect(mine).to_contain_text("We scan them now, @Ana Sousa")
    expect(mine.locator("blockquote")).to_contain_text("Answer number 2.")
    assert mine.locator("img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 40


def corrects_it(page: Page) -> None:
    mine = page.locator("#post-9")
    mine.locator("summary", has_text="More").click()
    mine.get_by_role("link", name="Edit").click()
    words = page.get_by_role("textbox", name="Post")
    words.fill((words.input_value()).replace("We scan them now", "We scan them in grey now"))
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("#post-9")).to_contain_text("We scan them in grey now")
    page.locator("#post-9").get_by_role("link", name="edited").click()
    expect(page.locator("main")).to_contain_text("grey")


def the_watcher_hears_once(house: House, talk: Talk) -> None:
    house.work()
    db.session.rollback()
    mine = select(Notice).where(Notice.user_id == talk.ana.id, Notice.kind == "forum.mention")
    assert len(db.session.scalars(mine).all()) == 1
    with at(noon()):
        while write_due_mails():
            pass
    about = [mail for mail in mails_to(talk.ana) if "We scan them" in mail.text]
    assert len(about) == 1
    assert mails_to(talk.kim) == mails_to(talk.jon) == []
    with house.page(talk.ana) as page:
        page.goto("/inbox")
        expect(page.get_by_text("Mei Tanaka named you")).to_have_count(1)


def the_watcher_answers_by_mail(house: House, talk: Talk) -> None:
    [mail] = [mail for mail in mails_to(talk.ana) if "We scan them" in mail.text]
    text = "Grey works here too.\n\nOn Tue, Northwind <hello@northwind.example> wrote:\n> We scan them in grey now\n"
    received(a_reply(talk.ana.email, text), str(mail.reply_to))
    with house.page(talk.mei) as page:
        page.goto(f"/community/t/{talk.topic.id}/10")
        expect(page.locator("#post-10")).to_contain_text("Grey works here too.")
        expect(page.locator("#post-10")).not_to_contain_text("wrote:")
        expect(page.locator("#post-10 blockquote")).to_have_count(0)


def the_digest_is_each_reader_s_own(house: House, talk: Talk) -> None:
    said_to = {}
    for days in range(1, 9):
        with at((now() + timedelta(days=days)).replace(hour=9, minute=1)):
            while write_due_digests():
                pass
    for who in (talk.mei, talk.kim, talk.jon):
        said_to[who.name] = "\n".join(mail.text for mail in mails_to(who))
    assert "lantern" not in "".join(said_to.values())
    assert said_to["Jon Aasen"] == "", "nothing while something is being put right"


def somebody_ends_a_kind_of_mail(house: House, talk: Talk) -> None:
    mail = next(mail for mail in mails_to(talk.ana) if "We scan them" in mail.text)
    at_once = re.search(r"<(https://[^>]+)>", mail.headers["List-Unsubscribe"])
    assert at_once
    path = re.sub(r"^https://[^/]+", "", at_once[1])
    with house.page() as page:
        answer = page.request.post(f"{house.site}{path}", form={"List-Unsubscribe": "One-Click"})
        assert answer.status < 300
    before = len(mails_to(talk.ana))
    body = f"@{talk.ana.handle} once more."
    said(talk.topic, talk.mei, body)
    house.work()
    with at(noon() + timedelta(days=1)):
        while write_due_mails():
            pass
    assert len(mails_to(talk.ana)) == before


def test_single_keys_lead_through_the_community_and_can_be_turned_off(house: House, talk: Talk) -> None:
    with house.page(talk.mei) as page:
        page.goto("/community")
        page.keyboard.press("j")
        expect(page.locator("[data-topics] > li").first).to_be_focused()
        page.keyboard.press("o")
        expect(page.locator("h1", has_text="Faxed forms")).to_be_visible()
        expect(page.locator("#post-1")).to_be_visible()
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator("#post-2")).to_be_focused()
        page.keyboard.press("k")
        expect(page.locator("#post-1")).to_be_focused()
        page.keyboard.press("?")
        sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
        expect(sheet).to_be_visible()
        sheet.get_by_label("Single keys work in this browser").uncheck()
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()
        page.keyboard.press("u")
        expect(page.locator("h1", has_text="Faxed forms")).to_be_visible()
        page.keyboard.press("?")
        sheet.get_by_label("Single keys work in this browser").check()
        sheet.get_by_role("button", name="Close").click()
        page.get_by_role("textbox", name="Your answer").fill("")
        page.get_by_role("textbox", name="Your answer").press("j")
        expect(page.get_by_role("textbox", name="Your answer")).to_have_value("j")
        page.locator("h1", has_text="Faxed forms").click()
        page.keyboard.press("u")
        expect(page).to_have_url(re.compile("/community/c/"))
        page.keyboard.press("n")
        expect(page.locator("h1", has_text="Begin a topic")).to_be_visible()


def a_picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()


def noon() -> datetime:
    """A working hour of tomorrow."""
    return (now() + timedelta(days=1)).replace(hour=12, minute=0)


def mails_to(user: User) -> list[Mail]:
    db.session.rollback()
    return letters(Mail.recipient == user.email)
