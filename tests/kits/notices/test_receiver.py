"""The receiver over a real socket of loopback."""

import contextlib
import smtplib
import socket
import threading
import time
from datetime import timedelta

import pytest
from aiosmtpd.smtp import SMTP
from flask import Flask
from sqlalchemy import func, select

from portal.access.links import make_link
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions.replying import LASTS
from portal.kits.notices.actions.tidying import forget_old_notices
from portal.kits.notices.incoming import bounds, line, receiver, session
from portal.kits.notices.models import MailIn
from portal.kits.notices.replies import reply_handler
from portal.ledger.outbox.mail.return_path import return_path
from tests.kits.notices.hostile import hostile_mails
from tests.kits.notices.post import DOMAIN, a_reply, address_for
from tests.kits.notices.things import a_reader, a_thing

UNKNOWN = f"reply+{'0' * 32}@{DOMAIN}"


@pytest.fixture
def known(app: Flask) -> str:
    """An address that we made."""
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    return str(return_path(1))


def kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(MailIn)) or 0


def test_a_mail_is_acknowledged_when_its_row_is_there(port: int, things: None) -> None:
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
        UNKNOWN,
        UNKNOWN.upper(),
        UNKNOWN.replace(DOMAIN, "else.example"),
        f"bounce+1-{'0' * 24}@{DOMAIN}",
        f"bounce+{'9' * 30}@{DOMAIN}",
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
        assert server.docmd("DATA")[0] == 503, "nothing of the mail is heard"
    assert code in {501, 550, 553}
    assert kept() == 0


def test_an_address_whose_time_is_over_is_still_known(port: int, things: None) -> None:
    reply_handler("thing")(lambda *_: None)
    reader, link_is_over = a_reader(), now() - LASTS - timedelta(days=100)
    with at(link_is_over):
        address = address_for(reader, a_thing())
    assert forget_old_notices() == 0
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.send_message(a_reply(reader.email), from_addr=reader.email, to_addrs=[address])
    assert kept() == 1


def test_a_link_that_is_no_reply_address_takes_no_mail(port: int) -> None:
    with transaction():
        _link, token = make_link("password", 1, "mei@orbit.example")
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.helo("orbit.example")
        server.mail("mei@orbit.example")
        assert server.rcpt(f"reply+{token.replace('_', '-')}@{DOMAIN}")[0] == 550


def test_whoever_tries_addresses_out_is_sent_away(port: int, known: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.helo("orbit.example")
        server.mail("mei@orbit.example")
        tried = [server.rcpt(UNKNOWN)[0] for _ in range(session.MAX_REFUSED)]
        assert server.rcpt(known)[0] == 250
        tried.append(server.rcpt(UNKNOWN)[0])
        with pytest.raises(smtplib.SMTPServerDisconnected):
            server.rcpt(known)
    assert tried == [550] * session.MAX_REFUSED + [421]


def test_without_the_database_an_address_is_asked_for_again_later(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiver, "known_address", _fails)
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.helo("orbit.example")
        server.mail("mei@orbit.example")
        assert server.rcpt(UNKNOWN)[0] == 451


def test_a_mail_that_is_too_large_is_refused(port: int, known: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server, pytest.raises(smtplib.SMTPException) as refused:
        server.send_message(a_reply("mei@orbit.example", "word " * 400_000), "mei@orbit.example", [known])
    assert "552" in str(refused.value)
    assert kept() == 0


def _fails(*_: object) -> bool:
    raise RuntimeError("no database")


def test_a_mail_that_cannot_be_kept_stays_the_senders_to_keep(
    port: int, known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "keep_mail", _fails)
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server, pytest.raises(smtplib.SMTPDataError) as refused:
        server.send_message(a_reply("mei@orbit.example"), "mei@orbit.example", [known])
    assert refused.value.smtp_code == 451


def test_nonsense_does_not_stop_the_receiver(port: int, known: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(b"\x00\xff" * 2000 + b"\r\nGET / HTTP/1.1\r\n\r\n")
        line.recv(100)
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.send_message(a_reply("mei@orbit.example"), "mei@orbit.example", [known])
    assert kept() == 1


def test_a_mail_of_empty_lines_is_kept_aside_and_no_more_than_counted(
    port: int, known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed_on: list[int] = []

    def counted(self: SMTP, data: bytes) -> None:
        passed_on.append(data.count(b"\n"))
        received_by_aiosmtpd(self, data)

    received_by_aiosmtpd = SMTP.data_received
    monkeypatch.setattr(SMTP, "data_received", counted)
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.ehlo("orbit.example")
        server.mail("mei@orbit.example")
        server.rcpt(known)
        assert server.docmd("DATA")[0] == 354
        server.send(b"\r\n" * 3_000_000 + b".\r\n")
        assert server.getreply()[0] == 250
    assert sum(passed_on) <= bounds.MAX_LINES + 10
    mail = db.session.scalars(select(MailIn)).one()
    assert (mail.state, mail.reason, mail.sender) == ("aside", "lines", "mei@orbit.example")


def test_a_flood_of_commands_ends_the_connection(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line, contextlib.suppress(ConnectionError):
        line.sendall(b"\r\n" * 3_000_000)
        while line.recv(1 << 16):
            pass


def test_honest_mails_go_through_while_hostile_ones_come(port: int, things: None) -> None:
    reply_handler("thing")(lambda *_: None)
    reader = a_reader()
    address = address_for(reader, a_thing())
    attackers = [threading.Thread(target=_attack, args=(port, address, mails)) for mails in _hostile_in_turn(4)]
    for attacker in attackers:
        attacker.start()
    for number in range(6):
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
            mail = a_reply(reader.email, message_id=f"<{number}@orbit.example>")
            server.send_message(mail, from_addr=reader.email, to_addrs=[address])
    for attacker in attackers:
        attacker.join(60)
    db.session.rollback()
    honest = select(MailIn).where(MailIn.sender == reader.email)
    assert [mail.text for mail in db.session.scalars(honest)] == ["We scan them."] * 6
    assert kept() > 6


def _hostile_in_turn(attackers: int) -> list[list[bytes]]:
    """Those that a mail server would pass on, with no line that is too long."""
    mails = [make() for make in hostile_mails().values()]
    short = [mail for mail in mails if len(mail) < bounds.MAX_BYTES and max(map(len, mail.split(b"\n"))) < 990]
    return [short[first :: 4 * attackers] for first in range(attackers)]


def _attack(port: int, address: str, mails: list[bytes]) -> None:
    for mail in mails:
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as server, contextlib.suppress(smtplib.SMTPException):
            server.sendmail("a@b.example", [address], mail)


def connected(port: int, address: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(address, 0))


def test_too_many_connections_are_asked_to_come_later(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MAX_CONNECTIONS", 2)
    lines = [connected(port) for _ in range(3)]
    greetings = [each.recv(3) for each in lines]
    for each in lines:
        each.close()
    assert greetings == [b"220", b"220", b"421"]
    for _ in range(200):
        with connected(port) as another:
            if another.recv(3) == b"220":
                break
    else:
        pytest.fail("a place that was left was not given to anybody")


def test_whoever_holds_most_connections_makes_room_for_others(
    port: int, known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "MAX_CONNECTIONS", 4)
    with contextlib.ExitStack() as stack:
        strangers = [stack.enter_context(connected(port)) for _ in range(4)]
        assert {each.recv(3) for each in strangers} == {b"220"}
        for address in ("127.0.0.2", "127.0.0.3", "127.0.0.3"):
            with smtplib.SMTP("127.0.0.1", port, timeout=30, source_address=(address, 0)) as server:
                mail = a_reply("mei@orbit.example", message_id=f"<{kept()}@orbit.example>")
                server.send_message(mail, "mei@orbit.example", [known])
        assert kept() == 3
        assert b"421" in b"".join(iter(lambda: strangers[0].recv(1000), b"")), "whoever waited longest is told"


def test_of_one_network_whoever_sends_nothing_makes_room_in_the_end(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MAX_CONNECTIONS", 2)
    with connected(port) as first, connected(port) as second:
        assert (first.recv(3), second.recv(3)) == (b"220", b"220")
        with connected(port) as refused:
            assert refused.recv(3) == b"421"
        monkeypatch.setattr(line, "IN_EARNEST", 0.0)
        with connected(port) as third:
            assert third.recv(3) == b"220"
            assert b"421" in b"".join(iter(lambda: first.recv(1000), b""))


def test_of_many_networks_whoever_waits_longest_makes_room(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MAX_CONNECTIONS", 2)
    with connected(port, "127.0.0.2") as first, connected(port, "127.0.0.3") as second:
        assert (first.recv(3), second.recv(3)) == (b"220", b"220")
        monkeypatch.setattr(line, "IN_EARNEST", 0.0)
        with connected(port, "127.0.0.4") as third:
            assert third.recv(3) == b"220"
            assert b"421" in b"".join(iter(lambda: first.recv(1000), b""))


@pytest.mark.parametrize("said", [b"NOOP\r\n", b"DATA\r\n", b"HELO a\r\n"])
def test_a_connection_on_which_no_mail_comes_ends(port: int, said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "WITHOUT_MAIL", 0.5)
    with connected(port) as idle, contextlib.suppress(ConnectionError):
        heard = b""
        for _ in range(200):
            idle.sendall(said)
            heard += (more := idle.recv(1000))
            if not more:
                break
            time.sleep(0.02)
        assert b"421 4.4.2" in heard


def test_the_command_says_what_is_missing_where_no_mail_comes_in(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["mail", "receive"])
    assert answer.exit_code == 1
    assert "MAIL_IN_DOMAIN" in answer.output
