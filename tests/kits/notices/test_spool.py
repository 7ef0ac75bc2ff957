"""An answer as it comes over the line: the same whatever the pieces, and never much of it in memory."""

import random
import tracemalloc

import pytest
from flask import Flask

from portal.core.sealed_files import read_sealed
from portal.kits.notices.answers.spool import SEAL, Spool
from portal.kits.notices.incoming import bounds

pytestmark = pytest.mark.one_database
SIGNS = [b"\r", b"\n", b".", b"\r\n", b"\r\n.", b"\r\n..", b"a", b": ", b"\r\n\r\n"]


def stuffed(content: bytes) -> bytes:
    """As a mail program sends it (RFC 5321, 4.5.2)."""
    lines = content.split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b".\r\n"


def taken(wire: bytes, pieces: random.Random) -> tuple[bytes, bytes, Spool]:
    with Spool() as spool:
        rest, at = None, 0
        while rest is None:
            size = pieces.choice([1, 2, 3, 7, 1000])
            rest, at = spool.take(wire[at : at + size]), at + size
        spool.file.keep()
    return b"".join(read_sealed(spool.key, SEAL)), rest + wire[at:], spool


def test_whatever_the_pieces_it_is_what_was_sent(app: Flask) -> None:
    for seed in range(120):
        chance = random.Random(seed)
        content = b"".join(chance.choices(SIGNS, k=chance.randrange(40))) + b"\r\n"
        got, after, spool = taken(stuffed(content) + b"QUIT\r\n", chance)
        assert (got, after, spool.size) == (content, b"QUIT\r\n", len(content)), seed
        again = taken(stuffed(content), random.Random(seed + 1))[2]
        assert spool.name("x") == again.name("x") != spool.name("y")


def test_an_empty_one_ends_with_its_first_point(app: Flask) -> None:
    assert taken(b".\r\n", random.Random(1))[0] == b""


def test_a_lone_break_before_a_point_ends_nothing(app: Flask) -> None:
    content = b"Hello\n.\nMAIL FROM:<x@y.example>\r.\rRCPT\r\n"
    assert taken(stuffed(content), random.Random(1))[0] == content


def test_what_servers_write_into_its_head_makes_it_no_other(app: Flask) -> None:
    body = b"\r\n\r\nHello\r\n"
    one, other = (taken(stuffed(b"Received: %d\r\nSubject: x" % n + body), random.Random(n))[2] for n in range(2))
    assert one.name("<1@x>") == other.name("<1@x>")
    third = taken(stuffed(b"Subject: x\r\n\r\nHello!\r\n"), random.Random(1))[2]
    assert third.name("<1@x>") != one.name("<1@x>")


def test_the_largest_takes_a_few_megabytes_of_memory_and_its_reader_no_more_than_any(app: Flask) -> None:
    line = b"x" * 76 + b"\r\n"
    chunk, times = line * 800, bounds.MAX_ANSWER_BYTES // (len(line) * 800)
    with Spool() as spool:
        tracemalloc.start()
        for _ in range(times):
            spool.take(chunk)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert not spool.is_over
        assert peak < 6 * bounds.MAX_BYTES
        assert len(spool.beginning()) <= bounds.MAX_BYTES
        spool.take(chunk * 2)
        assert spool.is_over


def test_no_more_lines_are_read_than_of_any_other(app: Flask) -> None:
    with Spool() as spool:
        spool.take(b"Subject: x\r\n\r\n" + b"\r\n" * 400_000)
        assert spool.beginning().count(b"\n") <= bounds.MAX_LINES
        assert not spool.is_odd
        spool.take(b"y" * 1_000)
        assert spool.is_odd
