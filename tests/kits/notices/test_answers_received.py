"""Receiving answers: large ones, many, the same again, broken off, and what lies on the disk meanwhile."""

import random
import smtplib
import socket
import threading
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db
from portal.core.files import file_path
from portal.core.sealed_files import SealedWriter, read_sealed
from portal.kits.notices.answers import keeping
from portal.kits.notices.answers.ending import UNKNOWN_AFTER, sweep_files
from portal.kits.notices.answers.forwarding import forward_answers
from portal.kits.notices.answers.spool import SEAL
from portal.kits.notices.incoming import bounds, receiver
from portal.kits.notices.models import Answer, MailIn
from portal.ledger.outbox.mail.return_path import return_path
from portal.people.models import Member
from tests.actors import a_member, staff
from tests.kits.notices.answering import (
    a_letter,
    a_waiting_task,
    an_answer,
    files_kept,
    forwards,
    hand_in,
    history,
    last_answer,
    work,
)
from tests.kits.notices.test_spool import stuffed
from tests.kits.notices.test_two_workers import TUESDAY, together
from tests.mail_sink import mail_sink

one_database = pytest.mark.one_database


def answers() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Answer)) or 0


def a_large_one(megabytes: int) -> tuple[bytes, bytes]:
    """A mail with so much attached, and what is attached."""
    mail, content = an_answer("mei@orbit.example"), random.Random(1).randbytes(megabytes * 1024 * 1024)
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="large.pdf")
    return mail.as_bytes(policy=SMTP), content


@one_database
def test_twenty_five_megabytes_are_taken_and_read(port: int, mei: Member, priya: User) -> None:
    raw, _content = a_large_one(18)
    assert 24 * 1024**2 < len(raw) < bounds.MAX_ANSWER_BYTES
    hand_in(port, raw, a_letter(mei, priya), sender=mei.email)
    answer = last_answer()
    assert (answer.text, answer.size) == ("Thank you, Priya.", len(raw))
    assert b"".join(read_sealed(answer.file_key or "", SEAL)) == raw


@one_database
def test_what_is_attached_goes_on_byte_for_byte(app: Flask, port: int, mei: Member, priya: User) -> None:
    raw, content = a_large_one(2)
    hand_in(port, raw, a_letter(mei, priya), sender=mei.email)
    with mail_sink() as sink:
        app.config["MAIL_URL"] = sink.url
        work()
    [mail] = [mail for mail in sink.mails if mail["X-Fanfare-Forwarded"]]
    [pdf] = [part for part in mail.walk() if part.get_filename() == "large.pdf"]
    assert pdf.get_payload(decode=True) == content
    assert files_kept() == []


@one_database
def test_a_larger_one_is_refused_and_leaves_nothing(
    port: int, mei: Member, priya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = a_letter(mei, priya)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        server.ehlo("orbit.example")
        assert server.esmtp_features["size"] == str(bounds.MAX_ANSWER_BYTES)
        assert server.mail(mei.email, [f"SIZE={bounds.MAX_ANSWER_BYTES + 1}"])[0] == 552
        monkeypatch.setattr(bounds, "MAX_ANSWER_BYTES", 1024**2)
        server.mail(mei.email)
        server.rcpt(address)
        assert server.data(a_large_one(1)[0])[0] == 552
    assert (answers(), files_kept()) == (0, [])


def test_while_it_waits_it_lies_there_sealed_and_its_words_in_the_row_alone(
    port: int, mei: Member, priya: User
) -> None:
    hand_in(port, an_answer(mei.email, "Between us."), a_letter(mei, priya))
    [file] = files_kept()
    assert b"Between us" not in file.read_bytes()
    answer = last_answer()
    assert (answer.state, answer.text, file_path(answer.file_key or "")) == ("waiting", "Between us.", file)
    work()
    assert (last_answer().state, last_answer().file_key, files_kept()) == ("forwarded", None, [])
    assert [mail.recipient for mail in forwards()] == [priya.email]
    assert db.session.scalars(select(MailIn)).all() == []


def test_the_same_again_is_one_and_each_address_has_its_own(port: int, mei: Member, priya: User) -> None:
    first, second = a_letter(mei, priya), a_letter(mei, staff("success", name="Omar Said"), "another")
    for address in (first, first, second):
        hand_in(port, an_answer(mei.email), address)
    assert (answers(), len(files_kept())) == (2, 2)
    work()
    assert len({mail.recipient for mail in forwards()}) == len(forwards()) == 2


def test_two_workers_forward_it_once_and_settle_it_once(app: Flask, port: int, mei: Member, priya: User) -> None:
    a_waiting_task(mei)
    address = a_letter(mei, priya)
    for number in range(8):
        hand_in(port, an_answer(mei.email, f"Number {number}", f"<{number}@orbit.example>"), address)
    db.session.rollback()
    together(app, forward_answers, max(TUESDAY, now()))
    assert len({mail.key for mail in forwards()}) == len(forwards()) == 8
    assert sorted(history(mei)) == ["mail.answered"] * 8 + ["task.done"]


def test_the_same_mail_on_two_lines_at_once_is_kept_once(port: int, mei: Member, priya: User) -> None:
    address = a_letter(mei, priya)
    db.session.rollback()
    lines = [threading.Thread(target=hand_in, args=(port, an_answer(mei.email), address)) for _ in range(4)]
    for line in lines:
        line.start()
    for line in lines:
        line.join(60)
    assert (answers(), len(files_kept())) == (1, 1)


@one_database
def test_one_answer_has_one_address_and_nothing_else_in_its_envelope(port: int, mei: Member, priya: User) -> None:
    first, second = a_letter(mei, priya), a_letter(mei, priya, "another")
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        refused = server.sendmail(mei.email, [first, second], an_answer(mei.email).as_bytes(policy=SMTP))
        assert {address: code for address, (code, _words) in refused.items()} == {second: 452}
        server.sendmail(mei.email, [second], an_answer(mei.email).as_bytes(policy=SMTP))
    assert answers() == 2


@one_database
def test_without_room_it_stays_the_senders_until_there_is_some(
    port: int, mei: Member, priya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MAX_OF_ONE", 2)
    address, other = a_letter(mei, priya), a_letter(a_member("Ben Okri"), priya)
    for number in range(2):
        hand_in(port, an_answer(mei.email, name=f"<{number}@x>"), address)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        hand_in(port, an_answer(mei.email, name="<3@x>"), a_letter(mei, priya, "another"))
    assert [code for code, _words in refused.value.recipients.values()] == [452]
    hand_in(port, an_answer(mei.email), other)
    work()
    hand_in(port, an_answer(mei.email, name="<3@x>"), address)
    for bound in ("MAX_KEPT_BYTES", "MAX_BYTES_OF_ONE", "MAX_KEPT"):
        with monkeypatch.context() as lower, pytest.raises(smtplib.SMTPRecipientsRefused):
            lower.setattr(keeping, bound, 1)
            hand_in(port, an_answer(mei.email, name="<4@x>"), address)
    assert answers() == 4


@one_database
def test_too_many_at_once_are_asked_to_come_later(
    port: int, mei: Member, priya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "MAX_ANSWERS_AT_ONCE", 1)
    address = a_letter(mei, priya)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as slow:
        slow.ehlo("orbit.example")
        slow.mail(mei.email)
        slow.rcpt(address)
        assert slow.docmd("DATA")[0] == 354
        with pytest.raises(smtplib.SMTPDataError) as later:
            hand_in(port, an_answer(mei.email), address)
        assert later.value.smtp_code == 451
        slow.send(an_answer(mei.email).as_bytes(policy=SMTP) + b"\r\n.\r\n")
        assert slow.getreply()[0] == 250
    hand_in(port, an_answer(mei.email, name="<2@x>"), address)
    assert answers() == 2


@one_database
def test_one_that_breaks_off_or_cannot_be_kept_leaves_nothing(
    port: int, mei: Member, priya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = a_letter(mei, priya)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        for said in (b"", b"EHLO x", b"MAIL FROM:<mei@orbit.example>", f"RCPT TO:<{address}>".encode(), b"DATA"):
            line.sendall(said + b"\r\n" if said else b"")
            line.recv(2_000)
        line.sendall(b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n")
    monkeypatch.setattr(receiver, "keep_answer", _fails)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        hand_in(port, an_answer(mei.email), address)
    assert refused.value.smtp_code == 451
    assert (answers(), files_kept()) == (0, [])


def _fails(*_: object) -> bool:
    raise RuntimeError("no database")


@one_database
def test_when_the_disk_is_full_in_the_middle_what_is_left_is_no_command(
    port: int, mei: Member, priya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(SealedWriter, "write", full)
    address = a_letter(mei, priya)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        server.ehlo("orbit.example")
        server.mail(mei.email)
        server.rcpt(address)
        server.docmd("DATA")
        server.send(b"Subject: x\r\n\r\nhello\r\n")
        assert server.getreply()[0] == 451
        with pytest.raises(smtplib.SMTPServerDisconnected):
            server.docmd("NOOP")
    assert (answers(), files_kept()) == (0, [])


@one_database
def test_what_says_that_it_is_too_large_for_its_address_need_not_be_sent(port: int, mei: Member, priya: User) -> None:
    address = a_letter(mei, priya)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        server.ehlo("orbit.example")
        server.mail(mei.email, [f"SIZE={2 * bounds.MAX_BYTES}"])
        assert server.rcpt(str(return_path(1)))[0] == 552
        assert server.rcpt(address)[0] == 250


@one_database
def test_whoever_talks_on_before_the_answer_is_heard_no_further(port: int, mei: Member, priya: User) -> None:
    address = a_letter(mei, priya)
    raw = an_answer(mei.email).as_bytes(policy=SMTP) + b"\r\n.\r\n"
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        server.ehlo("orbit.example")
        server.mail(mei.email)
        server.rcpt(address)
        server.docmd("DATA")
        server.send(raw + b"MAIL FROM:<x@else.example>\r\n")
        assert server.getreply()[0] == 250
        with pytest.raises(smtplib.SMTPServerDisconnected):
            server.docmd("NOOP")
    assert answers() == 1


@one_database
def test_what_is_forwarded_is_one_mail_whatever_stands_in_it(app: Flask, port: int, mei: Member, priya: User) -> None:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = mei.email, "<1@x>"
    mail.set_content("x")
    smuggled = b"Hello\n.\nMAIL FROM:<x@else.example>\r\n..\r\n.two\r\n\r.\rDATA\r\n.last"
    raw = mail.as_bytes(policy=SMTP).replace(b"\r\nx\r\n", b"\r\n" + smuggled + b"\r\n")
    address = a_letter(mei, priya)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        server.ehlo("orbit.example")
        server.mail(mei.email)
        server.rcpt(address)
        server.docmd("DATA")
        server.send(stuffed(raw))
        assert server.getreply()[0] == 250
    with mail_sink() as sink:
        app.config["MAIL_URL"] = sink.url
        work()
    [forwarded] = [mail for mail in sink.mails if mail["X-Fanfare-Forwarded"]]
    theirs = list(forwarded.walk())[-1].get_content()
    assert theirs.splitlines() == ["Hello", ".", "MAIL FROM:<x@else.example>", "..", ".two", "", ".", "DATA", ".last"]


@one_database
def test_what_a_killed_receiver_left_behind_is_swept_away_and_nothing_else(port: int, mei: Member, priya: User) -> None:
    hand_in(port, an_answer(mei.email), a_letter(mei, priya))
    [waits] = files_kept()
    for name in ("0" * 32, "1" * 32 + ".draft"):
        waits.with_name(name).write_bytes(b"left behind")
    assert sweep_files() == 0, "perhaps its row is being written"
    with at(now() + UNKNOWN_AFTER * 2):
        assert sweep_files() == 2
    assert files_kept() == [waits]
