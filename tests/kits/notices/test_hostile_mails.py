"""Hostile mails cost little, and honest ones go through meanwhile. `make torture` reads every one of them."""

import os
import signal
from collections.abc import Iterator
from email import message_from_bytes, policy
from subprocess import Popen

import pytest

from portal.kits.notices.aside import REASONS
from portal.kits.notices.incoming import apart, bounds, reading
from portal.kits.notices.incoming.apart import READER, Reader, ReaderGone
from portal.kits.notices.incoming.html import text_of
from tests.kits.notices.hostile import SHAPES, hostile_mails, html, plain
from tests.kits.notices.post import a_report
from tests.kits.notices.test_own_text import HTML, MAILS

PROMISED_SECONDS, PROMISED_KILOBYTES = 0.2, 200 * 1024
DEADLINE = 10 * PROMISED_SECONDS
HONEST = plain(b"We scan them.")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hostile_mail_is_read_or_kept_aside_within_its_bounds(shape: str) -> None:
    for name, make in list(SHAPES[shape].items())[:4]:
        found = READER.read(make()[: bounds.MAX_BYTES], "mei@orbit.example", "mx.northwind.example")
        assert found.aside in {"", *REASONS} - {"cpu", "memory"}, name
        assert found.seconds < DEADLINE, name
        assert found.kilobytes < PROMISED_KILOBYTES, name
        assert len(found.mail.text if found.mail else "") <= 16_000


def test_there_are_enough_of_them_and_each_is_another() -> None:
    assert len(SHAPES) >= 10
    assert len({make() for make in hostile_mails().values()}) == len(hostile_mails()) >= 60


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"x" * (bounds.MAX_BYTES + 1), "bytes"),
        (b"\r\n" * (bounds.MAX_LINES + 1), "lines"),
        (b"\r" * (bounds.MAX_LINES + 1), "lines"),
        (SHAPES["borders of parts"]["parts without a head"](), "parts"),
        (SHAPES["parts inside one another"]["two hundred"](), "containers"),
        (b"A: b\r\n" * (bounds.MAX_HEADERS + 1) + b"\r\n", "headers"),
        (b"A: " + b"b" * (bounds.MAX_HEADER_CHARS + 1) + b"\r\n\r\n", "header"),
        (b"From: " + b"b" * (bounds.MAX_READ_HEADER_CHARS + 1) + b"\r\n\r\n", "header"),
        (b"Content-Type: a/b" + b";" * (bounds.MAX_PARAMETERS + 1) + b"\r\n\r\n", "parameters"),
        (b"Authentication-Results: a\r\n" * (bounds.MAX_RESULTS + 1) + b"\r\n", "headers"),
        (plain(b"x" * (bounds.MAX_TEXT_CHARS + 1)), "text"),
        (html(b"x" * (bounds.MAX_TEXT_CHARS + 1)), "text"),
        (html(b"<" * (bounds.MAX_TAGS + 1)), "tags"),
    ],
)
def test_a_mail_over_a_bound_says_over_which(raw: bytes, code: str) -> None:
    assert (READER.read(raw, "mei@orbit.example").mail, READER.read(raw, "x@y.example").aside) == (None, code)
    assert code in REASONS


def test_a_bound_stands_before_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would have to look for parameters is never asked."""

    def never(*_: object) -> None:
        pytest.fail("it was taken to pieces")

    monkeypatch.setattr("email.message._parseparam", never)
    for mail in ("semicolons", "continued"):
        with pytest.raises(bounds.OverBound):
            reading.read_mail(SHAPES["parameters of a header"][mail](), "mei@orbit.example")


@pytest.fixture
def reader() -> Iterator[Reader]:
    """One of the test's own."""
    reader = Reader()
    yield reader
    reader.close()


def process_of(reader: Reader) -> Popen[bytes]:
    assert reader._running
    return reader._running[0]


SLOW = """\
import os
import sys
from multiprocessing.connection import Connection

from portal.kits.notices.incoming import reader

def read(raw, *_):
    if b"forever" in raw:
        while True:
            pass
    if b"memory" in raw:
        return [bytes(1 << 20) for _ in range(1 << 20)]
    if b"crash" in raw:
        os.abort()
    raise ValueError(raw)

reader.read_mail = read
reader.serve(Connection(int(sys.argv[1])))
"""


def test_what_no_bound_has_thought_of_ends_with_its_process(monkeypatch: pytest.MonkeyPatch, reader: Reader) -> None:
    monkeypatch.setattr(apart, "PROGRAM", [apart.PROGRAM[0], "-c", SLOW])
    for raw, code in {b"forever": "cpu", b"memory": "memory", b"crash": "unreadable", b"": "unreadable"}.items():
        found = reader.read(raw, "mei@orbit.example")
        assert (found.mail, found.aside) == (None, code)
        assert found.seconds < bounds.MAX_CPU_SECONDS + DEADLINE
        assert found.kilobytes < PROMISED_KILOBYTES
    process = process_of(reader)
    reader.close()
    assert process.returncode == 0, "it ends by itself when nobody asks any more"


def test_a_reader_that_was_ended_is_begun_anew_and_one_that_hangs_is_given_up(
    monkeypatch: pytest.MonkeyPatch, reader: Reader
) -> None:
    reader.start()
    os.kill(process_of(reader).pid, signal.SIGKILL)
    found = reader.read(HONEST, "mei@orbit.example")
    assert found.mail
    assert found.mail.text == "We scan them."
    hanging = process_of(reader)
    os.kill(hanging.pid, signal.SIGSTOP)
    monkeypatch.setattr(bounds, "MAX_SECONDS", 0.2)
    with pytest.raises(ReaderGone):
        reader.read(HONEST, "mei@orbit.example")
    assert hanging.returncode == -signal.SIGKILL


@pytest.mark.parametrize("name", MAILS)
def test_an_honest_mail_is_read_apart_as_it_is_read_here(name: str) -> None:
    found = READER.read(plain(MAILS[name][0].encode()), "mei@orbit.example")
    assert found.mail
    assert (found.mail.text, found.mail.sender, found.mail.from_envelope) == (MAILS[name][1], "mei@orbit.example", True)


def test_what_others_attach_is_read_as_ever() -> None:
    found = READER.read(a_report("5.1.1").as_bytes(), "")
    assert found.mail
    assert (found.mail.status, found.mail.automatic) == ("5.1.1", True)
    picture = message_from_bytes(HONEST, policy=policy.default)
    picture.make_mixed()
    picture.add_attachment(os.urandom(700_000), maintype="image", subtype="png", filename="fax.png")  # type: ignore[attr-defined]
    found = READER.read(picture.as_bytes(), "mei@orbit.example")
    assert found.mail
    assert (found.mail.text, found.mail.attachments) == ("We scan them.", 1)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a < b and <3", "a < b and <3"),
        ("<a title='x > y'>one</a> <b/>two", "one two"),
        ("one<!-- <p>two</p> -->three", "onethree"),
        ("<title/>one<script/>two", "onetwo"),
        ("one &amp;&lt;b&gt; &#8364;&#99999999999;", "one &<b> €\ufffd"),
        ("one<p>two<a href='never closed", "one\n\ntwo"),
        ("one</a x='>'>two</ a>three</>four", "onetwothreefour"),
        ("one</a x='>' two", "one"),
        ('<div class=x id="divRplyFwdMsg">two', ""),
    ],
)
def test_html_that_is_odd_reads_as_a_browser_reads_it(source: str, text: str) -> None:
    assert text_of(source) == text
    assert len(HTML) > 4
