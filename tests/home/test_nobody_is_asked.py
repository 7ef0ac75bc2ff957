"""While somebody has an open case, is on a break or paused, no page, feed, inbox or digest asks or invites them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.worker import drain
from portal.people.actions.breaks import end_break, take_break
from portal.people.actions.pauses import end_pause, pause
from portal.people.actions.segments import standing_holds
from portal.people.models import Member
from portal.rooms.care.actions.cases import answer_case, open_case, standing_case
from tests.home.asked import (
    APPROVAL,
    BETA,
    BROUGHT,
    MARK,
    QUESTION,
    STALE,
    SURVEY,
    THEIRS_TO_OPEN,
    Answers,
    Asked,
    an_asked_world,
    digest_for,
    every_answer,
    reading,
)
from tests.kept import Keeper

pytestmark = pytest.mark.one_database
WHY = "Until the numbat contract is signed"
Change = Callable[[Member, User], object]


def in_nine_days() -> date:
    return (now() + timedelta(days=9)).date()


def unhappy(mei: Member, success: User) -> None:
    open_case(mei, WHY, actor=success)


def listened_to(mei: Member, success: User) -> None:
    """The case is answered, and the map has come to an end with it, too."""
    case = standing_case(mei)
    assert case is not None
    answer_case(case, "We called.", success)
    for hold in standing_holds(mei.id, "promotion"):
        hold.released_at = now()


STATES: dict[str, tuple[Change, Change]] = {
    "an open case": (unhappy, listened_to),
    "a break": (take_break, end_break),
    "a pause": (lambda mei, success: pause(mei, WHY, in_nine_days(), success), end_pause),
}


@pytest.fixture
def asked(kept: Keeper) -> Asked:
    return kept(an_asked_world)


def change(asked: Asked, how: Change) -> None:
    with transaction() as session:
        how(session.get_one(Member, asked.world.member_id), session.get_one(User, asked.world.owner.id))
    drain()
    db.session.rollback()


def brought(answers: Answers) -> dict[str, list[str]]:
    """By endpoint, the marks and the words that ask or invite, where nobody goes for their sake."""
    found: dict[str, list[str]] = {}
    for endpoint, _address, text in answers:
        words = [word for word in BROUGHT if word in text and word not in THEIRS_TO_OPEN.get(endpoint, ())]
        if pieces := [*MARK.findall(text), *words]:
            found.setdefault(endpoint, []).extend(pieces)
    return found


def test_whoever_may_be_asked_is_asked_once_on_home(app: Flask, asked: Asked) -> None:
    """Else the other test would prove nothing."""
    found = brought(every_answer(app, asked, only=("home.", "calendar.", "inbox.", "feeds.", "you.")))
    assert found["home.home"] == ["invite", BETA]
    assert sorted(found.pop("calendar.coming_up")) == sorted(["ask", "ask", "invite", QUESTION, BETA, SURVEY])
    assert sorted(found.pop("calendar.calendar_feed")) == sorted([QUESTION, BETA, SURVEY])
    assert set(found.pop("inbox.inbox")) == {"ask", "invite", QUESTION, BETA}
    assert found.pop("you.you") == ["ask", APPROVAL]
    assert found == {"home.home": ["invite", BETA], "feeds.community": [QUESTION]}
    assert [word for word in BROUGHT if word in digest_for(asked)] == [QUESTION, BETA, STALE]


@pytest.mark.parametrize("state", STATES)
def test_meanwhile_no_address_asks_or_invites_and_what_is_theirs_stays(app: Flask, asked: Asked, state: str) -> None:
    begin, end = STATES[state]
    change(asked, begin)
    answers = every_answer(app, asked)
    assert brought(answers) == {}
    assert [word for word in BROUGHT if word in digest_for(asked)] == []
    pages = {address: text for _endpoint, address, text in answers}
    what_is_theirs(pages, asked)
    assert [address for address, text in pages.items() if "numbat" in text] == []  # nothing says why, or that
    change(asked, end)
    assert "home.home" in brought(every_answer(app, asked, only=("home.",)))


def what_is_theirs(pages: dict[str, str], asked: Asked) -> None:
    assert "Your seat is kept." in pages["/"]  # it waits for a signature
    assert "Tell us something" in pages["/"]
    assert "now we can search them" in pages["/you"]
    assert "Now we can search our faxes." in pages["/you"]
    assert BETA in pages["/betas"]
    assert "Would you like to test it?" in pages[f"/betas/{asked.beta_id}"]
    assert SURVEY in pages[f"/questions/{asked.request_id}"]
    assert QUESTION in pages[f"/community/t/{asked.topic_id}"]
    assert "Thank you for pushing." in pages[f"/ideas/told/{asked.world.note_id}"]
    assert "is-new" in pages["/inbox"]


def test_what_came_meanwhile_is_new_afterwards(app: Flask, asked: Asked) -> None:
    """Who marks all as read has not seen what was kept from them."""
    change(asked, take_break)
    reading(app, asked).post("/inbox/read")
    assert unread(app, asked) == 0
    change(asked, end_break)
    assert unread(app, asked) == 2


def test_votes_posts_and_what_they_tell_us_stay_open(app: Flask, asked: Asked) -> None:
    change(asked, STATES["a pause"][0])
    browser = reading(app, asked)
    for address, typed in (
        (f"/ideas/{asked.world.idea_id}/vote/end", {}),
        (f"/ideas/{asked.world.idea_id}/vote", {}),
        (f"/community/t/{asked.world.topic_id}/posts", {"body": "Ours came by pigeon."}),
        ("/tell-us", {"text": "Ours came by pigeon."}),
        (f"/betas/{asked.beta_id}/application", {}),
    ):
        assert browser.post(address, data=typed).status_code == 303, address


def unread(app: Flask, asked: Asked) -> int:
    answer = reading(app, asked).get("/inbox", headers={"Accept": "application/json"}).json
    assert answer is not None
    return int(answer["unread"])
