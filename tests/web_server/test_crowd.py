"""Whom the server waits for, and what it makes of a body that breaks off, has no length or is too long."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from web_server import shelf
from web_server.bodies import WholeRequests
from web_server.crowd import AT_HOME, Crowd
from web_server.shelf import Body, Shelf

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
    for number, client in enumerate(clients[:3]):
        crowd.enter(client, f"network {number}")
    crowd.enter(clients[0], "network 0")
    crowd.enter(clients[3], "network 3")
    assert [client.gone for client in clients] == [False, True, False, False, False]
    crowd.enter(clients[4], "network 4")
    assert [client.gone for client in clients] == [False, True, True, False, False]


def test_whoever_has_something_under_way_goes_last() -> None:
    crowd, sends, silent = crowd_of(3), Client(), [Client() for _ in range(9)]
    crowd.enter(sends, "honest")
    for number, client in enumerate(silent):
        crowd.enter(client, f"stranger {number}", idle=True)
    assert [sends.gone, *(client.gone for client in silent)] == [False, *[True] * 7, False, False]


@pytest.mark.parametrize("idle", [True, False])
def test_of_many_from_one_network_one_of_them_goes(*, idle: bool) -> None:
    """Whatever they do: whoever is idle elsewhere, and whoever comes, has nothing to do with them."""
    crowd, sends, waits = crowd_of(AT_HOME + 6), Client(), Client()
    strangers = [Client() for _ in range(AT_HOME + 40)]
    crowd.enter(sends, "honest")
    crowd.enter(waits, "quiet", idle=True)
    for client in strangers:
        crowd.enter(client, "stranger", idle=idle)
    comes = Client()
    crowd.enter(comes, "newcomer", idle=True)
    assert not any(client.gone for client in (sends, waits, comes))
    assert sum(client.gone for client in strangers) == len(strangers) + 3 - (AT_HOME + 6)
    assert not strangers[-1].gone


def test_a_network_that_left_is_forgotten() -> None:
    crowd, clients = crowd_of(AT_HOME + 1), [Client() for _ in range(AT_HOME + 3)]
    for client in clients[: AT_HOME + 1]:
        crowd.enter(client, "home")
        crowd.leave(client)
    for number, client in enumerate(clients):
        crowd.enter(client, f"network {number}")
    assert [client.gone for client in clients[:3]] == [True, True, False]


def test_whoever_is_served_is_not_sent_away() -> None:
    crowd, served, others = crowd_of(2), Client(), [GoneAlready() for _ in range(9)]
    crowd.enter(served, "one")
    crowd.leave(served)
    for other in others:
        crowd.enter(other, "other")
    assert not served.gone


def test_before_the_end_only_the_idle_ones_go() -> None:
    crowd, idle, busy = crowd_of(9), Client(), Client()
    crowd.enter(idle, "one", idle=True)
    crowd.enter(busy, "one", idle=True)
    crowd.enter(busy, "one")
    crowd.send_idle_away()
    assert (idle.gone, busy.gone) == (True, False)


class Kept:
    """A shelf for a thousand bytes, and bodies on it."""

    def __init__(self) -> None:
        self.shelf = Shelf(lambda client: client.hang_up())
        self.bodies: list[Body] = []

    def body(self, network: str, size: int) -> Body:
        body = Body(Client(), network)
        self.bodies.append(body)
        self.shelf.put(body, b"a" * size)
        return body


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    monkeypatch.setattr(shelf, "KEPT_AT_ONCE", 1_000)
    monkeypatch.setattr(shelf, "SHORT", 100)
    kept = Kept()
    yield kept
    for body in kept.bodies:
        kept.shelf.take_down(body)


def test_when_the_long_bodies_are_too_much_the_largest_of_whoever_sends_most_goes(kept: Kept) -> None:
    honest, first, second = kept.body("honest", 400), kept.body("stranger", 200), kept.body("stranger", 300)
    kept.shelf.put(honest, b"a" * 50)
    assert not any(body.client.gone for body in (honest, first, second))
    kept.shelf.put(honest, b"a" * 49)
    kept.shelf.put(first, b"a" * 2)
    assert [body.client.gone for body in (honest, first, second)] == [False, False, True]
    kept.shelf.put(second, b"a" * 900)
    assert (second.is_given_up, second.came) == (True, 0), "what still comes of it is not kept"
    kept.shelf.put(honest, b"a" * 299)
    assert not honest.client.gone
    assert honest.file.tell() == 798


def test_what_is_whole_and_what_is_short_stays(kept: Kept) -> None:
    whole = kept.body("stranger", 900)
    kept.shelf.has_come(whole)
    short = [kept.body("honest", 100) for _ in range(50)]
    long = kept.body("honest", 101)
    assert (whole.is_given_up, long.is_given_up) == (False, True)
    assert not any(body.is_given_up for body in short)
    kept.shelf.take_down(whole)
    assert not kept.body("honest", 1_000).is_given_up


def read_by_the_application(body: bytes, **environ: str) -> bytes:
    """What it reads of a body that was kept for it."""
    asked = EnvironBuilder(method="POST", input_stream=io.BytesIO(body)).get_environ()
    asked.pop("CONTENT_LENGTH", None)
    asked |= {"gunicorn.socket": Client(), "REMOTE_ADDR": "192.0.2.1", "wsgi.input_terminated": True, **environ}
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


def test_what_breaks_off_is_not_taken_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ClientDisconnected):
        read_by_the_application(b"text=Half+of+wh", CONTENT_LENGTH="40")
    monkeypatch.setattr(shelf, "SHORT", 40_000)
    monkeypatch.setattr(shelf, "KEPT_AT_ONCE", 50_000)
    with pytest.raises(ClientDisconnected):
        read_by_the_application(b"a" * 100_000, CONTENT_LENGTH="100000")


def test_what_is_too_long_is_refused_by_the_application() -> None:
    with pytest.raises(RequestEntityTooLarge):
        read_by_the_application(b"", CONTENT_LENGTH=str(MOST + 1))


def test_what_does_not_say_how_long_it_is_is_not_read() -> None:
    assert read_by_the_application(b"text=Half+of+what", HTTP_TRANSFER_ENCODING="chunked") == b""
