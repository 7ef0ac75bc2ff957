import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions import choose_rhythm, set_preference, way_out
from portal.kits.notices.actions.tidying import forget_old_notices
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.kits.notices.models import DigestPlan, NoticePreference
from portal.kits.notices.queries.preferences import preferences_of, rhythm_of
from portal.people.models import Member
from tests.actors import signed_in, staff
from tests.kits.notices.things import a_reader
from tests.letters import with_tokens

pytestmark = pytest.mark.usefixtures("things")
CALM = {"inbox_reply": "y", "mail_reply": "digest", "mail_news": "off", "inbox_hint": "y", "mail_hint": "at_once"}
BASE = "https://advocates.northwind.example"


def ways(user: User) -> dict[str, tuple[bool, str]]:
    db.session.rollback()
    db.session.expire_all()
    return {name: (found.inbox, found.mail) for name, found in preferences_of(user.id).items() if name in kinds()}


def kinds() -> set[str]:
    return {"reply", "news", "hint"}


def link_out(user: User, kind: str) -> tuple[str, str]:
    """The page and the one-click address that a mail of this kind carries."""
    with transaction() as session:
        page, headers = way_out(session.get_one(User, user.id), kind)
        page, headers = with_tokens(page), {name: with_tokens(value) for name, value in headers.items()}
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return page.removeprefix(BASE), headers["List-Unsubscribe"].strip("<>").removeprefix(BASE)


def test_who_chooses_nothing_gets_what_each_kind_is_by_default() -> None:
    reader = a_reader()
    assert ways(reader) == {"reply": (True, "at_once"), "news": (True, "digest"), "hint": (True, "off")}
    assert rhythm_of(reader.id) == "weekly"


@pytest.mark.parametrize("who", ["member", "staff"])
def test_everybody_signed_in_can_choose(app: Flask, who: str) -> None:
    user = a_reader() if who == "member" else staff("product")
    browser = signed_in(app, user)
    assert browser.get("/you/notices").status_code == 200
    assert browser.post("/you/notices", data=CALM | {"rhythm": "daily"}).status_code == 303
    assert ways(user) == {"reply": (True, "digest"), "news": (False, "off"), "hint": (True, "at_once")}
    assert rhythm_of(user.id) == "daily"
    chosen = re.search(r"<input checked[^>]*value=\"daily\"", browser.get("/you/notices").get_data(as_text=True))
    assert chosen


@pytest.mark.one_database
@pytest.mark.parametrize("wrong", [{"mail_reply": "hourly"}, {"rhythm": "yearly"}, {"rhythm": ""}])
def test_what_cannot_be_chosen_is_refused_and_changes_nothing(app: Flask, wrong: dict[str, str]) -> None:
    reader = a_reader()
    assert signed_in(app, reader).post("/you/notices", data=CALM | {"rhythm": "daily"} | wrong).status_code == 422
    assert ways(reader)["hint"] == (True, "off")
    assert rhythm_of(reader.id) == "weekly"


def test_a_signed_out_person_chooses_for_nobody(client: FlaskClient) -> None:
    assert client.post("/you/notices", data=CALM).status_code == 303
    assert db.session.scalars(select(NoticePreference)).all() == []


def test_what_concerns_colleagues_alone_is_offered_to_no_member(app: Flask) -> None:
    words = ("flag", "Flagged posts", "For moderators.", "flag", "%(who)s")
    add_notice_kind(NoticeKind(*words, concerns=lambda viewer: viewer.is_staff))
    assert "Flagged posts" in signed_in(app, staff("moderator")).get("/you/notices").get_data(as_text=True)
    assert "Flagged posts" not in signed_in(app, a_reader()).get("/you/notices").get_data(as_text=True)


def test_a_break_is_told_where_one_chooses(app: Flask) -> None:
    reader = a_reader()
    browser = signed_in(app, reader)
    browser.post("/you/break")
    assert "You're on a break until" in browser.get("/you/notices").get_data(as_text=True)


def test_the_link_of_a_mail_ends_its_own_kind_when_the_button_is_pressed(client: FlaskClient) -> None:
    reader = a_reader()
    page, _one_click = link_out(reader, "reply")
    assert "About a reply." in client.get(page).get_data(as_text=True)
    assert ways(reader)["reply"] == (True, "at_once")
    assert client.post(page).status_code == 303
    assert ways(reader) == {"reply": (True, "off"), "news": (True, "digest"), "hint": (True, "off")}
    assert "Done. You've unsubscribed." in client.get(page).get_data(as_text=True)


def test_a_mail_program_ends_the_kind_with_one_click_and_no_more(client: FlaskClient) -> None:
    reader = a_reader()
    _page, one_click = link_out(reader, "news")
    assert client.get(one_click).status_code == 303
    assert ways(reader)["news"] == (True, "digest")
    assert client.post(one_click, data={"List-Unsubscribe": "One-Click"}).status_code == 204
    assert ways(reader)["news"] == (True, "off")
    member = db.session.get_one(Member, reader.member_id)
    assert member.unsubscribed_at is None


def test_the_link_of_an_old_mail_works_however_late(client: FlaskClient) -> None:
    reader = a_reader()
    _page, one_click = link_out(reader, "news")
    with at(now() + timedelta(days=3_000)):
        assert forget_old_notices() == 0
        assert client.post(one_click).status_code == 204
    assert ways(reader)["news"] == (True, "off")


def test_the_link_of_a_digest_ends_the_digest(client: FlaskClient) -> None:
    reader = staff("product")
    page, one_click = link_out(reader, "digest")
    assert "digest" in client.get(page).get_data(as_text=True)
    assert client.post(one_click).status_code == 204
    assert rhythm_of(reader.id) == "none"
    assert "You won't get digests any more" in client.get(page).get_data(as_text=True)


def test_a_page_of_a_kind_that_is_gone_still_ends_it(client: FlaskClient) -> None:
    reader = a_reader()
    page, _one_click = link_out(reader, "oldkind")
    assert client.get(page).status_code == 200


def test_choosing_the_same_rhythm_again_puts_nothing_off() -> None:
    reader = a_reader()
    with transaction() as session:
        choose_rhythm(session.get_one(User, reader.id), "daily")
    before = db.session.get_one(DigestPlan, reader.id).next_at
    with transaction() as session:
        session.get_one(DigestPlan, reader.id).next_at = now()
        choose_rhythm(session.get_one(User, reader.id), "daily")
    assert db.session.get_one(DigestPlan, reader.id, populate_existing=True).next_at != before


@pytest.mark.parametrize(("kind", "mail"), [("nonsense", "off"), ("reply", "hourly")])
def test_a_wish_that_makes_no_sense_is_refused_loudly(kind: str, mail: str) -> None:
    reader = a_reader()
    with pytest.raises(ValueError, match="cannot be chosen"), transaction():
        set_preference(reader, kind, inbox=True, mail=mail)
    with pytest.raises(ValueError, match="cannot come"), transaction():
        choose_rhythm(reader, "hourly")
