"""What members tell us is read by somebody with a name, by a day; and they see who did."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at
from portal.core.database import db, transaction
from portal.kits.notices.models import Notice
from portal.kits.notices.queries import told_lines
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.feedback.actions import attribute, capture_feedback, edit_feedback, give_feedback
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.notices import TOLD
from portal.rooms.feedback.outcomes import told_by
from portal.rooms.feedback.reading import due_today, note_read
from portal.rooms.feedback.verbs import FEEDBACK_READ
from portal.rooms.surveys.actions import answer_question, ask
from portal.rooms.surveys.models import SurveyRequest
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow

THURSDAY = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
WORDS = "Ward forms still arrive by fax."


def given(member: Member, text: str = WORDS, *, moment: datetime = THURSDAY, between_us: bool = False) -> Feedback:
    """Something that a member tells us on that Thursday."""
    with at(moment), transaction():
        return give_feedback(db.session.get_one(Member, member.id), text, between_us=between_us)


def looked_after(member: Member, by: User, *, company: bool = False) -> Member:
    """The member, or their company, with somebody who looks after them."""
    with transaction() as session:
        row = session.get_one(Member, member.id)
        (row.company if company else row).owner_user_id = by.id  # type: ignore[union-attr]
    return member


def told(member: Member, *, moment: datetime = THURSDAY) -> list[str]:
    """What the member's page says became of what they said."""
    user = db.session.scalars(select(User).where(User.member_id == member.id)).first() or a_user(member)
    with at(moment):
        return [outcome.text for each in told_by(Viewer(user), member, 10) for outcome in each.outcomes]


def on_today_of(user: User, moment: datetime) -> list[str]:
    """The pieces that stand on a colleague's Today."""
    with at(moment):
        return [piece.text for piece in db.session.scalars(due_today(Viewer(user)))]


def reading_lines() -> list[tuple[int | None, int | None]]:
    """Who wrote and who read, as the ledger has it."""
    lines = select(Activity.member_id, Activity.actor_user_id).where(Activity.verb == FEEDBACK_READ)
    return [tuple(line) for line in db.session.execute(lines)]  # type: ignore[misc]


@pytest.mark.parametrize("company", [False, True])
def test_who_looks_after_them_reads_it_by_a_day_that_they_are_told(app: Flask, company: bool) -> None:
    staff("owner", name="Ines Adler")
    priya = staff("success", name="Priya Shah")
    mei = looked_after(a_member(), priya, company=company)
    given(mei)
    assert told(mei) == ["Priya Shah will read it by Thu 3 Dec"]
    evening = datetime(2026, 12, 3, 22, 30, tzinfo=UTC)
    assert told(mei, moment=evening) == ["Priya Shah will read it by Thu 3 Dec"]
    assert told(mei, moment=evening + timedelta(hours=2)) == ["We're late: Priya Shah should have read it by Thu 3 Dec"]


def test_else_an_owner_does(app: Flask) -> None:
    ines, gone, writer = staff("owner", name="Ines Adler"), staff("success"), staff("admin")
    with transaction() as session:
        session.get_one(User, gone.id).active = False
    for number, nobody in enumerate((gone, writer)):
        mei = looked_after(a_member(f"Mei {number}", f"Orbit {number}"), nobody)
        given(mei)
        assert told(mei) == ["Ines Adler will read it by Thu 3 Dec"]
    assert on_today_of(ines, THURSDAY + timedelta(days=7)) == [WORDS, WORDS]
    assert on_today_of(writer, THURSDAY + timedelta(days=7)) == []


def test_a_confidence_goes_to_somebody_who_may_read_it(app: Flask) -> None:
    lena, priya = staff("marketing", name="Lena Vogt"), staff("success", name="Priya Shah")
    mei = looked_after(looked_after(a_member(), lena), priya, company=True)
    given(mei, "The board froze our budget.", between_us=True)
    given(mei)
    assert told(mei) == ["Lena Vogt will read it by Thu 3 Dec", "Priya Shah will read it by Thu 3 Dec"]
    late = THURSDAY + timedelta(days=8)
    assert (on_today_of(lena, late), on_today_of(priya, late)) == ([WORDS], ["The board froze our budget."])


@pytest.mark.parametrize("between_us", [True, False])
def test_who_is_named_hears_of_it_and_nobody_else_does(app: Flask, between_us: bool) -> None:
    ines, lena = staff("owner", name="Ines Adler"), staff("marketing", name="Lena Vogt")
    mei = looked_after(a_member(), lena)
    given(mei, between_us=between_us)
    reader = ines if between_us else lena
    assert told(mei) == [f"{reader.name} will read it by Thu 3 Dec"]
    drain()
    lines = db.session.scalars(select(Notice).where(Notice.kind == TOLD.name)).all()
    assert [line.user_id for line in lines] == [reader.id]
    assert len(told_lines(lines, Viewer(reader))) == 1


def test_its_last_day_begins_where_the_reader_is(app: Flask) -> None:
    priya = staff("success", name="Priya Shah")
    with transaction() as session:
        session.get_one(User, priya.id).time_zone = "America/New_York"
    given(looked_after(a_member(), priya))
    evening = datetime(2026, 12, 3, 4, 30, tzinfo=UTC)
    assert on_today_of(priya, evening) == []
    assert on_today_of(priya, evening + timedelta(hours=1)) == [WORDS]


def test_it_stands_on_today_from_its_last_day_on_and_on_nobody_else_s(app: Flask) -> None:
    priya, daniel = staff("success", name="Priya Shah"), staff("success", "owner", name="Daniel Okafor")
    mei = looked_after(a_member(), priya)
    piece = given(mei)
    last_day = datetime(2026, 12, 3, 7, tzinfo=UTC)
    assert on_today_of(priya, last_day - timedelta(days=1)) == []
    assert on_today_of(priya, last_day) == [WORDS]
    assert on_today_of(priya, last_day + timedelta(days=9)) == [WORDS]
    assert on_today_of(daniel, last_day + timedelta(days=9)) == []
    with transaction():
        note_read([piece.id], daniel.id)
    assert on_today_of(priya, last_day) == []


@pytest.mark.one_database
def test_today_has_its_clock_and_a_button(app: Flask) -> None:
    priya = staff("success", name="Priya Shah")
    piece = given(looked_after(a_member(), priya))
    with at(THURSDAY + timedelta(days=8)):
        browser = signed_in(app, priya)
        page = browser.get("/today").text
        assert "Read what they told us" in page
        assert "Overdue by" in page
        answer = browser.post(f"/feedback/{piece.id}/reading", data={"next": "/today"}, follow_redirects=True)
        assert "Marked as read." in answer.text
        assert "Read what they told us" not in browser.get("/today").text
        assert f"/feedback/{piece.id}" in browser.get("/feedback").text
        assert f"/feedback/{piece.id}" not in browser.get("/feedback?read=no").text


@pytest.mark.one_database
def test_opening_its_page_is_no_reading_and_what_the_page_sends_is(app: Flask) -> None:
    priya = staff("success", name="Priya Shah")
    mei = a_member()
    piece, browser = given(mei), signed_in(app, priya)
    page = browser.get(f"/feedback/{piece.id}").text
    assert f'action="/feedback/{piece.id}/reading#main"' in page
    ahead = browser.post(f"/feedback/{piece.id}/reading", headers={"Sec-Purpose": "prefetch"})
    assert (ahead.status_code, reading_lines()) == (204, [])
    quiet = {"Accept": "application/json"}
    for reader in (browser, signed_in(app, staff("product", name="Arjun Mehta"))):
        assert reader.post(f"/feedback/{piece.id}/reading", headers=quiet).status_code == 204
    assert reading_lines() == [(mei.id, priya.id)]
    assert told(mei) == ["Read by Priya Shah"]
    assert "data-reading" not in browser.get(f"/feedback/{piece.id}").text


def test_a_reading_is_no_act_of_the_member_s(app: Flask) -> None:
    assert not FEEDBACK_READ.act
    assert FEEDBACK_READ.heard is None


@pytest.mark.one_database
def test_nobody_reads_for_us_what_they_said_themselves_nor_what_they_may_not_see(app: Flask) -> None:
    mei = a_member()
    hers = a_user(mei, "success")
    secret = given(mei, between_us=True)
    for reader in (hers, staff("product"), a_user(a_member("Jonas Lind"))):
        signed_in(app, reader).post(f"/feedback/{secret.id}/reading")
    assert reading_lines() == []
    assert signed_in(app, staff("product")).post(f"/feedback/{secret.id}/reading").status_code == 404


def test_working_on_it_is_reading_it(app: Flask) -> None:
    daniel, mei = staff("success", name="Daniel Okafor"), a_member()
    piece = given(mei)
    with transaction():
        row = db.session.get_one(Feedback, piece.id)
        edit_feedback(row, title="", text=WORDS, tags=(), between_us=False, by=daniel)
        attribute(capture_feedback("Overheard.", daniel, source="event"), mei, daniel)
    assert reading_lines() == [(mei.id, daniel.id)]
    assert told(mei) == ["Written down by Daniel Okafor", "Read by Daniel Okafor"]


def test_answers_are_read_too_and_old_ones_wait_for_nobody(app: Flask) -> None:
    ines, mei = staff("owner", name="Ines Adler"), a_member()
    with at(THURSDAY), transaction():
        ask(db.session.get_one(Member, mei.id), "nps", cause_key="test", actor=ines, care=True)
        answer_question(db.session.scalars(select(SurveyRequest)).one(), score=9, text=WORDS)
    with at(THURSDAY):
        drain()
    with transaction() as session:
        old = Feedback(member_id=mei.id, source="import", text="Old.", said_at=THURSDAY - timedelta(days=400))
        old.created_at = old.updated_at = THURSDAY
        session.add(old)
    assert told(mei) == ["Ines Adler will read it by Thu 3 Dec"]
    assert on_today_of(ines, THURSDAY + timedelta(days=30)) == [WORDS]


@pytest.mark.one_database
def test_a_member_is_told_who_reads_it_and_sees_so_on_both_pages(app: Flask) -> None:
    mei = looked_after(a_member(), staff("success", name="Priya Shah"))
    browser = signed_in(app, a_user(mei))
    page = browser.post("/tell-us", data={"text": WORDS}, follow_redirects=True).text
    assert "Thank you. Priya Shah will read it by" in page
    for path in ("/", "/you"):
        assert "Priya Shah will read it by" in browser.get(path).text
    assert "Priya Shah" not in signed_in(app, a_user(a_member("Jonas Lind"))).get("/you").text


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/today", "/you"])
def test_as_often_for_many_as_for_few(app: Flask, path: str) -> None:
    mei = a_member("Mei Tanaka", "Orbit Health")
    browser = signed_in(app, a_user(mei) if path == "/you" else staff("success", "owner"))

    def add(number: int) -> None:
        for each in range(number):
            author = mei if path == "/you" else a_member(f"Person {each} Of{number}", f"Company {each} of {number}")
            looked = staff("success", name=f"Colleague {each} of {number}") if path == "/you" else None
            piece = given(author, f"{WORDS} {each}")
            if looked is not None and each % 2:
                with transaction():
                    note_read([piece.id], looked.id)

    assert_queries_do_not_grow(app, browser, path, add, few=2, full=10)
