"""Quiet by default: how much reaches one reader, and what waits for the morning."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.clock import at
from portal.core.database import db, transaction
from portal.kits.notices import digest
from portal.kits.notices.actions import mark_read, send_message, set_preference, settle_notices
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.digests import plan_digests, write_due_digests
from portal.kits.notices.digest import DigestItem, digest_section
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.ledger.models import Mail
from portal.people.models import Member
from portal.people.viewer import Viewer
from tests.actors import staff
from tests.kits.notices.test_mail_at_once import an_event
from tests.kits.notices.things import a_reader, a_thing, lines_of, told
from tests.letters import letters
from tests.registries import restored

FRIDAY = datetime(2026, 3, 6, 11, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 8, 0, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_friday(app: Flask, things: None) -> Iterator[None]:
    with restored(digest._sections, empty=True), at(FRIDAY):
        yield


def planned(user: User) -> User:
    while plan_digests():
        pass
    return user


def written(moment: datetime) -> list[Mail]:
    """Every mail there is once the worker has come by at this moment."""
    with at(moment):
        while write_due_mails() + write_due_digests():
            pass
    db.session.rollback()
    return letters()


def subjects(moment: datetime) -> list[str]:
    return [mail.subject for mail in written(moment)]


def events(user: User, count: int, kind: str = "reply") -> None:
    for number in range(count):
        told(kind, [user], a_thing(f"Fax{number}"), cause=an_event())


def test_a_conversation_is_mailed_once_until_it_is_opened() -> None:
    reader, thing = a_reader(), a_thing()
    told("reply", [reader], thing, cause=an_event())
    assert len(written(FRIDAY + timedelta(minutes=4))) == 1
    for minutes in (10, 200, 2_000):
        with at(FRIDAY + timedelta(minutes=minutes)):
            told("reply", [reader], thing, cause=an_event())
        assert len(written(FRIDAY + timedelta(minutes=minutes + 4))) == 1
    with transaction():
        mark_read(reader, "thing", [thing])
    with at(FRIDAY + timedelta(days=2)):
        told("reply", [reader], thing, cause=an_event())
    assert len(written(FRIDAY + timedelta(days=2, minutes=4))) == 2


def test_two_answers_within_minutes_are_one_mail() -> None:
    reader, thing = a_reader(), a_thing()
    for _ in range(2):
        told("reply", [reader], thing, cause=an_event())
    assert len(written(FRIDAY + timedelta(minutes=4))) == 1


def test_several_lines_of_one_conversation_are_mailed_once() -> None:
    for name in ("post", "answer"):
        words = name, name, "", "bell", name
        add_notice_kind(NoticeKind(*words, default_mail="at_once", conversation="talk"))
    reader = a_reader()
    told("post", [reader], a_thing("One"), cause=an_event(), group="post:5")
    told("answer", [reader], a_thing("Two"), cause=an_event(), group="answer:5")
    told("answer", [reader], a_thing("Six"), cause=an_event(), group="answer:6")
    assert subjects(FRIDAY + timedelta(minutes=4)) == ["About One", "About Six"]
    with at(FRIDAY + timedelta(hours=1)):
        told("answer", [reader], a_thing("Two"), cause=an_event(), group="answer:5")
    assert len(written(FRIDAY + timedelta(hours=2))) == 2


def test_things_of_one_place_share_a_line_and_are_mailed_each() -> None:
    add_notice_kind(NoticeKind("new", "New", "", "bell", "New", default_mail="at_once", mailed_each=True))
    reader = a_reader()
    for name in ("One", "Two"):
        told("new", [reader], a_thing(name), cause=an_event(), group="board:1")
    assert subjects(FRIDAY + timedelta(minutes=4)) == ["About One", "About Two"]
    assert [line.count for line in lines_of(reader)] == [2]


def test_a_colleague_gets_five_mails_a_day_at_most_and_the_rest_in_the_morning() -> None:
    priya = planned(staff("success"))
    events(priya, 7)
    soon = FRIDAY + timedelta(minutes=4)
    assert len(written(soon)) == 5
    morning = written(MONDAY)[5:]
    assert [mail.subject for mail in morning] == ["This morning at Northwind"]
    assert [f"About Fax{number}" in morning[0].text for number in range(7)] == [False] * 5 + [True] * 2
    assert len(written(MONDAY + timedelta(days=1))) == 6, "what was mailed once is not mailed again"


NIGHT = MONDAY - timedelta(hours=10)
JUST_BEFORE = MONDAY - timedelta(seconds=91)


@pytest.mark.parametrize("steps", [(write_due_mails, write_due_digests), (write_due_digests, write_due_mails)])
@pytest.mark.parametrize(("told_at", "mailed_at"), [(NIGHT, MONDAY), (JUST_BEFORE, MONDAY + timedelta(seconds=89))])
def test_whichever_comes_first_everything_is_told_by_email_once(
    steps: Sequence[Callable[[], int]], told_at: datetime, mailed_at: datetime
) -> None:
    priya = planned(staff("success"))
    with at(told_at):
        events(priya, 7)
    with at(told_at + timedelta(minutes=1)):
        assert write_due_mails() == 0
    with at(NIGHT + timedelta(minutes=4)):
        write_due_mails()
    for step in steps:
        with at(MONDAY if step is write_due_digests else mailed_at):
            step()
    with at(mailed_at):
        write_due_mails()
    texts = [mail.text for mail in written(MONDAY + timedelta(days=1))]
    assert [sum(f"About Fax{number}" in text for text in texts) for number in range(7)] == [1] * 7
    assert len(written(MONDAY + timedelta(days=2))) == len(texts)


def test_of_things_of_one_place_no_more_than_five_are_mailed_and_the_line_is_told_in_the_morning() -> None:
    add_notice_kind(NoticeKind("new", "New", "", "bell", "New", default_mail="at_once", mailed_each=True))
    priya = planned(staff("success"))
    for number in range(9):
        told("new", [priya], a_thing(f"Fax{number}"), cause=an_event(), group="board:1")
    assert len(written(FRIDAY + timedelta(minutes=4))) == 5
    with at(FRIDAY + timedelta(days=1)):
        told("new", [priya], a_thing("Saturday's"), cause=an_event(), group="board:1")
    assert subjects(FRIDAY + timedelta(days=1, minutes=4))[5:] == ["About Saturday's"]
    assert subjects(MONDAY)[6:] == ["This morning at Northwind"]
    assert len(written(MONDAY + timedelta(days=1))) == 7


def test_a_member_keeps_one_of_three_mails_a_week_for_the_digest() -> None:
    reader = planned(a_reader(time_zone="Europe/London"))
    with transaction() as session:
        send_message(session.get_one(Member, reader.member_id), "welcome", cause_key="n:1")
    events(reader, 3)
    tuesday = MONDAY + timedelta(days=1)
    assert subjects(FRIDAY + timedelta(minutes=4))[1:] == ["About Fax0"]
    assert subjects(tuesday)[2:] == ["Your week at Northwind"]
    with at(tuesday), transaction() as session:
        sent = send_message(session.get_one(Member, reader.member_id), "thinking_of_you", cause_key="n:2")
    assert sent.reason == "budget"


def test_what_has_a_day_to_answer_by_waits_for_nothing() -> None:
    add_notice_kind(NoticeKind("seat", "Seats", "", "flask", "A seat", default_mail="at_once", pressing=True))
    reader = a_reader()
    events(reader, 3)
    told("seat", [reader], a_thing("Seat"))
    assert subjects(FRIDAY + timedelta(minutes=4)) == ["About Fax0", "About Fax1", "About Seat"]


def test_the_digest_waits_a_week_where_three_mails_came_already_and_then_tells_all() -> None:
    reader = planned(a_reader(time_zone="Europe/London"))
    told("news", [reader], a_thing("News"))
    with at(MONDAY):
        for number in range(3):
            with transaction() as session:
                member = session.get_one(Member, reader.member_id)
                send_message(member, "welcome", cause_key=f"n:{number}")
    assert len(written(MONDAY + timedelta(days=1))) == 3
    later = written(MONDAY + timedelta(days=8))
    assert [mail.subject for mail in later[3:]] == ["Your week at Northwind"]
    assert "About News" in later[3].text


def test_a_colleague_has_one_email_each_working_morning_and_none_when_there_is_nothing() -> None:
    priya = planned(staff("success"))
    events(priya, 1, "news")
    saturday = MONDAY - timedelta(days=2)
    assert written(saturday) == []
    assert subjects(MONDAY) == ["This morning at Northwind"]
    assert len(written(MONDAY + timedelta(days=1))) == 1


def test_what_is_new_for_everybody_stands_in_a_colleagues_email_once_a_week() -> None:
    asked: list[tuple[bool, datetime]] = []

    @digest_section(30, "New topics", round_up=True)
    def topics(viewer: Viewer, since: datetime, _most: int) -> list[DigestItem]:
        asked.append((viewer.is_staff, since))
        return [DigestItem("Faxes, again", "", "/topics/1")]

    planned(staff("success"))
    planned(a_reader(time_zone="Europe/London"))
    assert written(MONDAY) == []
    tuesday = MONDAY + timedelta(days=1)
    assert sorted(subjects(tuesday)) == ["This morning at Northwind", "Your week at Northwind"]
    assert sorted(asked) == [(False, FRIDAY), (True, tuesday - timedelta(days=7))]


def test_kinds_may_reach_colleagues_otherwise_than_members_and_everybody_may_choose() -> None:
    add_notice_kind(NoticeKind("talk", "Talk", "", "bell", "Talk", default_mail="at_once", staff_mail="digest"))
    reader, priya, daniel = a_reader(), staff("success"), staff("success")
    with transaction():
        set_preference(daniel, "talk", inbox=True, mail="at_once")
    told("talk", [reader, priya, daniel], a_thing())
    assert {mail.recipient for mail in written(FRIDAY + timedelta(minutes=4))} == {reader.email, daniel.email}


def test_what_is_settled_is_new_for_nobody_and_mailed_to_nobody() -> None:
    reader, priya, thing, other = a_reader(), staff("success"), a_thing(), a_thing()
    told("reply", [reader, priya], thing)
    told("reply", [priya], other)
    with transaction():
        settle_notices("thing", [thing])
    assert [line.read_at is None for line in lines_of(priya)] == [True, False]
    assert [line.read_at is None for line in lines_of(reader)] == [False]
    assert [mail.recipient for mail in written(FRIDAY + timedelta(minutes=4))] == [priya.email]
