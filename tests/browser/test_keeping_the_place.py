"""A page keeps its reader's place when something was sent from it, or lands on what was just written: over a slow line
whose pictures never come, on a phone and on a screen, with scripts and without."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as WaitedTooLong

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import transaction
from portal.kits.tasks.actions import give_task
from portal.people.models import Member
from portal.rooms.forum.actions.pictures import upload_picture
from portal.rooms.forum.models import Topic
from portal.rooms.ideas.models import Board
from tests.actors import staff
from tests.browser.conftest import remembered
from tests.browser.looks import Look, looking
from tests.core.pictures.made import quarters, saved
from tests.rooms.forum.reading.talking import a_room, begun, said, somebody
from tests.rooms.ideas.boards import a_board, an_idea

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database]

PHONE, SCREEN = Look("narrow", 360, 640, "light"), Look("wide", 1280, 500, "light")
CLOSE = 5
A_MOMENT = 100
"""Milliseconds in which whatever still moves would have moved."""
TRIES_OF_BACK = 3
"""To go back is the browser's own doing: on a machine without time it restores a page that still comes in, and stops
short. What would be ours, such as pictures without a size, fails each time."""
DELAY = 40
"""Milliseconds until the first byte of an answer."""
LONG = "\n\n".join(["Every form that we scan is checked by two people before it goes out."] * 12)
Y = "() => Math.round(scrollY)"
SEEN = """(one) => { const { top, bottom } = one.getBoundingClientRect();
  return top < innerHeight - 40 && bottom > 80; }"""


@dataclass
class Place:
    """What there is, and who is there: a member for each way of looking, and a colleague."""

    talk: Topic
    poll: Topic
    board: Board
    readers: dict[tuple[str, bool], User]
    own: dict[tuple[str, bool], int]
    daniel: User


@dataclass
class Act:
    """Where it is done, and how: it says how far down the page was at last. By what it shows, and what has to be in
    view where no script keeps the page as it was."""

    path: str
    do: Callable[[Page], int]
    shown: str
    anchor: str
    writes: bool = False
    by_staff: bool = False


@pytest.fixture(scope="module")
def place(lasting_app: Flask) -> Place:
    room, mei, daniel = a_room(), somebody(), staff("success", name="Daniel Weber")
    looks = [(look.name, scripts) for look in (PHONE, SCREEN) for scripts in (True, False)]
    readers = {way: somebody(f"Ana {way[0].title()}{int(way[1])}", "Fjord Bank") for way in looks}
    talk = begun(room, mei, "Faxed forms", LONG)
    with lasting_app.test_request_context():
        key = upload_picture(BytesIO(saved(quarters((800, 600)), "PNG")), mei.id)
    own = {way: said(talk, reader, "What I said.").number for way, reader in readers.items()}
    for number in range(13):
        said(talk, mei, f"Answer {number}: ![a form](/pictures/{key})")
    poll = begun(room, mei, "Which way?", LONG, kind="poll", options=["By fax", "By letter"])
    board = a_board()
    for number in range(14):
        an_idea(board, f"Idea {number}")
    for number in range(12):
        with transaction() as session:
            member = session.get_one(Member, mei.member_id)
            give_task(member, "call_back", role="success", due_on=now().date(), key=f"place:{number}")
    return Place(talk, poll, board, readers, own, daniel)


def acts(place: Place, way: tuple[str, bool]) -> dict[str, Act]:
    topic, own, at = f"/community/t/{place.talk.id}/1", f"#post-{place.own[way]}", list(place.own).index(way)
    words, flagged, idea = f"Newest of {at}", f"#post-{14 + at}", f".idea-line >> nth={8 + at}"
    written = f'article:has-text("{words}")'
    return {
        "like": Act(topic, like, "#post-12 .tap[aria-pressed=true]", "#post-12"),
        "reply": Act(topic, partial(reply, words), written, written, writes=True),
        "edit": Act(topic, partial(edit, own), f"{own}:has-text('In other words.')", own, writes=True),
        "flag": Act(topic, partial(flag, flagged), flagged, flagged),
        "back": Act(topic, back, "#post-12", "#post-12"),
        "poll": Act(f"/community/t/{place.poll.id}/1", vote_in_poll, ".poll-results", "#poll"),
        "vote": Act(
            f"/ideas/boards/{place.board.id}", partial(vote, idea), f"{idea} >> .is-mine", f"{idea} >> .is-mine"
        ),
        "done": Act("/today", done, ".flash", "#to-do", by_staff=True),
    }


def press(target: Locator) -> int:
    """How far down the page was when this was pressed."""
    target.scroll_into_view_if_needed()
    down = int(target.page.evaluate(Y))
    target.click()
    return down


def like(page: Page) -> int:
    page.locator("#post-12 summary[title=React]").click()
    return press(page.locator("#post-12 .taps button").first)


def reply(words: str, page: Page) -> int:
    page.locator("#reply textarea").fill(words)
    return press(page.locator("#reply .btn-primary"))


def edit(post: str, page: Page) -> int:
    page.locator(f"{post} summary[title=More]").click()
    down = press(page.locator(post).get_by_role("link", name="Edit"))
    page.wait_for_url("**/edit", wait_until="commit")
    page.locator("main textarea[name=body]").fill("In other words.")
    page.get_by_role("button", name="Save").click()
    return down


def flag(post: str, page: Page) -> int:
    page.locator(f"{post} summary[title=More]").click()
    down = press(page.locator(post).get_by_role("link", name="Flag"))
    page.locator("main input[type=radio]").first.check()
    page.locator("main button[type=submit]").click()
    return down


def back(page: Page) -> int:
    """A browser notes where one is a moment after one has scrolled; nobody clicks faster."""
    author = page.locator("#post-12 .author-name")
    author.scroll_into_view_if_needed()
    page.wait_for_timeout(A_MOMENT)
    down = press(author)
    expect(page.locator("#post-12")).to_have_count(0)
    page.go_back(wait_until="commit")
    return down


def vote_in_poll(page: Page) -> int:
    page.get_by_label("By letter").check()
    return press(page.get_by_role("button", name="Vote", exact=True))


def vote(line: str, page: Page) -> int:
    return press(page.locator(line).locator(".vote-button"))


def done(page: Page) -> int:
    return press(page.locator("#to-do li").nth(5).get_by_role("button", name="Done"))


NAMES = ("like", "reply", "edit", "flag", "back", "poll", "vote", "done")


@pytest.fixture(scope="module", params=[(PHONE, True), (PHONE, False), (SCREEN, True), (SCREEN, False)], ids=str)
def seat(
    request: pytest.FixtureRequest, browser: Browser, lasting_app: Flask, lasting_site: str, place: Place
) -> Iterator[tuple[dict[bool, Page], tuple[str, bool]]]:
    look, scripts = request.param
    way, state_of = (look.name, scripts), remembered(lasting_app, lasting_site)
    options = {"java_script_enabled": scripts, "base_url": lasting_site}
    with (
        looking(browser, look, storage_state=state_of(place.readers[way]), **options) as member,
        looking(browser, look, storage_state=state_of(place.daniel), **options) as colleague,
    ):
        for page in (member, colleague):
            page.set_default_timeout(10_000)
            page.route("**/pictures/*", lambda route: None)
            _slow(page)
        yield {False: member, True: colleague}, way


@pytest.mark.parametrize("name", NAMES)
def test_the_page_stays_or_shows_what_was_written(
    name: str, place: Place, seat: tuple[dict[bool, Page], tuple[str, bool]]
) -> None:
    pages, way = seat
    act = acts(place, way)[name]
    tries = range(TRIES_OF_BACK if name == "back" else 1)
    assert any(_is_kept(act, pages[act.by_staff], scripts=way[1]) for _try in tries)


def _is_kept(act: Act, page: Page, *, scripts: bool) -> bool:
    """Whether the page is where it was, or at what was written."""
    page.goto(act.path, wait_until="domcontentloaded")
    before = act.do(page)
    assert before > 100
    expect(page.locator(act.shown).first).to_be_visible()
    return _stays(page, before) if scripts and not act.writes else _is_seen(page, act.anchor)


def _stays(page: Page, before: int) -> bool:
    """Whether it comes to rest where it was."""
    with suppress(WaitedTooLong):
        page.wait_for_function(f"before => Math.abs(scrollY - before) <= {CLOSE}", arg=before)
    page.wait_for_timeout(A_MOMENT)
    return bool(abs(page.evaluate(Y) - before) <= CLOSE)


def _is_seen(page: Page, selector: str) -> bool:
    """Whether this comes to rest on the screen."""
    for _try in range(40):
        if page.locator(selector).first.evaluate(SEEN):
            return True
        page.wait_for_timeout(A_MOMENT)
    return False


def _slow(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    speed = {"downloadThroughput": 500_000, "uploadThroughput": 100_000}
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": DELAY, **speed})
