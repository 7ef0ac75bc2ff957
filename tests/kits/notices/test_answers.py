"""Answers to emails in a colleague's name, over a real receiver and on to a real mail server."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.endings import end_all_of
from portal.access.models import Link, User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.tidying import forget_old_notices
from portal.kits.notices.models import AnswerAddress, Notice
from portal.kits.tasks.models import Task
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import is_for_its_reader
from portal.ledger.worker import drain
from portal.people.actions.invitations import invite_member
from portal.people.models import Member
from tests.actors import a_member, a_user
from tests.kits.notices.answering import (
    PHOTO,
    a_letter,
    a_waiting_task,
    an_answer,
    attachment_of,
    files_kept,
    forwards,
    hand_in,
    history,
    last_answer,
    ours,
    sent_on,
    work,
)
from tests.kits.notices.hostile import hostile_mails, nested
from tests.kits.notices.post import DOMAIN
from tests.kits.notices.test_two_workers import TUESDAY
from tests.kits.notices.things import a_thing, told
from tests.letters import newest
from tests.mail_sink import Sink

pytestmark = pytest.mark.one_database


def untouched(member: Member, task: int) -> bool:
    """Whether nothing has followed for the member."""
    row = db.session.get_one(Member, member.id, populate_existing=True)
    waits = db.session.get_one(Task, task, populate_existing=True).status == "open"
    return row.last_touch_at is None and row.last_act_at is None and waits and history(member) == []


def test_an_answer_is_contact_settles_what_waited_and_reaches_the_colleague_whole(
    port: int, sink: Sink, mei: Member, priya: User
) -> None:
    waits, other = a_waiting_task(mei), a_waiting_task(mei, "thank_you")
    original, address = an_answer(mei.email), a_letter(mei, priya)
    original["To"], original["Cc"] = address, "Ben <ben@orbit.example>, Ōno <ono@orbit.example>"
    hand_in(port, original, address)
    work()
    [mail] = sent_on(sink)
    assert (mail["To"], mail["Reply-To"], mail["Subject"]) == (priya.email, mei.email, original["Subject"])
    assert mail["From"].addresses[0].addr_spec == ours()
    assert mail["From"].addresses[0].display_name.startswith("Mei Tanaka · ")
    assert attachment_of(mail) == PHOTO
    assert "> A word from one person to another." in mail.as_string()
    assert "It was also sent to ben@orbit.example, ono@orbit.example." in mail.as_string().replace("=\n", "")
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert sink.senders[-1].startswith("bounce+"), "what does not arrive is heard of"
    row = db.session.get_one(Member, mei.id, populate_existing=True)
    assert row.last_touch_at == row.last_act_at == last_answer().received_at
    assert history(mei) == ["mail.answered", "task.done"]
    assert [db.session.get_one(Task, task).status for task in (waits, other)] == ["done", "open"]
    assert (last_answer().text, last_answer().attachments) == ("Thank you, Priya.", 1)
    drain()
    lines = select(Notice.user_id, Notice.kind, Notice.about_id)
    assert db.session.execute(lines).all() == [(priya.id, "mail.answered", last_answer().id)]
    write_due_mails()
    assert len(sent_on(sink)) == 1, "the email itself is there already"


def test_every_email_in_somebodys_name_is_answered_through_us(app: Flask, mei: Member, priya: User) -> None:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    letters = [a_letter(mei, priya), a_letter(mei, None, "in_our_name")]
    with transaction() as session:
        invite_member(session.get_one(Member, mei.id), session.get_one(User, priya.id), "Come in", "Please do.")
    letters.append(str(newest(Mail.key.like("invitation:%")).reply_to))
    assert all(letter.startswith("reply+") and letter.endswith(f"@{DOMAIN}") for letter in letters)
    assert len(set(letters)) == 3
    ends = db.session.scalars(select(Link.expires_at).where(Link.purpose == "reply:letter"))
    assert list(ends) == [None] * 3, "they never run out"


def test_without_inbound_mail_the_answer_goes_to_the_colleague(mei: Member, priya: User) -> None:
    assert a_letter(mei, priya) == priya.email
    with transaction() as session:
        invite_member(session.get_one(Member, mei.id), session.get_one(User, priya.id), "Come in", "Please do.")
    assert newest(Mail.key.like("invitation:%")).reply_to == priya.email
    assert a_letter(mei, None, "in_our_name") == "None"
    assert db.session.scalars(select(AnswerAddress)).all() == []


def test_a_notice_in_a_colleagues_name_is_answered_through_us_and_a_members_is_not(
    app: Flask, things: None, mei: Member, priya: User
) -> None:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    reader, thing = a_user(mei), a_thing()
    with at(TUESDAY):
        told("reply", [reader], thing, actor=priya)
        told("reply", [reader], a_thing("Other"), actor=a_user(a_member("Ben Okri")))
    with at(TUESDAY + timedelta(minutes=4)):
        while write_due_mails():
            pass
    first, second = db.session.scalars(select(Mail).where(Mail.recipient == mei.email).order_by(Mail.id))
    assert str(first.reply_to).startswith("reply+")
    assert second.reply_to is None
    assert "just reply" not in first.text, "it is not posted anywhere"


def test_from_another_address_it_is_forwarded_marked_and_settles_nothing(
    port: int, sink: Sink, mei: Member, priya: User
) -> None:
    waits = a_waiting_task(mei)
    hand_in(port, an_answer("mei@home.example"), a_letter(mei, priya))
    work()
    [mail] = sent_on(sink)
    assert (mail["To"], mail["Reply-To"]) == (priya.email, "mei@home.example")
    assert mail["Subject"].startswith("From another address: Re: ")
    assert "another address than the one we know" in mail.as_string()
    assert mail["From"].addresses[0].display_name.startswith("mei@home.example · ")
    assert attachment_of(mail) == PHOTO
    assert untouched(mei, waits)
    assert (last_answer().mark, last_answer().text) == ("foreign", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [("Auto-Submitted", "auto-replied"), ("X-Autoreply", "yes"), ("Precedence", "auto_reply"), ("X-Kind", "")],
)
def test_a_machines_answer_is_forwarded_and_settles_nothing(
    port: int, sink: Sink, mei: Member, priya: User, name: str, value: str
) -> None:
    waits, answer = a_waiting_task(mei), an_answer(mei.email, "I am out of the office.")
    answer[name] = value
    hand_in(port, answer, a_letter(mei, priya), sender="" if name == "X-Kind" else mei.email)
    work()
    [mail] = sent_on(sink)
    assert (mail["To"], mail["Subject"].partition(":")[0]) == (priya.email, "Automatic reply")
    assert "I am out of the office." in mail.as_string()
    assert untouched(mei, waits)


def test_what_the_server_in_front_does_not_believe_is_forwarded_marked_and_settles_nothing(
    app: Flask, port: int, sink: Sink, mei: Member, priya: User
) -> None:
    app.config["MAIL_IN_AUTHSERV_ID"] = "mx.northwind.example"
    waits, answer = a_waiting_task(mei), an_answer(mei.email)
    answer["Authentication-Results"] = "mx.northwind.example; dmarc=fail header.from=orbit.example"
    hand_in(port, answer, a_letter(mei, priya))
    work()
    assert sent_on(sink)[0]["Subject"].startswith("Sender not verified: ")
    assert untouched(mei, waits)


def test_what_nobody_could_read_is_forwarded_as_a_file_just_as_it_came(
    port: int, sink: Sink, mei: Member, priya: User
) -> None:
    waits, address = a_waiting_task(mei), a_letter(mei, priya)
    raw = nested(200, b"--a\r\n")
    hand_in(port, raw, address, sender=mei.email)
    work()
    [mail] = sent_on(sink)
    assert mail["Subject"].startswith("Couldn't be read: Re: Thank you")
    assert mail["Reply-To"] == mei.email
    assert (last_answer().mark, last_answer().reason) == ("unread", "containers")
    [file] = [part for part in mail.walk() if part.get_filename() == "email.eml"]
    assert file.get_payload(decode=True) == raw, "byte for byte"
    assert untouched(mei, waits)


def test_the_hostile_ones_are_read_within_their_bounds_and_all_of_them_go_on(
    app: Flask, port: int, sink: Sink, mei: Member, priya: User
) -> None:
    address, mails = a_letter(mei, priya), list(hostile_mails().values())[::9]
    for make in mails:
        hand_in(port, make(), address, sender="x@else.example")
    work()
    assert len(sent_on(sink)) == len(mails)
    assert {mail["To"] for mail in sent_on(sink)} == {priya.email}


def test_years_later_it_still_reaches_the_colleague(port: int, sink: Sink, mei: Member, priya: User) -> None:
    with at(now() - timedelta(days=900)):
        address = a_letter(mei, priya)
    while forget_old_notices():
        pass
    hand_in(port, an_answer(mei.email), address)
    work()
    assert [mail["To"] for mail in sent_on(sink)] == [priya.email]
    assert history(mei) == ["mail.answered"]


def test_when_the_members_login_was_closed_it_is_forwarded_and_settles_nothing(
    port: int, sink: Sink, mei: Member, priya: User
) -> None:
    waits, address, login = a_waiting_task(mei), a_letter(mei, priya), a_user(mei)
    with transaction() as session:
        end_all_of(session.get_one(User, login.id), session.get_one(User, priya.id))
    hand_in(port, an_answer(mei.email), address)
    work()
    assert [mail["Subject"].partition(":")[0] for mail in sent_on(sink)] == ["From a former address"]
    assert untouched(mei, waits)


def test_after_a_new_address_the_former_one_settles_nothing(port: int, sink: Sink, mei: Member, priya: User) -> None:
    address = a_letter(mei, priya)
    with transaction() as session:
        session.get_one(Member, mei.id).email = "mei@new.example"
    hand_in(port, an_answer("mei@orbit.example"), address)
    hand_in(port, an_answer("mei@new.example", name="<2@new.example>"), address)
    work()
    assert [mail["Subject"].partition(":")[0] for mail in sent_on(sink)] == ["From another address", "Re"]


def test_no_page_shows_the_words_of_an_answer_that_waits(app: Flask, port: int, mei: Member, priya: User) -> None:
    hand_in(port, an_answer(mei.email, "Between us."), a_letter(mei, priya))
    work()
    [mail] = forwards()
    assert is_for_its_reader(mail)
    assert (mail.state, files_kept()) == ("kept", []), "a site that sends no emails keeps no attachments either"
