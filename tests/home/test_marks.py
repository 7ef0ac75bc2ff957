"""What asks or invites carries a mark, and whoever adds a piece decides which: a new one without a decision fails."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

import portal
from portal.access.models import User
from portal.core import slots
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.slots import panel
from portal.kits.calendar import dates as calendar
from portal.kits.calendar.dates import Dated, calendar_dates, coming_up
from portal.kits.notices import digest
from portal.kits.notices.actions.digests import digest_of
from portal.kits.notices.digest import DigestItem, digest_section
from portal.kits.notices.kinds import KINDS, NoticeKind, add_notice_kind
from portal.people.actions.breaks import take_break
from portal.people.models import Member
from portal.people.viewer import Viewer
from tests.actors import a_member, a_user, signed_in
from tests.registries import restored

pytestmark = pytest.mark.one_database
TEMPLATES = Path(portal.__file__).parent
THEIRS, OPEN, GOES_ON = "what they accepted, or an answer to them", "open to them", "goes on without them"
ON_HOME = {
    "ideas.panels.closing_notes": THEIRS,
    "ideas.panels.became": THEIRS,
    "people.panels.job_changes.own_job_at_home": THEIRS,
    "betas.panels.next_step": THEIRS,
    "forum.panels.replies": THEIRS,
    "forum.panels.news": GOES_ON,
    "feedback.panels.tell_us": OPEN,
    "profiles.panels.alike": GOES_ON,
    "nurture.panels.way_on": GOES_ON,
    "calendar.panels.next_dates": THEIRS,
}
"""Why a panel of a member's home asks for nothing. One that asks belongs into the slot `member_ask`."""
ASKS = {
    "betas.panels.invitation",
    "surveys.panels.one_question_from_us",
    "forum.panels.one_question",
    "people.panels.welcome.unfinished_welcome",
    "nurture.panels.next_step",
}
DATES = {"forum": "", "forum_questions": "ask", "ideas": "", "betas": "", "betas_open": "invite", "surveys": "ask"}
SECTIONS = {
    "ideas.notices.still_wanted": "ask",
    "forum.notices.new_topics": "",
    "betas.notices.betas_in_digest": "",
    "ideas.notices.new_ideas": "",
}
DECIDE = "Decide what it does to whoever reads it (portal/people/holds.py), mark it, and put it into this table."


def named(name: str) -> str:
    """Without the layers: "portal.rooms.forum.panels.news" → "forum.panels.news"."""
    return name.removeprefix("portal.").removeprefix("rooms.").removeprefix("kits.")


def of_slot(*names: str) -> set[str]:
    return {named(each.name) for each in slots._panels.values() if each.slot in names}


def test_every_piece_that_comes_to_a_member_is_decided(app: Flask) -> None:
    assert of_slot("member_home", "member_home_side") == set(ON_HOME), DECIDE
    assert of_slot("member_ask") == ASKS, DECIDE
    assert {name: source.mark for name, source in calendar._sources.items()} == DATES, DECIDE
    assert {named(each.name): each.mark for each in digest.sections()} == SECTIONS, DECIDE


def test_the_mark_is_written_in_one_place() -> None:
    writing = [path for path in TEMPLATES.rglob("*.html") if "data-mark" in path.read_text()]
    assert [str(path.relative_to(TEMPLATES)) for path in writing] == ["templates/ui/asking.html"]


@pytest.mark.parametrize("category", ["promotion", "survey"])
def test_a_kind_that_only_some_may_get_says_whether_it_asks_or_invites(category: str) -> None:
    with pytest.raises(ValueError, match="mark and category go together"):
        add_notice_kind(NoticeKind("kudos.given", "Kudos", "Thanks", "heart", "Thanks", category=category))
    with pytest.raises(ValueError, match="mark and category go together"):
        add_notice_kind(NoticeKind("kudos.given", "Kudos", "Thanks", "heart", "Thanks", mark="ask"))
    assert {kind.name: kind.mark for kind in KINDS.values() if kind.mark} == {
        "beta.invited": "invite",
        "forum.question": "ask",
    }


@pytest.fixture
def mei(app: Flask) -> Member:
    return a_member(joined_at=now(), welcomed_at=now())


@pytest.fixture
def reader(mei: Member) -> User:
    return a_user(mei)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    with restored(slots._panels), restored(calendar._sources), restored(digest._sections):
        yield


def goes_on_a_break(mei: Member, reader: User) -> None:
    with transaction() as session:
        take_break(session.get_one(Member, mei.id), session.get_one(User, reader.id))
    db.session.rollback()


def test_home_asks_for_the_first_thing_alone_and_for_none_on_a_break(app: Flask, mei: Member, reader: User) -> None:
    @panel("member_ask", order=2)
    def second(_member: Member) -> str:
        return "<p>Please, answer.</p>"

    @panel("member_ask", order=1)
    def first(_member: Member) -> str:
        return "<p>Please, come.</p>"

    page = signed_in(app, reader).get("/").text
    assert "Please, come." in page
    assert page.count("Please, ") == 1
    goes_on_a_break(mei, reader)
    assert "Please, " not in signed_in(app, reader).get("/").text


def test_a_date_that_asks_is_on_the_calendar_and_never_on_home(app: Flask, mei: Member, reader: User) -> None:
    @calendar_dates("kudos", mark="ask")
    def kudos(_viewer: Viewer, since: datetime, _until: datetime, _most: int) -> list[Dated]:
        return [Dated(since + timedelta(days=1), "kudos:1", "Thank somebody", "is due", "/kudos")]

    browser = signed_in(app, reader)
    assert "Thank somebody" in browser.get("/coming-up").text
    assert "Thank somebody" not in browser.get("/").text
    goes_on_a_break(mei, reader)
    assert "Thank somebody" not in browser.get("/coming-up").text
    assert coming_up(Viewer(db.session.get_one(User, reader.id)), now(), now() + timedelta(days=9), 9) == []


def test_a_section_that_asks_stays_out_of_the_digest(app: Flask, mei: Member, reader: User) -> None:
    @digest_section(1, "Kudos", mark="invite")
    def kudos(_viewer: Viewer, _since: datetime, _most: int) -> list[DigestItem]:
        return [DigestItem("Come and thank somebody", "", "/kudos")]

    def titles() -> list[str]:
        return [
            part.title for part in digest_of(Viewer(db.session.get_one(User, reader.id)), now(), round_up_since=now())
        ]

    assert "Kudos" in titles()
    goes_on_a_break(mei, reader)
    assert "Kudos" not in titles()
