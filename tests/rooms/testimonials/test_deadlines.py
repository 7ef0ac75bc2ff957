"""A question has an end: until the evening of the last working day, with one reminder, and then nothing is allowed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.access.models import User
from portal.core import clock
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.working_days import working_day_before
from portal.kits.notices.actions.at_once import write_due_mails
from portal.ledger.models import Mail
from portal.ledger.outbox.mail.checks import reason_against
from portal.ledger.worker import drain
from portal.people.actions.jobs import change_job
from portal.people.actions.pauses import pause
from portal.people.actions.segments import hold
from portal.people.models import Member
from portal.rooms.testimonials.actions import ask_customer, decline
from portal.rooms.testimonials.actions.clocks import mind_deadlines
from portal.rooms.testimonials.models import ApprovalRequest, Permission
from tests.actors import a_member, signed_in, staff
from tests.letters import newest, texts
from tests.rooms.testimonials.quoting import GERMAN_PRESS, WORDS, drafted, fresh, link_in_the_mail, until

WRONG_AND_RIGHT = ("soon", "2026-11-30T11:00", "2026-12-03T12:00")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
THURSDAY_NOON = datetime(2026, 12, 3, 12, tzinfo=BERLIN)
LAST_EVENING = datetime(2026, 12, 2, 20, tzinfo=BERLIN)


@pytest.fixture
def lena(app: Flask) -> User:
    return staff("marketing", name="Lena Vogt")


def needed(lena: User, by: datetime | None = THURSDAY_NOON, at: datetime = MONDAY, **member: object) -> ApprovalRequest:
    """A question to somebody in Berlin that was sent at `at`."""
    with clock.at(at):
        quote = drafted(member=a_member(**{"time_zone": "Europe/Berlin", **member}))  # type: ignore[arg-type]
        with transaction():
            return ask_customer(quote, GERMAN_PRESS, lena, by)


def as_it_is(request: ApprovalRequest) -> ApprovalRequest:
    db.session.rollback()
    return db.session.get_one(ApprovalRequest, request.id, populate_existing=True)


def at(moment: datetime) -> int:
    """The worker's round at this moment, and what follows from it."""
    with clock.at(moment):
        settled = mind_deadlines()
        drain()
        return settled


def mails_to(address: str) -> list[str]:
    return texts(Mail.recipient == address)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-12-03", "2026-12-02"),
        ("2026-12-07", "2026-12-04"),
        ("2026-12-06", "2026-12-04"),
        ("2026-12-05", "2026-12-04"),
    ],
)
def test_the_working_day_before(day: str, before: str) -> None:
    assert working_day_before(date.fromisoformat(day)) == date.fromisoformat(before)


@pytest.mark.parametrize(
    ("needed_by", "zone", "ends"),
    [
        (THURSDAY_NOON, "Europe/Berlin", LAST_EVENING),
        (THURSDAY_NOON, "Asia/Tokyo", datetime(2026, 12, 2, 20, tzinfo=ZoneInfo("Asia/Tokyo"))),
        (datetime(2026, 12, 7, 9, tzinfo=BERLIN), "Europe/Berlin", datetime(2026, 12, 4, 20, tzinfo=BERLIN)),
        (datetime(2026, 12, 3, 1, tzinfo=BERLIN), "America/Los_Angeles", datetime(2026, 12, 3, 1, tzinfo=BERLIN)),
        (None, "Europe/Berlin", datetime(2027, 2, 28, 20, tzinfo=BERLIN)),
    ],
    ids=["Thursday", "elsewhere", "Monday", "never after it is needed", "no day"],
)
def test_it_ends_on_the_evening_of_the_last_working_day(
    app: Flask, lena: User, needed_by: datetime | None, zone: str, ends: datetime
) -> None:
    assert needed(lena, needed_by, time_zone=zone).lapses_at == ends


def test_it_ends_with_what_was_asked_for(app: Flask, lena: User) -> None:
    with clock.at(MONDAY):
        quote, last = drafted(member=a_member(time_zone="Europe/Berlin")), date(2026, 12, 10)
        with transaction():
            request = ask_customer(quote, until(last), lena)
    assert request.lapses_at == datetime(2026, 12, 10, 20, tzinfo=BERLIN)


@pytest.mark.parametrize("hours", [-1, 4, 10], ids=["past", "today", "tomorrow, asked in the evening"])
def test_nobody_is_asked_who_would_have_no_time(app: Flask, lena: User, hours: int) -> None:
    late = MONDAY.replace(hour=18, minute=30)
    with pytest.raises(Refused, match="no time to answer"):
        needed(lena, late + timedelta(hours=hours), at=late)


@pytest.mark.parametrize(
    ("at", "last", "by"),
    [
        (MONDAY.replace(hour=20), date(2026, 11, 30), None),
        (MONDAY.replace(hour=18, minute=30), date(2026, 11, 30), THURSDAY_NOON),
        (datetime(2026, 12, 4, 21, tzinfo=UTC), date(2026, 12, 5), None),
    ],
    ids=["today", "today, needed later", "Saturday, asked on Friday night"],
)
def test_nobody_is_asked_for_what_is_over_before_they_can_answer(
    app: Flask, lena: User, at: datetime, last: date, by: datetime | None
) -> None:
    quote = drafted(member=a_member(time_zone="Europe/Berlin"))
    with clock.at(at), pytest.raises(Refused, match="over before they can"), transaction() as session:
        ask_customer(session.merge(quote), until(last), session.merge(lena), by)
    assert db.session.scalar(select(func.count(Mail.id))) == 0


def test_the_email_and_the_page_say_until_when(app: Flask, client: FlaskClient, lena: User) -> None:
    needed(lena)
    with clock.at(MONDAY):
        page = client.get(link_in_the_mail()).text
        email = newest().text
    for text in (page, email):
        assert "Wednesday, 2 December 2026" in text
        assert "do without" in text


@pytest.mark.one_database
@pytest.mark.parametrize(("zone", "said"), [("Europe/Berlin", "20:00"), (None, "20:00 GMT")])
def test_the_zone_is_named_where_nobody_knows_theirs(
    app: Flask, client: FlaskClient, lena: User, zone: str | None, said: str
) -> None:
    needed(lena, time_zone=zone)
    with clock.at(MONDAY):
        page = client.get(link_in_the_mail()).text
    assert f"Wednesday, 2 December 2026, {said};" in page


def test_one_reminder_halfway_while_they_are_at_work(app: Flask, lena: User) -> None:
    request = needed(lena)
    address, halfway = request.version.testimonial.member.email, datetime(2026, 12, 1, 15, 15, tzinfo=BERLIN)
    assert request.remind_at == halfway
    assert at(halfway - timedelta(minutes=1)) == 0
    assert [at(halfway), at(halfway), at(halfway + timedelta(hours=3))] == [1, 0, 0]
    _first, reminder = mails_to(address)
    assert "only reminder" in reminder
    assert WORDS in reminder


def test_a_reminder_comes_at_no_weekend_and_never_after_work(app: Flask, lena: User) -> None:
    friday = datetime(2026, 12, 4, 15, tzinfo=UTC)
    tuesday = needed(lena, datetime(2026, 12, 9, 9, tzinfo=BERLIN), at=friday)
    assert tuesday.remind_at == datetime(2026, 12, 7, 9, tzinfo=BERLIN)
    assert needed(lena, datetime(2026, 12, 7, 9, tzinfo=BERLIN), at=friday).remind_at is None, "no time for one"


def test_nobody_is_reminded_who_is_to_be_left_alone(app: Flask, lena: User) -> None:
    held, away, paused, answered, waiting = (needed(lena) for _each in range(5))
    with clock.at(MONDAY), transaction() as session:
        hold(held.version.testimonial.member_id, "promotion", "case:1")
        session.get_one(Member, away.version.testimonial.member_id).paused_until = MONDAY + timedelta(days=9)
        owner = session.get_one(User, lena.id)
        pause(session.get_one(Member, paused.version.testimonial.member_id), "a contract", date(2026, 12, 9), owner)
        decline(answered)
    before = db.session.scalar(select(func.count(Mail.id))) or 0
    assert at(held.remind_at or MONDAY) == 1, "the one who may be asked"
    assert (db.session.scalar(select(func.count(Mail.id))) or 0) - before == 1
    assert newest().recipient == waiting.version.testimonial.author.email
    assert as_it_is(held).remind_at is None


def test_a_reminder_that_still_waits_is_kept_back_once_they_have_answered(app: Flask, lena: User) -> None:
    request = needed(lena)
    at(request.remind_at or MONDAY)
    mail = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert mail is not None
    assert reason_against(mail) is None
    with transaction():
        decline(as_it_is(request))
    assert reason_against(mail) == "answered"


def test_silence_ends_it_and_allows_nothing(app: Flask, client: FlaskClient, lena: User) -> None:
    request = needed(lena)
    link = link_in_the_mail()
    assert at(LAST_EVENING - timedelta(seconds=1)) == 1, "the reminder"
    assert as_it_is(request).answer is None
    assert at(LAST_EVENING) == 1
    assert (as_it_is(request).answer, fresh(request.version.testimonial).status) == ("lapsed", "drafted")
    with clock.at(LAST_EVENING):
        client.post(link, data={"channels": "press", "attribution": "full_name"})
        assert "time for this has passed" in client.get(link).text
    assert db.session.scalar(select(Permission)) is None
    with clock.at(LAST_EVENING), transaction():
        ask_customer(fresh(request.version.testimonial), GERMAN_PRESS, lena)


@pytest.mark.one_database
def test_an_answer_after_the_evening_is_too_late_even_before_the_worker_came(
    app: Flask, client: FlaskClient, lena: User
) -> None:
    request = needed(lena)
    link = link_in_the_mail()
    with clock.at(LAST_EVENING + timedelta(seconds=1)):
        for path, answer in (("", {"channels": "press", "attribution": "full_name"}), ("/words", {"text": "Other."})):
            client.post(link + path, data=answer)
        assert "time for this has passed" in client.get(link).text
    assert as_it_is(request).answer is None
    assert db.session.scalar(select(Permission)) is None


def test_without_a_day_it_ends_after_ninety(app: Flask, lena: User) -> None:
    request = needed(lena, None)
    at(MONDAY + timedelta(days=89))
    assert as_it_is(request).answer is None
    at(MONDAY + timedelta(days=91))
    assert as_it_is(request).answer == "lapsed"


def test_it_ends_when_they_change_jobs(app: Flask, client: FlaskClient, lena: User) -> None:
    request = needed(lena, None)
    link = link_in_the_mail()
    with clock.at(MONDAY + timedelta(days=1)):
        with transaction() as session:
            member = session.get_one(Member, request.version.testimonial.member_id)
            change_job(member, "Halden Freight", "Counsel", date(2026, 12, 1), session.get_one(User, lena.id))
        drain()
        assert as_it_is(request).answer == "lapsed"
        assert "changed jobs" in client.get(link).text


def test_who_asked_hears_of_it_the_same_evening(app: Flask, lena: User) -> None:
    needed(lena)
    at(LAST_EVENING)
    with clock.at(LAST_EVENING + timedelta(minutes=4)):
        write_due_mails()
        assert "didn&#39;t answer in time" in signed_in(app, lena).get("/inbox").text
        assert mails_to("somebody@else.example") == []
        mail = newest(Mail.recipient == lena.email)
    assert "Mei Tanaka didn't answer in time" in mail.subject
    assert mail.due_at.astimezone(BERLIN).date() == LAST_EVENING.date()


@pytest.mark.one_database
def test_the_desk_says_needed_by_in_its_own_hours(app: Flask, lena: User) -> None:
    with clock.at(MONDAY):
        quote = drafted(member=a_member(time_zone="Europe/Berlin"))
        form = {"where": "one press release", "channels": "press", "territories": "Germany, Austria"}
        browser = signed_in(app, lena)
        form |= {"attribution": "full_name"}
        answers = [browser.post(f"/quotes/{quote.id}/request", data=form | {"needed_by": by}) for by in WRONG_AND_RIGHT]
        assert [answer.status_code for answer in answers] == [422, 422, 303]
        assert "no time to answer" in answers[1].text
        page = browser.get(f"/quotes/{quote.id}").text
    assert "Needed by Thursday, 3 December 2026" in page
    assert "They can answer until Wednesday, 2 December 2026" in page
