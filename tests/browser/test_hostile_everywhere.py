"""Hostile titles, names and words on the site's own pages, in its mails and its feed: a real browser runs nothing."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from xml.etree import ElementTree as Xml

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.text import clean, fold, one_line
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.digests import plan_digests, write_due_digests
from portal.kits.notices.actions.preferences import set_preference
from portal.kits.search.actions import rebuild
from portal.ledger.models import Mail
from portal.ledger.outbox.mail.smtp import compose
from portal.ledger.worker import drain
from portal.people.feeds import renew_feed
from portal.people.logins import member_of
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.forum.actions.flags import flag_post
from portal.rooms.forum.actions.posts import edit_post
from portal.rooms.forum.actions.reading import choose_category_level
from portal.rooms.forum.actions.topics import MAX_OPTIONS
from portal.rooms.forum.atom import ATOM, Entry, atom
from portal.rooms.forum.models import Category, Post, Topic
from portal.rooms.forum.queries.newest import newest_posts
from tests.actors import staff
from tests.browser.conftest import remembered
from tests.browser.hostile import LINES, inputs
from tests.browser.looks import LIGHT, looking
from tests.rooms.forum.reading.talking import a_room, begun, composed, said, somebody

pytestmark = pytest.mark.browser

MANY = int(os.environ.get("HOSTILE_TEXTS", "60"))
"""How many of the texts are used; `make torture` uses five times as many."""
HEADER = re.compile(
    rb"(From|To|Subject|Date|Message-ID|Auto-Submitted|MIME-Version|Content-[\w-]+|Reply-To|In-Reply-To|References|"
    rb"List-[\w-]+|Precedence|X-Auto-Response-Suppress): "
)
"""The headers that are ours."""
PROPERTIES = {
    *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"),
    *("X-PUBLISHED-TTL", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "LAST-MODIFIED"),
    *("TRANSP", "CATEGORIES", "CLASS", "SEQUENCE", "STATUS"),
}
"""The properties that our calendar has."""
NO_XML = dict.fromkeys((0xFFFE, 0xFFFF))
"""What XML cannot hold, not even escaped."""
SAID = MANY // 5
"""So many hostile people also answer in one topic; every one of them has begun a topic."""
MARK = "Zebra"
"""A word in every text, by which the search finds all of them."""
LOOKED = """() => {
  for (const one of document.querySelectorAll("main *"))
    for (const kind of ["mouseover", "mouseenter", "focus", "pointerdown", "toggle", "error", "load"])
      one.dispatchEvent(new Event(kind));
  const all = [...document.querySelectorAll("*")];
  const local = (address) => URL.canParse(address, location.href)
    && new URL(address, location.href).origin === location.origin;
  return [
    ...all.filter((one) => ["script", "iframe", "object", "embed", "base"].includes(one.localName))
      .filter((one) => one.localName !== "script" || !one.src || !local(one.src)).map((one) => one.outerHTML),
    ...all.filter((one) => [...one.attributes].some((each) => each.name.startsWith("on"))).map((one) => one.outerHTML),
    ...all.filter((one) => one instanceof HTMLUnknownElement).map((one) => one.outerHTML),
    ...[...document.querySelectorAll("img")].filter((one) => !one.src.startsWith("data:") && !local(one.src))
      .map((one) => one.outerHTML),
    ...[...document.querySelectorAll("a[href]")]
      .filter((one) => !["http:", "https:", "mailto:", ":"].includes(one.protocol)).map((one) => one.outerHTML),
    ...(window.ran === undefined ? [] : ["a script ran"]),
  ].map((words) => words.slice(0, 300));
}"""


@dataclass
class House:
    """A room in which everybody is hostile but its two readers."""

    app: Flask
    site: str
    room_id: int
    talk_id: int
    edited_id: int
    polls: list[int]
    mei: User
    owner: User
    typed: list[str] = field(default_factory=list)


@pytest.fixture(autouse=True)
def no_end_of_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many come at once is asked elsewhere."""
    monkeypatch.setattr("portal.kits.notices.actions.at_once.may_get_more", lambda _user: True)


@pytest.fixture(scope="module")
def house(lasting_app: Flask, lasting_site: str) -> House:
    mei, owner = somebody("Mei Tanaka"), staff("owner", "moderator", name="Olga Owner")
    while plan_digests():
        pass
    room = a_room(f'{MARK} "><img src=x onerror=window.ran=1>')
    with transaction() as session:
        user = session.get_one(User, mei.id)
        choose_category_level(Viewer(user), room.id, "watching")
        set_preference(user, "forum.topic", inbox=True, mail="at_once")
    talk = begun(room, mei, f"</title><script>window.ran=1</script> {MARK}")
    each = list({one_line(text)[:100]: text for text in inputs()}.values())
    texts = [each[number * len(each) // MANY] for number in range(MANY)]
    for text in LINES:
        what = {"kind": "poll", "options": ("Yes", "No"), "closes_at": now() + timedelta(days=9)}
        begun(room, _named(text), one_line(f"{MARK} {text}")[:200], clean(f"{MARK} {text}"), **what)
    for number, text in enumerate(texts):
        author = _named(text)
        begun(room, author, one_line(f"{MARK} {text}")[:200], clean(f"{MARK} {text}"))
        if number % (MANY // SAID) == 0:
            _flagged(said(talk, author, clean(f"{MARK} @{author.handle}\n\n{text}"), reply_to=1), text)
    polls = [
        _poll(room, _named(texts[first]), texts[first : first + MAX_OPTIONS]) for first in range(0, MANY, MAX_OPTIONS)
    ]
    edited_id = _edited(begun(room, somebody("Edi Tor"), "Edited often", f"{MARK} at first"), texts)
    drain()
    rebuild()
    return House(lasting_app, lasting_site, room.id, talk.id, edited_id, polls, mei, owner, texts)


def _poll(room: Category, author: User, texts: list[str]) -> int:
    """The id of a poll in which one chooses among these texts."""
    options = dict.fromkeys(one_line(f"{MARK} {text}")[:160] for text in texts)
    return begun(room, author, f"{MARK} poll", f"{MARK} choose", kind="poll", options=tuple(options)).id


def _flagged(post: Post, text: str) -> None:
    """Somebody finds something wrong with it, in these words."""
    reader = somebody("Rea Der")
    with transaction() as session:
        flag_post(session.get_one(Post, post.id), session.get_one(User, reader.id), "other", f"{MARK} {text}")


def _edited(topic: Topic, texts: list[str]) -> int:
    """The first post's id, after its words and its title were each of the texts."""
    post_id = db.session.scalars(select(Post.id).where(Post.topic_id == topic.id)).one()
    for text in texts:
        words = composed(clean(f"{MARK} {text}"))
        with transaction() as session:
            post = session.get_one(Post, post_id)
            assert post.author is not None
            edit_post(post, post.author, words, title=one_line(f"{MARK} {text}")[:200])
    return post_id


def _named(text: str) -> User:
    """A member with that text for a name, at a company that is called so too."""
    name = one_line(text)[:100]
    member = member_of(somebody("Somebody", name if fold(name) else "Nameless"))
    assert member is not None
    with transaction() as session:
        whole = session.get_one(Member, member.id)
        whole.given_name, whole.family_name = name, MARK
        user = session.scalars(select(User).where(User.member_id == member.id)).one()
        user.name = whole.name
    return user


def test_there_are_enough_of_them(house: House) -> None:
    assert len(house.typed) >= MANY
    assert len(set(db.session.scalars(select(Topic.title)))) > MANY


def test_no_page_runs_them(browser: Browser, house: House) -> None:
    people = {
        "member": (house.mei, [f"/community/c/{house.room_id}", f"/community/t/{house.talk_id}/1", "/inbox", "/",
                               "/community", f"/community/search?q={MARK}", "/members", "/coming-up",
                               f"/community/c/{house.room_id}/new", f"/community/t/{house.talk_id}/posts?quote=2"]),
        "owner": (house.owner, [f"/community/posts/{house.edited_id}/history", "/people", "/companies",
                                "/today", "/community/reviews", "/admin/letters"]),
    }  # fmt: skip
    for user, starts in people.values():
        state = remembered(house.app, house.site)(user)
        with looking(browser, LIGHT, storage_state=state) as page, _silent(page, house.site):
            seen = sum(_walked(page, house.site + start) for start in starts)
        assert seen >= MANY // 30


def test_neither_do_the_pages_of_single_topics(browser: Browser, house: House) -> None:
    some = list(db.session.scalars(select(Topic.id).order_by(Topic.id)))[:: MANY // 15] + house.polls
    state = remembered(house.app, house.site)(house.mei)
    with looking(browser, LIGHT, storage_state=state) as page, _silent(page, house.site):
        for topic_id in some:
            page.goto(f"{house.site}/community/t/{topic_id}", wait_until="load")
            assert page.evaluate(LOOKED) == []
            assert MARK in page.title()


def test_what_scripts_put_into_a_page_runs_nothing(browser: Browser, house: House) -> None:
    state = remembered(house.app, house.site)(house.mei)
    with looking(browser, LIGHT, storage_state=state) as page, _silent(page, house.site):
        page.goto(f"{house.site}/community/c/{house.room_id}/new", wait_until="load")
        page.get_by_label("Title").press_sequentially(f"{MARK} img script window")
        page.locator("#similar a").first.wait_for()
        body = page.locator("writing-field textarea")
        body.press_sequentially(f"Hello @{MARK.lower()[:3]}")
        page.locator(".writing-names li").first.wait_for()
        assert page.evaluate(LOOKED) == []
        body.fill("\n\n".join(house.typed))
        page.get_by_role("tab", name="Preview").click()
        page.locator(".writing-shown p").first.wait_for()
        assert page.evaluate(LOOKED) == []


def test_no_mail_runs_them(browser: Browser, house: House) -> None:
    for days in range(1, 9):
        with at((now() + timedelta(days=days)).replace(hour=9, minute=5)):
            while write_due_mails():
                pass
            while write_due_digests():
                pass
    mails = list(db.session.scalars(select(Mail)))
    assert len(mails) >= MANY
    assert any("digest" in mail.key for mail in mails)
    with looking(browser, LIGHT) as page, _silent(page, "about:blank"):
        for mail in mails:
            page.set_content(mail.html)
            found = [each for each in page.evaluate(LOOKED) if not each.startswith("<img")]
            assert found == [], mail.subject
    for mail in mails:
        written = compose(mail, "room@fanfare.example").as_bytes()
        head = written.partition(b"\n\n")[0].replace(b"\n ", b" ").replace(b"\n\t", b" ")
        assert not any(line.lower().startswith((b"bcc:", b"cc:")) for line in head.split(b"\n"))
        assert all(HEADER.match(line) for line in head.split(b"\n")), head
        assert str(message_from_bytes(written, policy=policy.default)["Subject"]) == mail.subject


def test_no_feed_runs_them(browser: Browser, house: House) -> None:
    with house.app.test_request_context():
        posts = newest_posts(Viewer(db.session.get_one(User, house.mei.id)), MANY * 2)
        known = [
            Entry(str(post.id), post.title, "/", post.author or "", post.category, post.html, now(), now())
            for post in posts
        ]
    read = Xml.fromstring(atom("Feed", "/", "https://fanfare.example", known))
    entries = read.findall(f"{{{ATOM}}}entry")
    assert len(entries) == len(known) >= MANY
    named = select(Post.id, Topic.title).join(Topic, Topic.id == Post.topic_id)
    titles: dict[int, str] = dict(db.session.execute(named).all())  # type: ignore[arg-type]
    shown = [entry.findtext(f"{{{ATOM}}}content") or "" for entry in entries]
    for entry, post in zip(entries, posts, strict=True):
        assert entry.findtext(f"{{{ATOM}}}title") == titles[post.id].translate(NO_XML)
    with looking(browser, LIGHT) as page, _silent(page, "about:blank"):
        page.set_content(f"<main>{'<hr>'.join(shown)}</main>")
        assert [each for each in page.evaluate(LOOKED) if not each.startswith("<img")] == []


def test_no_line_of_the_calendar_is_theirs(house: House) -> None:
    with transaction() as session:
        token = renew_feed(session.get_one(User, house.mei.id))
    text = house.app.test_client().get(f"/feeds/{token}/calendar.ics").text
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(LINES)
    assert {re.split("[:;]", line)[0] for line in lines if line} <= PROPERTIES
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", "".join(lines))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def _walked(page: Page, url: str) -> int:
    """Judge the page and those after it; how many there were."""
    seen = 0
    while True:
        answer = page.goto(url, wait_until="load")
        assert answer is not None
        assert answer.status == 200, url
        assert page.evaluate(LOOKED) == [], url
        seen += 1
        further = page.locator('a[rel="next"]').first
        if not further.count():
            return seen
        url = page.evaluate("(link) => link.href", further.element_handle())


@contextmanager
def _silent(page: Page, site: str) -> Iterator[None]:
    """Nothing is said, opened or asked for from elsewhere meanwhile."""
    heard: list[str] = []
    page.on("dialog", lambda dialog: (heard.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda line: heard.extend(_complaint(line)))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("popup", lambda other: heard.append(f"popup {other.url}"))
    page.on("request", lambda request: None if request.url.startswith((site, "data:")) else heard.append(request.url))
    yield
    assert heard == []


def _complaint(line: ConsoleMessage) -> list[str]:
    """What the browser complains of; a picture that nobody has uploaded is no fault."""
    missing = line.text.startswith("Failed to load resource") and "/pictures/" in line.location["url"]
    return [line.text] if line.type in {"error", "warning"} and not missing else []
