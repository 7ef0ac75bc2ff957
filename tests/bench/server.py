"""The server that is ours against one of eight threads: eight people read topics and tap on what they like.

Both serve the same site with the same fsync, each twice and in turns. Who asks lives in this process, on the same
machine, and costs both the same. Where others use the machine, too, the system gives eight threads more of it than one:
then only the processor time of an answer tells anything.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select

from config import Settings, load_settings
from portal.core.database import db
from portal.rooms.forum.models import Post
from tests.bench.forum import reader, talk
from tests.bench.site import site
from tests.bench.table import Row, milliseconds
from tests.servers import OURS, Visitor, cookie_of, serving

PEOPLE = 8
READS_TO_A_TAP = 4
POSTS = 2_000
THREADS = ("--worker-class", "gthread", "--threads", "8", "--keep-alive", "2", "wsgi:app")


class Person(NamedTuple):
    """What somebody says to be known, and which posts they tap on."""

    cookie: str
    posts: Sequence[tuple[int, int]]


class Measured(NamedTuple):
    """Answers a second, and the seconds within which 95 of 100 came."""

    rate: float
    read: float
    tap: float
    busy: float
    """Seconds of processor time for each."""


def rows(taps: int) -> Iterator[Row]:
    """Rate and p95 while each of eight people taps so often."""
    with site() as app:
        with app.app_context():
            talk(POSTS)
            people = [_person(app, number, taps) for number in range(PEOPLE)]
        settings = settings_of(app)
        ours, threads, again, ours_again = (
            _measured(settings, options, people) for options in (OURS, THREADS, THREADS, OURS)
        )
    best, yardstick = _better(ours, ours_again), _better(threads, again)
    what = f"{PEOPLE} people read and tap, the whole server"
    rate, their_rate = f"{best.rate:,.0f}/s", f"8 threads {yardstick.rate:,.0f}/s"
    yield Row(what, rate, their_rate, best.rate / yardstick.rate, 1)
    for name, one, other in (("… p95 of a read", best.read, yardstick.read), ("… of a tap", best.tap, yardstick.tap)):
        yield Row(name, milliseconds(one), f"8 threads {milliseconds(other)}", one / other, 1, at_most=True)
    busy = f"8 threads {milliseconds(yardstick.busy)}"
    yield Row("… processor time of an answer", milliseconds(best.busy), busy, best.busy / yardstick.busy)


def settings_of(app: Flask) -> Settings:
    """The settings with which a server serves the site of `app`."""
    return load_settings(
        instance_path=Path(app.config["INSTANCE_PATH"]),
        database_url=app.config["SQLALCHEMY_DATABASE_URI"],
        secret_key=app.config["SECRET_KEY"],
        log_level="ERROR",
    )


def _person(app: Flask, number: int, taps: int) -> Person:
    user = reader(f"Mei Tapper{number}")
    mine = select(Post.topic_id, Post.id).where(Post.id % PEOPLE == number).order_by(Post.id).limit(taps)
    return Person(cookie_of(app, user), [(topic_id, id) for topic_id, id in db.session.execute(mine)])


def _measured(settings: Settings, options: Sequence[str], people: Sequence[Person]) -> Measured:
    with serving(settings, options) as server, ThreadPoolExecutor(PEOPLE) as pool:
        visitors = [Visitor(server, person.cookie) for person in people]
        tokens = [visitor.token("/community/t/1/1") for visitor in visitors]
        begun, busy = time.perf_counter(), server.busy_seconds()
        took = list(pool.map(_read_and_tap, visitors, tokens, [person.posts for person in people]))
        elapsed, worked = time.perf_counter() - begun, server.busy_seconds() - busy
    reads, taps = (sorted(one for each in took for one in each[kind]) for kind in (0, 1))
    answers = len(reads) + len(taps)
    return Measured(answers / elapsed, _p95(reads), _p95(taps), worked / answers)


def _read_and_tap(visitor: Visitor, token: str, posts: Sequence[tuple[int, int]]) -> tuple[list[float], list[float]]:
    reads, taps = [], []
    for topic_id, post_id in posts:
        for page in range(READS_TO_A_TAP):
            begun = time.perf_counter()
            visitor.get(f"/community/t/{(topic_id + page) % (POSTS // 20) + 1}/1")
            reads.append(time.perf_counter() - begun)
            assert visitor.status == 200
        begun = time.perf_counter()
        visitor.post(f"/community/posts/{post_id}/reactions", {"csrf_token": token, "kind": "like"})
        taps.append(time.perf_counter() - begun)
        assert visitor.status == 303
    return reads, taps


def _better(one: Measured, other: Measured) -> Measured:
    return Measured(max(one.rate, other.rate), *map(min, one[1:], other[1:]))


def _p95(seconds: Sequence[float]) -> float:
    return seconds[len(seconds) * 95 // 100]
