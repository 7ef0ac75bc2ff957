import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at
from portal.core.database import db, transaction
from portal.kits.notices.actions import mark_read, set_preference, suppress
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.kits.notices.models import WITH_THE_DIGEST, HeldBack, Notification
from portal.kits.notices.replies import reply_handler
from portal.ledger.ledger import record
from portal.ledger.models import Activity, Mail
from portal.ledger.outbox.mail import send_due
from portal.people.actions.segments import hold
from portal.people.models import Member
from tests.actors import staff
from tests.kits.notices.test_last_look import Postbag
from tests.kits.notices.things import a_reader, a_thing, hide, told
from tests.letters import letters

TUESDAY = datetime(2026, 3, 10, 11, tzinfo=UTC)
SOON = TUESDAY + timedelta(minutes=4)


@pytest.fixture(autouse=True)
def _on_a_tuesday(app: Flask, things: None) -> Iterator[None]:
    with at(TUESDAY):
        yield


def mails() -> list[Mail]:
    db.session.rollback()
    return letters()


def written(moment: datetime = SOON) -> list[Mail]:
    """The mails that the worker has written by then."""
    with at(moment):
        while write_due_mails():
            pass
    return mails()


def why_not() -> list[str]:
    return list(db.session.scalars(select(HeldBack.reason).order_by(HeldBack.id)))


def change(user: User, **values: object) -> None:
    with transaction() as session:
        member = session.get_one(Member, user.member_id)
        for name, value in values.items():
            setattr(member, name, value)


def an_event() -> Activity:
    with transaction():
        activity_id = record("feedback.given", facts={"source": "portal"})
    return db.session.get_one(Activity, activity_id)


def test_its_link_knows_whom_it_was_sent_to_where_nobody_is_signed_in(app: Flask) -> None:
    reader, thing = a_reader(), a_thing("Scanned forms")
    told("reply", [reader], thing, actor=a_reader("Mei Tanaka"))
    [mail] = written()
    link = re.search(r"things/\S+reader=(\S+)", mail.text)
    assert link
    assert reader.email in app.test_client().get("/sign-in", query_string={"reader": link[1]}).text


def test_what_was_not_read_in_a_few_minutes_comes_by_mail_from_whoever_did_it() -> None:
    reader, thing = a_reader(), a_thing("Scanned forms")
    told("reply", [reader], thing, actor=a_reader("Mei Tanaka"))
    assert written(TUESDAY + timedelta(minutes=2)) == []
    [mail] = written()
    assert (mail.recipient, mail.subject, mail.sender_name) == (reader.email, "About Scanned", "Mei Tanaka · Northwind")
    assert (mail.category, mail.member_id) == ("service", reader.member_id)
    assert "Mei Tanaka sent a reply" in mail.text
    assert "> Ward forms still arrive <by fax>." in mail.text
    assert f"https://advocates.northwind.example/things/{thing}" in mail.text
    assert "&lt;by fax&gt;" in mail.html


def test_a_colleague_without_a_membership_gets_the_mail_too() -> None:
    priya = staff("moderator")
    told("reply", [priya], a_thing())
    [mail] = written()
    assert (mail.recipient, mail.member_id) == (priya.email, None)


def test_every_mail_has_the_way_out_of_its_own_kind() -> None:
    told("reply", [a_reader()], a_thing())
    [mail] = written()
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["List-Unsubscribe"].startswith("<https://advocates.northwind.example/mails/stop/")
    assert "Unsubscribe from these" in mail.text


def test_whoever_reads_it_here_first_gets_no_mail() -> None:
    reader, thing = a_reader(), a_thing()
    told("reply", [reader], thing)
    with transaction():
        mark_read(reader, "thing", [thing])
    assert written() == []


def test_reading_the_first_does_not_swallow_the_mail_of_what_came_after() -> None:
    reader, thing = a_reader(), a_thing()
    told("reply", [reader], thing, cause=an_event())
    with transaction():
        mark_read(reader, "thing", [thing])
    with at(TUESDAY + timedelta(seconds=30)):
        told("reply", [reader], thing, cause=an_event())
    assert len(written()) == 1


def test_one_cause_is_one_mail_and_many_causes_are_many() -> None:
    reader, cause = a_reader(), an_event()
    told("reply", [reader], a_thing(), cause=cause)
    told("reply", [reader], a_thing(), cause=cause)
    told("reply", [reader], a_thing(), cause=an_event())
    assert len(written()) == 2
    assert len(written()) == 2


def test_what_the_reader_may_no_longer_see_is_not_mailed() -> None:
    thing = a_thing()
    told("reply", [a_reader()], thing)
    hide(thing)
    assert written() == []


def test_somebody_who_has_chosen_otherwise_meanwhile_gets_no_mail() -> None:
    reader = a_reader()
    told("reply", [reader], a_thing())
    with transaction():
        set_preference(reader, "reply", inbox=True, mail="digest")
    assert written() == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"paused_until": TUESDAY + timedelta(days=3)}, "paused"), ({"merged_into_id": 1}, "merged")],
)
def test_a_break_is_kept_and_the_reason_too(values: dict[str, object], reason: str) -> None:
    a_thing()
    reader = a_reader()
    told("reply", [reader], a_thing())
    change(reader, **values)
    assert written() == []
    assert why_not() == [reason]


def test_a_hold_of_such_mails_is_kept() -> None:
    reader = a_reader()
    told("reply", [reader], a_thing())
    with transaction():
        hold(reader.member_id, "service", "case:1")
    assert written() == []
    assert why_not() == ["held"]


def test_who_asked_for_no_more_promotion_still_gets_answers() -> None:
    reader = a_reader()
    change(reader, unsubscribed_at=TUESDAY)
    told("reply", [reader], a_thing())
    assert len(written()) == 1


def test_an_address_that_takes_no_mail_is_left_alone_whoever_it_belongs_to() -> None:
    reader, priya = a_reader(), staff("moderator")
    with transaction():
        suppress(reader.email, "bounced")
        suppress(priya.email, "complained")
    told("reply", [reader, priya], a_thing())
    assert written() == []
    assert why_not() == ["suppressed", "suppressed"]


def test_nobody_is_woken_and_what_is_read_before_breakfast_is_not_mailed() -> None:
    night = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    early, late = a_reader(time_zone="Europe/London"), a_reader("Ben Okoro", time_zone="Europe/London")
    thing = a_thing()
    with at(night):
        told("reply", [early, late], thing)
    assert written(night + timedelta(hours=2)) == []
    with transaction():
        mark_read(early, "thing", [thing])
    assert [mail.recipient for mail in written(datetime(2026, 3, 11, 8, 1, tzinfo=UTC))] == [late.email]


def test_an_answer_on_sunday_is_not_kept_until_monday() -> None:
    sunday = datetime(2026, 3, 15, 11, tzinfo=UTC)
    with at(sunday):
        told("reply", [a_reader(time_zone="Europe/London")], a_thing())
    assert len(written(sunday + timedelta(minutes=4))) == 1


def test_mails_about_one_talk_hang_together_and_none_has_the_name_of_another() -> None:
    reader, other, thing = a_reader(), a_reader("Ben Okoro"), a_thing()
    for _ in range(2):
        told("reply", [reader, other], thing, cause=an_event())
        found = written()
        with transaction():
            for each in (reader, other):
                mark_read(each, "thing", [thing])
    ids = [mail.headers["Message-ID"] for mail in found]
    assert len(set(ids)) == 4
    assert f"<thing-{thing}.u{reader.id}@advocates.northwind.example>" in ids
    root = f"<thing-{thing}@advocates.northwind.example>"
    assert {(mail.headers["In-Reply-To"], mail.headers["References"]) for mail in found} == {(root, root)}


def test_an_answer_goes_to_an_address_of_its_own_where_somebody_takes_it(app: Flask) -> None:
    reader = a_reader()
    told("reply", [reader], a_thing())
    [mail] = written()
    assert mail.reply_to is None
    assert "just reply" not in mail.text
    app.config["MAIL_IN_DOMAIN"] = "in.northwind.example"
    reply_handler("thing")(lambda *_: None)
    told("reply", [reader], a_thing())
    assert (written()[-1].reply_to or "").endswith("@in.northwind.example")
    assert "just reply" in mails()[-1].text


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        ("read", "read"),
        ("hidden", "hidden"),
        ("wished", "unsubscribed"),
        ("paused", "paused"),
        ("suppressed", "suppressed"),
        ("moved", "moved"),
        ("locked", "locked"),
    ],
)
def test_a_mail_that_waited_for_its_server_is_looked_at_once_more(meanwhile: str, reason: str) -> None:
    reader, thing = a_reader(), a_thing()
    told("reply", [reader], thing)
    written()
    with transaction() as session:
        user = session.get_one(User, reader.id)
        if meanwhile == "read":
            mark_read(user, "thing", [thing])
        elif meanwhile == "hidden":
            session.get_one(Member, thing).job_title = "secret"
        elif meanwhile == "wished":
            set_preference(user, "reply", inbox=True, mail="off")
        elif meanwhile == "paused":
            session.get_one(Member, user.member_id).paused_until = TUESDAY + timedelta(days=9)
        elif meanwhile == "suppressed":
            suppress(user.email, "bounced")
        elif meanwhile == "moved":
            user.email = "new@orbit.example"
        else:
            user.active = False
    post = Postbag()
    with at(SOON):
        send_due(post)
    assert post.recipients == []
    assert [(mail.state, mail.error) for mail in mails()] == [("held", reason)]


def test_a_mail_that_nothing_speaks_against_goes_out() -> None:
    reader, post = a_reader(), Postbag()
    told("reply", [reader], a_thing())
    written()
    with at(SOON):
        send_due(post)
    assert post.recipients == [reader.email]


def test_a_mail_that_cannot_be_written_holds_up_no_other() -> None:
    broken = NoticeKind("broken", "Broken", "", "message", "%(who)s", default_mail="at_once", letter="no/such.txt")
    add_notice_kind(broken)
    reader = a_reader()
    told("broken", [reader], a_thing())
    told("reply", [reader], a_thing())
    assert len(written()) == 1
    assert why_not() == ["broken"]
    assert db.session.scalars(select(Notification.due_at).order_by(Notification.id)).all() == [WITH_THE_DIGEST, None]
