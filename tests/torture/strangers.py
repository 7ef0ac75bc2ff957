"""Strangers hold hundreds of connections open, each in its own bad way, while somebody reads and somebody uploads.

Each of them drips a byte a second, so that nothing ends their connection for silence. Nothing stands in front of the
server.
"""

import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from portal.core.database import db
from tests.actors import staff
from tests.applications import opened, settings_for
from tests.bench.forum import reader, talk
from tests.databases import postgresql_server
from tests.servers import FORM, Server, Visitor, cookie_of, serving

POSTS = 400
ASKED = 40
MOST = 1.5
SLOW_LINE = 250_000
"""Bytes a second."""
IMPORT = "/imports/feedback"
HOST = b"Host: 127.0.0.1\r\n"
HEAD = b"GET /sign-in HTTP/1.1\r\n" + HOST + b"X-Slow: "
BODY = b"POST /nothing-here HTTP/1.1\r\n" + HOST + f"Content-Type: {FORM}\r\nContent-Length: 50000\r\n\r\na=".encode()
"""A body is awaited wherever it goes; there no limit counts it, for everybody here comes from one address."""
READER = (b"GET /static/build/app.css HTTP/1.1\r\n" + HOST + b"\r\n") * 100
KINDS = {"heads": HEAD, "bodies": BODY, "silent": b"", "readers": READER}


@dataclass
class Strangers:
    """How much longer a page took beside each kind of them, beside all at once, and what else was counted."""

    database: str
    most: float = MOST
    alone_ms: float = 0
    times: dict[str, float] = field(default_factory=dict)
    upload_mb: float = 0
    arrived: bool = False
    megabytes: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return max(self.times.values()) <= self.most and self.arrived and not self.complaints


def hold_connections(
    database: str, *, each: int, readers: int, flood: int, upload: int, most: float = MOST
) -> Strangers:
    """So many of each kind, then all of them, then a `flood` of silent ones; an upload of so many bytes beside all."""
    with tempfile.TemporaryDirectory() as folder, _site(database, Path(folder)) as (app, server):
        outcome = Strangers(database, most, upload_mb=upload / 1024**2)
        visitor = Visitor(server, cookie_of(app, reader("Mei Tanaka")))
        _page(visitor)
        counts = {kind: readers if kind == "readers" else each for kind in KINDS}
        beside = {kind: {kind: count} for kind, count in counts.items()}
        for crowd, held in (beside | {"all": counts, "flood": {"silent": flood}}).items():
            alone = _page(visitor)
            with _held(server, held):
                took = _page(visitor)
            outcome.times[crowd] = round(took / max(alone, _page(visitor)), 2)
        with _held(server, counts):
            outcome.arrived = _uploads(Visitor(server, cookie_of(app, staff("owner"))), upload)
            outcome.megabytes = server.megabytes()
        outcome.alone_ms = round(alone * 1000, 1)
        outcome.complaints = server.log.read_text().splitlines()[-20:]
        return outcome


@contextmanager
def _site(database: str, folder: Path) -> Iterator[tuple[Flask, Server]]:
    """A forum and its server. What it could not understand is a complaint."""
    with url_of(database, folder) as url:
        settings = settings_for(url, folder).model_copy(update={"base_url": "http://127.0.0.1"})
        with opened(settings) as app:
            db.create_all()
            talk(POSTS)
            with serving(settings) as server:
                yield app, server


@contextmanager
def url_of(database: str, folder: Path) -> Iterator[str]:
    """The address of a database of this kind, which is there until the end of the block."""
    if database == "sqlite":
        yield f"sqlite:///{folder}/torture.db"
        return
    with postgresql_server() as server:
        yield server.url("torture", create=True)


def _page(visitor: Visitor) -> float:
    """The median of many times that a topic takes."""
    took = []
    for number in range(ASKED):
        begun = time.perf_counter()
        visitor.get(f"/community/t/{number % (POSTS // 20) + 1}/1")
        took.append(time.perf_counter() - begun)
        if visitor.status != 200:
            raise RuntimeError(f"a page was answered with {visitor.status}")
    return statistics.median(took)


@contextmanager
def _held(server: Server, counts: dict[str, int]) -> Iterator[None]:
    """So many connections of each kind, each of which goes on by a byte a second."""
    held = [(kind, server.connect(KINDS[kind])) for kind, count in counts.items() for _ in range(count)]
    stop = threading.Event()
    dripping = threading.Thread(target=_drip, args=(held, stop))
    dripping.start()
    try:
        yield
    finally:
        stop.set()
        dripping.join()
        for _kind, client in held:
            client.close()


def _drip(held: Sequence[tuple[str, socket.socket]], stop: threading.Event) -> None:
    while not stop.wait(1):
        for kind, client in held:
            with suppress(OSError):
                if kind == "readers":
                    client.recv(1, socket.MSG_DONTWAIT)
                elif kind != "silent":
                    client.send(b"x", socket.MSG_DONTWAIT)


def _uploads(owner: Visitor, size: int) -> bool:
    """Whether a file that is so long arrives over a slow line, and what follows it: without the token at its end the
    form is refused (400), whatever is in the file."""
    token = owner.token(IMPORT)
    form = _field('file"; filename="people.csv', b"x" * size) + _field("csrf_token", token.encode()) + b"--edge--\r\n"
    head = (
        f"POST {IMPORT} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {owner.cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    with owner.server.connect(head.encode()) as client:
        for start in range(0, len(form), SLOW_LINE // 10):
            client.sendall(form[start : start + SLOW_LINE // 10])
            time.sleep(0.1)
        told = b"".join(iter(lambda: client.recv(65536), b""))
    return told.startswith((b"HTTP/1.1 303", b"HTTP/1.1 422"))


def _field(name: str, value: bytes) -> bytes:
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + value + b"\r\n"
