"""Whom the server waits for, and what it makes of a body that breaks off, has no length or is too long."""

import io
from typing import Any

import pytest
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from web_server import bodies
from web_server.bodies import WholeRequests
from web_server.crowd import Crowd

MOST = 200_000


class Client:
    gone = False

    def hang_up(self) -> None:
        self.gone = True


class GoneAlready(Client):
    def hang_up(self) -> None:
        raise OSError("not connected")


def crowd_of(most: int) -> Crowd:
    return Crowd(most, lambda client: client.hang_up())


def test_who_was_waited_for_longest_goes_when_there_are_too_many() -> None:
    crowd, clients = crowd_of(3), [Client() for _ in range(5)]
    for client in clients[:3]:
        crowd.enter(client)
    crowd.enter(clients[0])
    crowd.enter(clients[3])
    assert [client.gone for client in clients] == [False, True, False, False, False]
    crowd.enter(clients[4])
    assert [client.gone for client in clients] == [False, True, True, False, False]


def test_whoever_is_served_is_not_sent_away() -> None:
    crowd, served, others = crowd_of(2), Client(), [GoneAlready() for _ in range(9)]
    crowd.enter(served)
    crowd.leave(served)
    for other in others:
        crowd.enter(other)
    assert not served.gone


def test_before_the_end_only_the_idle_ones_go() -> None:
    crowd, idle, busy = crowd_of(9), Client(), Client()
    crowd.enter(idle, idle=True)
    crowd.enter(busy, idle=True)
    crowd.enter(busy)
    crowd.send_idle_away()
    assert (idle.gone, busy.gone) == (True, False)


def read_by_the_application(body: bytes, **environ: str) -> bytes:
    """What it reads of a body that was kept for it."""
    asked = EnvironBuilder(method="POST", input_stream=io.BytesIO(body)).get_environ()
    asked.pop("CONTENT_LENGTH", None)
    asked |= {"gunicorn.socket": Client(), "wsgi.input_terminated": True, **environ}
    read = []

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        request = Request(environ)
        request.max_content_length = MOST
        read.append(request.get_data())
        return []

    WholeRequests(application, crowd_of(9), most=MOST)(asked, None)
    return read[0]


@pytest.mark.parametrize("size", [0, 1, 40_000, MOST])
def test_a_body_is_read_as_it_came(size: int) -> None:
    body = b"ab" * (size // 2) + b"c" * (size % 2)
    assert read_by_the_application(body, CONTENT_LENGTH=str(size)) == body
    assert read_by_the_application(body, HTTP_TRANSFER_ENCODING="chunked") == body


def test_what_breaks_off_is_not_taken_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ClientDisconnected):
        read_by_the_application(b"text=Half+of+wh", CONTENT_LENGTH="40")
    monkeypatch.setattr(bodies, "KEPT_AT_ONCE", 50_000)
    with pytest.raises(ClientDisconnected):
        read_by_the_application(b"a" * 100_000, HTTP_TRANSFER_ENCODING="chunked")


def test_what_is_too_long_is_refused_by_the_application() -> None:
    with pytest.raises(RequestEntityTooLarge):
        read_by_the_application(b"", CONTENT_LENGTH=str(MOST + 1))
    with pytest.raises(RequestEntityTooLarge):
        read_by_the_application(b"a" * (MOST + 1), HTTP_TRANSFER_ENCODING="chunked")
