from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices import digest
from portal.kits.notices.actions import choose_rhythm, mark_read, send_message, suppress
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.digests import plan_digests, write_due_digests
from portal.kits.notices.digest import DigestItem, digest_section
from portal.kits.notices.models import DigestPlan, HeldBack
from portal.kits.notices.queries import messages_to
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import send_due
from portal.people.actions.segments import hold
from portal.people.models import Member
from portal.people.viewer import Viewer
from tests.actors import staff
from tests.kits.notices.test_last_look import Postbag
from tests.kits.notices.things import a_reader, a_thing, hide, told
from tests.letters import letters
from tests.registries import restored

SATURDAY = datetime(2026, 3, 7, 12, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 10, 8, 0, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_saturday(app: Flask, things: None) -> Iterator[None]:
    with restored(digest._sections, empty=True), at(SATURDAY):
        yield


def a_planned(user: User | None = None, rhythm: str | None = None, **changes: object) -> User:
    """A reader in London whose digest is planned."""
    user = user or a_reader(**({"time_zone": "Europe/London"} | changes))
    if rhythm:
        with transaction() as session:
            choose_rhythm(session.get_one(User, user.id), rhythm)
    while plan_digests():
        pass
    return user


def written(moment: datetime = TUESDAY) -> list[Mail]:
    with at(moment):
        while write_due_digests():
            pass
    db.session.rollback()
    return letters()


def why_not() -> list[str]:
    return list(db.session.scalars(select(HeldBack.reason).order_by(HeldBack.id)))


def plan_of(user: User) -> DigestPlan:
    db.session.rollback()
    return db.session.get_one(DigestPlan, user.id, populate_existing=True)


def test_everybody_with_a_login_gets_a_plan_once_and_nobody_else() -> None:
    reader, colleague, gone = a_reader(), staff("product"), a_reader("Gone Lind")
    with transaction() as session:
        session.get_one(User, gone.id).active = False
    a_planned(reader)
    planned = db.session.scalars(select(DigestPlan.user_id).order_by(DigestPlan.user_id)).all()
    assert planned == [reader.id, colleague.id]
    assert plan_digests() == 0


def test_the_weekly_digest_tells_of_what_is_unread_on_tuesday_morning() -> None:
    reader = a_planned()
    told("news", [reader], a_thing("Scanned forms"), actor=staff("product", name="Lena Vogt"))
    told("hint", [reader], a_thing("Not for mails"))
    assert written(TUESDAY - timedelta(hours=1)) == []
    [mail] = written()
    assert (mail.recipient, mail.subject, mail.category) == (reader.email, "Your week at Northwind", "promotion")
    assert "Lena Vogt sent a news" in mail.text
    assert "About Scanned" in mail.text
    assert "About Not" not in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_where_there_is_nothing_to_say_nothing_is_sent_and_the_next_week_is_planned() -> None:
    reader = a_planned()
    assert written() == []
    assert plan_of(reader).next_at == datetime(2026, 3, 17, 8, tzinfo=UTC)


def test_what_was_told_in_one_digest_is_not_told_in_the_next() -> None:
    reader = a_planned()
    told("news", [reader], a_thing())
    assert len(written()) == 1
    assert len(written(TUESDAY + timedelta(days=7))) == 1


def test_what_was_read_or_is_hidden_now_is_not_told() -> None:
    reader, read, hidden = a_planned(), a_thing(), a_thing()
    told("news", [reader], read)
    told("news", [reader], hidden)
    with transaction():
        mark_read(reader, "thing", [read])
    hide(hidden)
    assert written() == []


def test_sections_of_features_are_read_under_the_rule_of_the_one_who_gets_it() -> None:
    member, colleague = a_planned(), a_planned(staff("product"), rhythm="weekly")
    asked: list[tuple[int, datetime, int]] = []

    @digest_section(20, "New topics")
    def topics(viewer: Viewer, since: datetime, most: int) -> list[DigestItem]:
        asked.append((viewer.id, since, most))
        found = [DigestItem("Faxes, again", "Three answers.", "/topics/1", "in Practice")]
        return found + [DigestItem("Only for staff", "", "/topics/2")] * viewer.is_staff

    @digest_section(10, "Coming up")
    def dates(_viewer: Viewer, _since: datetime, most: int) -> list[DigestItem]:
        return [DigestItem(f"Date {number}", "", f"/dates/{number}") for number in range(most + 3)]

    first, second = written()
    assert first.text.index("Coming up") < first.text.index("New topics")
    assert "https://advocates.northwind.example/topics/1" in first.text
    assert "Only for staff" not in first.text
    assert "Only for staff" in second.text
    assert "Date 4" in first.text
    assert "Date 5" not in first.text
    assert asked == [(member.id, SATURDAY, 5), (colleague.id, SATURDAY, 5)]


def test_a_daily_digest_comes_every_morning_and_on_sundays_too() -> None:
    reader = a_planned(rhythm="daily")
    told("news", [reader], a_thing())
    [mail] = written(datetime(2026, 3, 8, 8, 0, 1, tzinfo=UTC))
    assert (mail.subject, mail.category) == ("Since yesterday at Northwind", "service")
    assert plan_of(reader).next_at == datetime(2026, 3, 9, 8, tzinfo=UTC)


def test_who_wants_no_digest_gets_none() -> None:
    reader = a_planned(rhythm="none")
    told("news", [reader], a_thing())
    assert written(TUESDAY + timedelta(days=30)) == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"paused_until": TUESDAY + timedelta(days=2)}, "paused"),
        ({"unsubscribed_at": SATURDAY}, "unsubscribed"),
        ({"joined_at": None}, "not_joined"),
    ],
)
@pytest.mark.parametrize("rhythm", ["weekly", "daily"])
def test_who_wants_quiet_hears_nothing(values: dict[str, object], reason: str, rhythm: str) -> None:
    reader = a_planned(rhythm=rhythm)
    told("news", [reader], a_thing())
    with transaction() as session:
        member = session.get_one(Member, reader.member_id)
        for name, value in values.items():
            setattr(member, name, value)
    assert written() == []
    assert why_not() == [reason]


def test_a_hold_and_a_lost_address_stop_the_digest() -> None:
    held, lost = a_planned(), a_planned(staff("product"))
    told("news", [held, lost], a_thing())
    with transaction():
        hold(held.member_id, "promotion", "case:1")
        suppress(lost.email, "bounced")
    assert written() == []
    assert sorted(why_not()) == ["held", "suppressed"]


def test_somebody_whose_sign_in_is_closed_gets_no_digest() -> None:
    gone = a_planned()
    told("news", [gone], a_thing())
    with transaction() as session:
        session.get_one(User, gone.id).active = False
    assert written() == []


def test_the_digest_counts_under_the_same_budget_as_every_other_approach() -> None:
    reader = a_planned()
    told("news", [reader], a_thing())
    with at(TUESDAY - timedelta(days=1)):
        for number in range(3):
            with transaction() as session:
                member = session.get_one(Member, reader.member_id)
                assert send_message(member, "thinking_of_you", cause_key=f"n:{number}").posted
    assert len(written()) == 3
    assert why_not() == ["budget"]


def test_staff_see_what_was_kept_back_by_its_own_name() -> None:
    reader = a_planned(paused_until=TUESDAY + timedelta(days=9))
    with at(SATURDAY + timedelta(hours=1)):
        told("reply", [reader], a_thing())
    told("news", [reader], a_thing())
    with at(SATURDAY + timedelta(hours=2)):
        write_due_mails()
    written()
    assert [(found.subject, found.state) for found in messages_to(reader.member_id)] == [
        ("The digest", "held"),
        ("Reply", "held"),
    ]


def test_a_digest_leaves_less_of_the_budget_for_others() -> None:
    reader = a_planned()
    told("news", [reader], a_thing())
    written()
    with at(TUESDAY + timedelta(hours=2)):
        posted = []
        for number in range(3):
            with transaction() as session:
                member = session.get_one(Member, reader.member_id)
                posted.append(send_message(member, "thinking_of_you", cause_key=f"n:{number}").posted)
    assert posted == [True, True, False]


def test_two_workers_on_one_morning_write_one_digest() -> None:
    reader = a_planned()
    told("news", [reader], a_thing())
    assert len(written()) == 1
    with transaction() as session:
        session.get_one(DigestPlan, reader.id).next_at = TUESDAY
        session.get_one(DigestPlan, reader.id).told_until = SATURDAY
    assert len(written()) == 1


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Europe/Berlin", datetime(2026, 3, 31, 6, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 31, 12, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 3, 30, 23, tzinfo=UTC)),
    ],
)
def test_the_morning_is_the_readers_own_on_both_sides_of_a_clock_change(zone: str, due: datetime) -> None:
    with at(datetime(2026, 3, 26, 12, tzinfo=UTC)):
        assert plan_of(a_planned(time_zone=zone)).next_at == due


def test_a_worker_that_comes_late_waits_for_the_next_morning_that_is_theirs() -> None:
    reader = a_planned(rhythm="daily")
    told("news", [reader], a_thing())
    night = datetime(2026, 3, 10, 2, tzinfo=UTC)
    assert written(night) == []
    assert plan_of(reader).next_at == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert len(written(TUESDAY)) == 1


def test_a_section_that_fails_puts_the_digest_off_and_holds_up_nobody() -> None:
    reader, other = a_planned(), a_planned()
    told("news", [reader, other], a_thing())

    @digest_section(10)
    def fails(viewer: Viewer, _since: datetime, _most: int) -> list[DigestItem]:
        if viewer.id == reader.id:
            raise RuntimeError("broken")
        return []

    assert [mail.recipient for mail in written()] == [other.email]
    assert plan_of(reader).next_at == TUESDAY + timedelta(hours=1)


def test_a_digest_that_waited_is_looked_at_once_more() -> None:
    reader, post = a_planned(), Postbag()
    told("news", [reader], a_thing())
    written()
    with transaction() as session:
        choose_rhythm(session.get_one(User, reader.id), "none")
    with at(TUESDAY):
        send_due(post)
    assert post.recipients == []


def test_staff_get_their_digest_through_the_last_look_too() -> None:
    colleague, post = a_planned(staff("product")), Postbag()
    told("news", [colleague], a_thing())
    written()
    with at(TUESDAY):
        assert now().date() == date(2026, 3, 10)
        send_due(post)
    assert post.recipients == [colleague.email]
