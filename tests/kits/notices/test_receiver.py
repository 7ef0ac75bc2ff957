"""The receiver over a real socket of loopback."""

import asyncio
import smtplib
import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.database import db
from portal.kits.notices.incoming import receiver
from portal.kits.notices.models import MailIn
from tests.kits.notices.post import DOMAIN, a_reply, address_for
from tests.kits.notices.things import a_reader, a_thing
from tests.mail_sink import free_port

UNKNOWN = f"reply+{'0' * 32}@{DOMAIN}"


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    port, ready, loop, stop = free_port(), threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    def run() -> None:
        loop.call_later(0.2, ready.set)
        loop.run_until_complete(receiver.serve(app, "127.0.0.1", port, stop))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(30)
    yield port
    loop.call_soon_threadsafe(stop.set)
    thread.join(30)


def kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(MailIn)) or 0


def test_a_mail_is_acknowledged_when_its_row_is_there(port: int, things: None) -> None:
    from portal.kits.notices.replies import reply_handler

    reply_handler("thing")(lambda *_: None)
    reader = a_reader()
    address = address_for(reader, a_thing())
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.send_message(a_reply(reader.email), from_addr=reader.email, to_addrs=[address])
        assert kept() == 1
        server.send_message(a_reply(reader.email), from_addr=reader.email, to_addrs=[address])
    assert kept() == 1
    mail = db.session.scalars(select(MailIn)).one()
    assert (mail.sender, mail.text, mail.state) == (reader.email, "We scan them.", "waiting")
    assert mail.link is not None


@pytest.mark.parametrize(
    "address",
    [
        "hello@" + DOMAIN,
        UNKNOWN.replace(DOMAIN, "else.example"),
        "reply+short@" + DOMAIN,
        "postmaster",
        f"reply+{'x' * 200}@{DOMAIN}",
    ],
)
def test_nothing_is_taken_for_anybody_else(port: int, address: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.helo("orbit.example")
        server.mail("mei@orbit.example")
        code, _words = server.rcpt(address)
    assert code in {501, 550, 553}
    assert kept() == 0


def test_a_mail_that_is_too_large_is_refused(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server, pytest.raises(smtplib.SMTPException) as refused:
        server.send_message(a_reply("mei@orbit.example", "word " * 400_000), "mei@orbit.example", [UNKNOWN])
    assert "552" in str(refused.value)
    assert kept() == 0


def test_a_mail_that_cannot_be_kept_stays_the_senders_to_keep(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> bool:
        raise RuntimeError("no database")

    monkeypatch.setattr(receiver, "keep_mail", fails)
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server, pytest.raises(smtplib.SMTPDataError) as refused:
        server.send_message(a_reply("mei@orbit.example"), "mei@orbit.example", [UNKNOWN])
    assert refused.value.smtp_code == 451


def test_nonsense_does_not_stop_the_receiver(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(b"\x00\xff" * 2000 + b"\r\nGET / HTTP/1.1\r\n\r\n")
        line.recv(100)
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.send_message(a_reply("mei@orbit.example"), "mei@orbit.example", [UNKNOWN])
    assert kept() == 1


def test_too_many_connections_are_asked_to_come_later(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiver, "MAX_CONNECTIONS", 2)
    lines = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(3)]
    greetings = [line.recv(3) for line in lines]
    for line in lines:
        line.close()
    assert greetings == [b"220", b"220", b"421"]
    for _ in range(200):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
            if line.recv(3) == b"220":
                break
    else:
        pytest.fail("a place that was left was not given to anybody")


def test_the_command_says_what_is_missing_where_no_mail_comes_in(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["mail", "receive"])
    assert answer.exit_code == 1
    assert "MAIL_IN_DOMAIN" in answer.output
