from collections.abc import Callable, Iterator
from datetime import timedelta
from email import policy

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.ledger.models import Mail
from portal.ledger.outbox.channel import SendingDelayed, SendingRefused
from portal.ledger.outbox.deciding import send_again
from portal.ledger.outbox.mail import LEASE, post_mail, send_due
from portal.ledger.outbox.mail.line import MailServer
from portal.ledger.outbox.mail.smtp import SMTPTransport
from tests.mail_sink import Sink, mail_sink

AS_IT_CAME = policy.default.clone(refold_source="none")


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_sink() as sink:
        yield sink


def carrier(sink: Sink) -> SMTPTransport:
    return SMTPTransport(MailServer(sink.url), "hello@northwind.example")


def a_mail(key: str = "welcome:1", **changes: object) -> bool:
    words = {
        "recipient": "mei@example.org",
        "subject": "Grüße, Mei",
        "text": "Hello",
        "html": "<p>Hello</p>",
        "category": "service",
        "sender_name": "Priya Shah",
    }
    with transaction():
        return post_mail(key=key, **{**words, **changes})  # type: ignore[arg-type]


def states() -> dict[str, str]:
    db.session.rollback()
    return dict(db.session.execute(select(Mail.key, Mail.state)).all())


def test_a_mail_is_sent_once(app: Flask, sink: Sink) -> None:
    assert a_mail()
    assert not a_mail()
    assert send_due(carrier(sink)) == 1
    assert send_due(carrier(sink)) == 0
    (mail,) = sink.mails
    assert mail["Subject"] == "Grüße, Mei"
    assert mail["From"] == "Priya Shah <hello@northwind.example>"
    assert mail["Message-ID"].endswith("@northwind.example>")
    assert {part.get_content_type() for part in mail.iter_parts()} == {"text/plain", "text/html"}
    assert states() == {"welcome:1": "sent"}


def test_an_address_in_a_header_is_neither_folded_nor_encoded(app: Flask, sink: Sink) -> None:
    way_out = f"<https://advocates.{'northwind-' * 8}group.example/mails/stop/0123456789abcdef0123456789abcdef/now>"
    a_mail(headers={"List-Unsubscribe": way_out, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"})
    assert send_due(carrier(sink)) == 1
    assert f"\nList-Unsubscribe: {way_out}\n" in sink.mails[0].as_string(policy=AS_IT_CAME)


def test_without_a_server_mails_are_kept_to_be_read(app: Flask) -> None:
    a_mail()
    assert send_due(None) == 1
    assert states() == {"welcome:1": "kept"}


def test_a_mail_waits_for_its_time(app: Flask, sink: Sink) -> None:
    a_mail(due_at=now() + timedelta(hours=2))
    assert send_due(carrier(sink)) == 0
    with at(now() + timedelta(hours=3)):
        assert send_due(carrier(sink)) == 1


def test_a_refused_address_does_not_stop_the_others(app: Flask, sink: Sink) -> None:
    sink.answers = {"gone@example.org": "550 no such person", "full@example.org": "452 mailbox full"}
    a_mail("a", recipient="gone@example.org")
    a_mail("b", recipient="full@example.org")
    a_mail("c")
    send_due(carrier(sink))
    assert states() == {"a": "failed", "b": "waiting", "c": "sent"}
    sink.answers = {}
    with at(now() + timedelta(minutes=1)):
        send_due(carrier(sink))
    assert states() == {"a": "failed", "b": "sent", "c": "sent"}


def test_a_server_that_is_away_is_tried_again(app: Flask, sink: Sink) -> None:
    a_mail()
    away = SMTPTransport(MailServer("smtp://127.0.0.1:9"), "hello@northwind.example")
    send_due(away)
    assert states() == {"welcome:1": "waiting"}
    assert db.session.execute(select(Mail.leased_by, Mail.leased_until)).one() == (None, None)
    with at(now() + timedelta(minutes=1)):
        assert send_due(carrier(sink)) == 1
    assert len(sink.mails) == 1


def test_a_server_that_stays_away_fails_in_the_end(app: Flask) -> None:
    a_mail()
    away = SMTPTransport(MailServer("smtp://127.0.0.1:9"), "hello@northwind.example")
    moment = now()
    for _ in range(12):
        with at(moment):
            send_due(away)
        moment += timedelta(hours=3)
    assert states() == {"welcome:1": "failed"}


class DiesAfterTheServerTookIt:
    """The process ends between the server's 250 and our commit."""

    def __init__(self, sink: Sink) -> None:
        self._carrier = carrier(sink)

    def send(self, mail: Mail) -> None:
        self._carrier.send(mail)
        raise KeyboardInterrupt

    def close(self) -> None:
        self._carrier.close()


def test_a_mail_nobody_can_vouch_for_becomes_uncertain_and_is_not_sent_twice(app: Flask, sink: Sink) -> None:
    a_mail("a")
    a_mail("b")
    with pytest.raises(KeyboardInterrupt):
        send_due(DiesAfterTheServerTookIt(sink))
    assert states() == {"a": "sending", "b": "waiting"}
    with at(now() + LEASE + timedelta(seconds=1)):
        assert send_due(carrier(sink)) == 1
    assert states() == {"a": "uncertain", "b": "sent"}
    assert len(sink.mails) == 2


def test_a_person_can_decide_to_send_it_again(app: Flask, sink: Sink) -> None:
    a_mail()
    with pytest.raises(KeyboardInterrupt):
        send_due(DiesAfterTheServerTookIt(sink))
    with at(now() + LEASE + timedelta(seconds=1)):
        send_due(carrier(sink))
        with transaction() as session:
            send_again(session.scalars(select(Mail)).one())
        send_due(carrier(sink))
    assert states() == {"welcome:1": "sent"}
    first, second = sink.mails
    assert first["Message-ID"] == second["Message-ID"]


class Slow:
    """Takes the mail, and lets another worker look meanwhile."""

    def __init__(self, sink: Sink) -> None:
        self.sink, self.meanwhile = sink, 0

    def send(self, mail: Mail) -> None:
        self.meanwhile += send_due(carrier(self.sink))
        raise SendingDelayed("later")

    def close(self) -> None:
        pass


def test_a_leased_mail_is_nobody_elses(app: Flask, sink: Sink) -> None:
    a_mail("a")
    a_mail("b")
    slow = Slow(sink)
    send_due(slow)
    assert slow.meanwhile == 0
    assert sink.mails == []


class Late:
    """Has its answer when the lease is over and another worker has called the mail uncertain."""

    def __init__(self, sink: Sink, answer: Exception | None, meanwhile: Callable[[], None] = lambda: None) -> None:
        self._sink, self._answer, self._meanwhile = sink, answer, meanwhile

    def send(self, mail: Mail) -> None:
        with at(now() + LEASE + timedelta(seconds=1)):
            send_due(carrier(self._sink))
        assert states() == {"welcome:1": "uncertain"}
        db.session.rollback()
        self._meanwhile()
        if self._answer is not None:
            raise self._answer

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, "sent"),
        (SendingRefused("550"), "failed"),
        (SendingDelayed("452"), "waiting"),
        (OSError("gone"), "uncertain"),
    ],
)
def test_an_answer_that_comes_late_is_still_an_answer(
    app: Flask, sink: Sink, answer: Exception | None, state: str
) -> None:
    a_mail()
    send_due(Late(sink, answer))
    assert states() == {"welcome:1": state}
    assert sink.mails == []


def test_an_answer_that_comes_late_does_not_undo_what_a_person_decided(app: Flask, sink: Sink) -> None:
    def decide() -> None:
        with transaction() as session:
            send_again(session.scalars(select(Mail)).one())

    a_mail()
    send_due(Late(sink, SendingRefused("550"), decide))
    assert states() == {"welcome:1": "waiting"}
    assert send_due(carrier(sink)) == 1


def test_what_was_put_off_is_not_put_off_again_by_a_later_end(app: Flask, sink: Sink) -> None:
    """The process ends at the second mail; the first, put off, was meanwhile sent by another worker."""
    sink.answers = {"full@example.org": "452 mailbox full"}

    class Ends(DiesAfterTheServerTookIt):
        def send(self, mail: Mail) -> None:
            if mail.recipient != "full@example.org":
                sink.answers = {}
                with at(now() + timedelta(seconds=31)):
                    send_due(carrier(sink))
                raise KeyboardInterrupt
            self._carrier.send(mail)

    a_mail("a", recipient="full@example.org")
    a_mail("b")
    with pytest.raises(KeyboardInterrupt):
        send_due(Ends(sink))
    assert states() == {"a": "sent", "b": "sending"}


def test_line_breaks_reach_no_header(app: Flask, sink: Sink) -> None:
    a_mail(subject="Hello\r\nBcc: all@example.org")
    send_due(carrier(sink))
    assert sink.mails == []
    assert list(states().values()) in (["failed"], ["uncertain"])
