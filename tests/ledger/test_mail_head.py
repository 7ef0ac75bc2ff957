"""Whatever somebody calls themselves or their topic: a mail's head says that and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from itertools import product
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from portal.core.database import transaction
from portal.core.text import one_line
from portal.ledger.outbox.mail import post_mail, send_due
from portal.ledger.outbox.mail.head import sender_line, subject_line
from tests.mail_sink import Sink, mail_sink

WORDS = (
    "Mei Tanaka",
    "Tanaka, Mei",
    "Tanaka, Mei · Northwind",
    "Mei Bcc: everybody@evil.example · Northwind",
    '"Support" <ceo@northwind.example> · Northwind',
    "ceo@northwind.example",
    "Mei (of legal) · Northwind",
    'back\\slash " and; more:',
    "=?utf-8?q?Mei=0D=0ABcc:_everybody@evil.example?=",
    "=?utf-8?q?Mei=0D=0ABcc:_everybody@evil.example?= · Northwind",
    "=?utf-8?b?" + "TWVpDQpCY2M6IGFsbEBldmlsLmV4YW1wbGUNCg0KPHNjcmlwdD4=" + "?=",
    "=?utf-8?q?",
    "Łódź " + "ж" * 90,
    "🦓" * 60,
    "a" * 290,
    "many words " * 25 + ", x@y.example",
    "\x80\x9f\u202e\ufffe",
    "",
)
AS_IT_CAME = policy.default.clone(refold_source="none")
EVERY = [policy.SMTP, policy.default, policy.SMTP.clone(utf8=True)]


def written(name: str, subject: str, how: Any = policy.SMTP) -> EmailMessage:
    """A mail with that sender and subject as it is read on the other side."""
    mail = EmailMessage()
    mail["From"] = sender_line(name, "hello@northwind.example")
    mail["To"] = "ana@orbit.example"
    mail["Subject"] = subject_line(subject)
    mail.set_content("Hello")
    sent = mail.as_bytes(policy=how)
    head = sent.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    assert all(0x20 <= sign < 0x7F or sign == 0x0A for sign in head)
    assert all(len(line) <= 998 for line in head.split(b"\n"))
    read: Any = message_from_bytes(sent, policy=policy.default)
    return read  # type: ignore[no-any-return]


def said(read: EmailMessage) -> tuple[tuple[str, str], str]:
    names = ["From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    assert list(read.keys()) == names
    assert read.get_content().strip() == "Hello"
    assert len(read["From"].addresses) == 1
    return name_and_address(read), str(read["Subject"])


def name_and_address(read: EmailMessage) -> tuple[str, str]:
    """The sender as RFC 2047 has it; the newer parser puts a space between encoded words where there is none."""
    older: Any = message_from_bytes(read.as_bytes(policy=AS_IT_CAME), policy=policy.compat32)
    name, address = parseaddr(older["From"])
    return str(make_header(decode_header(name))), address


@pytest.mark.parametrize(("words", "how"), [*product(WORDS, EVERY)])
def test_typed_words_stay_words(words: str, how: Any) -> None:
    assert said(written(words, words, how)) == ((words, "hello@northwind.example"), words)


@pytest.mark.parametrize("words", ["Mei\r\nBcc: everybody@evil.example", "Mei\nBcc: x", "Mei\rBcc: x", "Mei\0"])
def test_more_than_one_line_is_refused(words: str) -> None:
    for write in (subject_line, lambda name: sender_line(name, "hello@northwind.example")):
        with pytest.raises(ValueError, match="line breaks"):
            write(words)


@given(some.text(max_size=200).map(one_line), some.text(max_size=200).map(one_line))
def test_whatever_is_typed_stays_words(name: str, subject: str) -> None:
    assert said(written(name, subject))[0][1] == "hello@northwind.example"


@contextmanager
def sent(**changes: str) -> Iterator[Sink]:
    words = {"recipient": "mei@orbit.example", "text": "Hello", "html": "<p>Hello</p>", "category": "service"}
    with mail_sink() as sink:
        from portal.ledger.outbox.mail.line import MailServer
        from portal.ledger.outbox.mail.smtp import SMTPTransport

        with transaction():
            post_mail(key="x", **{**words, **changes})  # type: ignore[arg-type]
        assert send_due(SMTPTransport(MailServer(sink.url), "hello@northwind.example")) == 1
        yield sink


def test_a_mail_with_typed_words_arrives_with_them(app: Flask) -> None:
    evil = "=?utf-8?q?Mei=0D=0ABcc:_everybody@evil.example=0D=0A=0D=0A<script>?="
    with sent(subject=evil, sender_name=f"{evil}, <ceo@northwind.example> · Northwind") as sink:
        (mail,) = sink.mails
    assert mail["Subject"] == evil
    assert mail["Bcc"] is None
    assert len(mail["From"].addresses) == 1
    assert name_and_address(mail) == (f"{evil}, <ceo@northwind.example> · Northwind", "hello@northwind.example")
    assert [part.get_content().strip() for part in mail.iter_parts()] == ["Hello", "<p>Hello</p>"]
