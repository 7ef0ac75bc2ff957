"""The worker of the web server: gunicorn's own for gevent, with an end to every wait for a client."""

import errno
import resource
from contextlib import suppress
from math import inf
from socket import SHUT_RDWR, SHUT_WR
from typing import Any

import gevent
from gevent import Timeout
from gevent import config as gevent_config
from gunicorn.http import wsgi
from gunicorn.http.body import LengthReader
from gunicorn.workers.ggevent import GeventWorker

from .bodies import IN_SECONDS, PORTION, WholeRequests
from .crowd import Crowd
from .networks import network_of

TAKEN_IN_SECONDS = 300.0
"""A reader must make room for the next part of an answer within that. The system's own buffers hold megabytes, so
somebody who is merely slow makes room seldom, and much at once."""
THREADS = 4
"""For long work in C: more would not make two cores faster, and each takes memory."""
A_TURN = 0.001
"""Seconds that somebody waits whose next request was there before our answer: the system is asked meanwhile who else
has sent something. `sleep(0)` would not ask it."""
PART_THAT_MAY_WAIT = 95
"""Of a hundred connections; the rest is left for whoever comes."""
FILES = 8192
"""A connection needs one, and a second one while a long body comes."""


class Answer(wsgi.Response):  # type: ignore[misc]  # gunicorn has no types
    """An answer that does not say which server gives it, and does not wait for ever for its reader."""

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]

    def write(self, arg: bytes) -> None:
        with _an_end():
            super().write(arg)

    def close(self) -> None:
        with _an_end():
            super().close()


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn has no types
    """One process that serves everybody. The head of a request must come within `keepalive` seconds, which gunicorn
    itself sees to; its body and its reader have their ends here."""

    wsgi: Any
    worker_connections: int
    body_in_seconds = IN_SECONDS

    def init_process(self) -> None:
        gevent_config.threadpool_size = THREADS
        wsgi.Response = Answer
        self.worker_connections = min(self.worker_connections, allow_files() // 2)
        self.crowd = Crowd(self.worker_connections * PART_THAT_MAY_WAIT // 100, hang_up)
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.most = self.wsgi.config["MAX_CONTENT_LENGTH"]
        self.wsgi = WholeRequests(self.wsgi, self.crowd, most=self.most, in_seconds=self.body_in_seconds)

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        self.crowd.enter(client, _network(addr), idle=True)
        try:
            super().handle(listener, client, addr)
        finally:
            self.crowd.leave(client)

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        take_turns()
        if _left(req) > self.most:
            req.force_close()
        try:
            super().handle_request(listener_name, req, sock, addr)
        finally:
            self.crowd.enter(sock, _network(addr), idle=True)
            if _left(req):
                req.force_close()
                self._hear_out(sock)
            note_turn()

    def _hear_out(self, sock: Any) -> None:
        """Let somebody finish whose body we do not take: a connection that ends while they send takes our answer with
        it before they have read it."""
        with suppress(OSError), Timeout(self.body_in_seconds, False):
            sock.shutdown(SHUT_WR)
            while sock.recv(PORTION):
                gevent.sleep(0)

    def notify(self) -> None:
        super().notify()
        if not self.alive:
            self.crowd.send_idle_away()


def allow_files() -> int:
    """Ask the system for as many open files as connections may need; how many it lets us have."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def take_turns() -> None:
    """Give way to others where this client sends requests faster than we answer them: nothing was waited for since the
    answer to the last one, and the next ones may keep us for ever."""
    turn = gevent.get_hub().loop.iteration
    if getattr(gevent.getcurrent(), "turn", None) == turn:
        gevent.sleep(A_TURN)


def note_turn() -> None:
    """Note when the greenlet of a connection has given its answer."""
    gevent.getcurrent().turn = gevent.get_hub().loop.iteration


def hang_up(client: Any) -> None:
    """End a connection past gevent, which would raise in the greenlet that waits for it."""
    client._sock.shutdown(SHUT_RDWR)


def _network(addr: Any) -> str:
    """Where somebody comes from; a socket of the system's own has no addresses."""
    return network_of(addr[0]) if isinstance(addr, tuple) else ""


def _left(req: Any) -> float:
    """Bytes of a body that are still to be read; of one in chunks nobody knows, and none are."""
    reader = req.body.reader
    return reader.length if isinstance(reader, LengthReader) else inf


def _an_end() -> Timeout:
    """gunicorn takes what is raised for a client who hung up."""
    return Timeout(TAKEN_IN_SECONDS, ConnectionResetError(errno.ECONNRESET, "the reader takes nothing"))
