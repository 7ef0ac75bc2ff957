"""One process serves everybody, as it does in life: what strangers do with their connections, and what others wait
for, keeps nobody from their page."""

import io
import json
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress

import psycopg
import pytest
from PIL import Image
from sqlalchemy import make_url

from tests.actors import a_member, a_user, staff
from tests.servers import FORM, Visitor, cookie_of
from tests.web_server.conftest import House
from tests.web_server.hasty import SECONDS

MANY, READERS = 30, 5
AT_ONCE = 20
TEN_TIMES_THE_PROMISE = 10.0
HOST = b"Host: 127.0.0.1\r\n"
HALF_A_HEAD = b"GET /sign-in HTTP/1.1\r\n" + HOST + b"X-Half: "
HALF_A_BODY = b"POST /sign-in HTTP/1.1\r\n" + HOST + f"Content-Type: {FORM}\r\nContent-Length: 5000\r\n\r\na=".encode()
WANTS_MUCH = (b"GET /static/build/app.css HTTP/1.1\r\n" + HOST + b"\r\n") * 40


@contextmanager
def strangers(house: House) -> Iterator[dict[str, list[socket.socket]]]:
    """Many of each kind, with their connections open."""
    said = {"half a head": HALF_A_HEAD, "half a body": HALF_A_BODY, "nothing": b"", "much": WANTS_MUCH}
    with ExitStack() as stack:
        yield {
            name: [stack.enter_context(house.server.connect(words)) for _ in range(READERS if name == "much" else MANY)]
            for name, words in said.items()
        }


def test_pages_are_answered_while_strangers_hold_their_connections(house: House) -> None:
    cookie = cookie_of(house.app, staff("owner"))
    with strangers(house):
        for path, who in (("/sign-in", ""), ("/people", cookie)) * 3:
            visitor = Visitor(house.server, who, patience=TEN_TIMES_THE_PROMISE)
            assert "<h1" in visitor.get(path)
            assert visitor.status == 200


CHUNKS = b"POST /sign-in HTTP/1.1\r\n" + HOST + f"Content-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
FAR_TOO_LONG = b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999\r\n\r\n"
FLOODS = {
    "requests": (b"", (b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n") * 500),
    "chunks of a byte": (CHUNKS, b"1\r\na\r\n" * 4000),
    "a body without end": (FAR_TOO_LONG, b"a" * 65536),
}


@contextmanager
def flooding(client: socket.socket, block: bytes) -> Iterator[None]:
    """Somebody who sends that without end, and takes whatever comes."""
    over = threading.Event()

    def send() -> None:
        with suppress(OSError):
            while not over.is_set():
                client.sendall(block)

    def take() -> None:
        with suppress(OSError):
            while client.recv(65536):
                pass

    threads = [threading.Thread(target=each) for each in (send, take)]
    for each in threads:
        each.start()
    time.sleep(SECONDS / 2)
    yield
    over.set()
    with suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)
    for each in threads:
        each.join()


@pytest.mark.parametrize("flood", FLOODS)
def test_whoever_sends_without_end_keeps_nobody_from_their_page(house: House, flood: str) -> None:
    first, then = FLOODS[flood]
    with house.server.connect(first) as client, flooding(client, then):
        for _ in range(3):
            visitor = Visitor(house.server, patience=TEN_TIMES_THE_PROMISE)
            assert "<h1" in visitor.get("/sign-in")


def test_a_body_that_is_too_long_has_its_answer_though_it_is_sent_to_the_end(house: House) -> None:
    head = b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 70000000\r\n\r\n"
    with house.server.connect(head) as client:
        for _ in range(100):
            client.sendall(b"a" * 700_000)
        assert client.recv(100).startswith(b"HTTP/1.1 413")


def test_half_heads_and_silence_end_and_half_bodies_are_told_so(house: House) -> None:
    with strangers(house) as held:
        for name in ("half a head", "nothing"):
            for client in held[name]:
                client.settimeout(SECONDS * 10)
                assert client.recv(100) == b""
        for client in held["half a body"]:
            client.settimeout(SECONDS * 10)
            told = b"".join(iter(lambda: client.recv(65536), b"")).decode()  # noqa: B023
            assert told.startswith("HTTP/1.1 400")
            assert "We couldn't read that" in told


def noise(bytes_of_it: int) -> bytes:
    out = io.BytesIO()
    side = int((bytes_of_it / 3) ** 0.5)
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "PNG", compress_level=0)
    return out.getvalue()


def test_an_honest_upload_over_a_slow_line_arrives(house: House) -> None:
    """It takes twice as long as a portion may take, and never falls behind the least rate."""
    lena = Visitor(house.server, cookie_of(house.app, staff("owner")))
    form = _form_of(noise(400_000))
    head = (
        f"POST /pictures HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n"
        f"X-CSRFToken: {lena.token('/you/sessions')}\r\nCookie: {lena.cookie}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    with house.server.connect(head.encode()) as client:
        for place in range(0, len(form), step := len(form) // 20):
            client.sendall(form[place : place + step])
            time.sleep(SECONDS / 10)
        told = b"".join(iter(lambda: client.recv(65536), b"")).decode()
    assert told.startswith("HTTP/1.1 201"), told
    assert json.loads(told.partition("\r\n\r\n")[2])["url"].startswith("/pictures/")


def _form_of(picture: bytes) -> bytes:
    head = b'--edge\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n'
    return head + picture + b"\r\n--edge--\r\n"


@contextmanager
def held(house: House) -> Iterator[None]:
    """Nobody can note an attempt to sign in until the end of the block: another process holds the lock."""
    if house.database == "sqlite":
        path = make_url(house.settings.database_url).database or ""
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("begin immediate")
            yield
            other.execute("rollback")
        return
    with psycopg.connect(house.settings.database_url.replace("+psycopg", "")) as other_one:
        other_one.execute("lock table sign_in_attempts in exclusive mode")
        yield
        other_one.rollback()


def test_whoever_waits_to_write_keeps_nobody_from_reading(house: House) -> None:
    owner = Visitor(house.server, cookie_of(house.app, staff("owner")), patience=TEN_TIMES_THE_PROMISE)
    strangers = [Visitor(house.server) for _ in range(AT_ONCE)]
    tokens = [each.token("/sign-in") for each in strangers]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        with held(house):
            fields = [{"csrf_token": t, "email": f"a{n}@example.org", "password": "no"} for n, t in enumerate(tokens)]
            waiting = [pool.submit(each.post, "/sign-in", with_) for each, with_ in zip(strangers, fields, strict=True)]
            for _ in range(5):
                assert "<h1" in owner.get("/people")
            assert not any(each.done() for each in waiting)
        answers = [each.result() for each in waiting]
    assert all("email and password don" in each for each in answers)
    assert {each.status for each in strangers} == {422}


def test_nobody_is_taken_for_somebody_else(house: House) -> None:
    """Who is signed in, and what was read, belongs to one request, however many are under way."""
    people = [a_user(a_member(f"Mei Number{n}x")) for n in range(AT_ONCE)]
    visitors = [(f"Number{n}x", Visitor(house.server, cookie_of(house.app, user))) for n, user in enumerate(people)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        pages = list(pool.map(lambda each: each[1].get("/you"), visitors * 2))
    assert [name for (name, _), page in zip(visitors * 2, pages, strict=True) if name not in page] == []
    names = {name for name, _ in visitors}
    assert all(sum(each in page for each in names) == 1 for page in pages)


def test_no_request_says_where_the_site_is(house: House) -> None:
    """Neither from this machine: a proxy may stand there that passes on what strangers say."""
    said = b"SCRIPT_NAME: /evil\r\nPATH_INFO: /evil\r\nX-Forwarded-Prefix: /evil\r\nX-Forwarded-Proto: https\r\n"
    with house.server.connect(b"GET /people HTTP/1.1\r\n" + HOST + said + b"Connection: close\r\n\r\n") as client:
        told = b"".join(iter(lambda: client.recv(65536), b"")).decode()
    assert told.startswith("HTTP/1.1 303")
    assert "/sign-in" in told
    assert "evil" not in told


def test_answers_do_not_say_which_server_gives_them(house: House) -> None:
    for path in ("/sign-in", "/nothing-here", "/people", "/static/build/manifest.json"):
        visitor = Visitor(house.server)
        assert visitor.get(path) is not None
        assert "server" not in {name.lower() for name, _value in visitor.headers}
    with house.server.connect(b"NONSENSE\r\n\r\n") as client:
        assert b"gunicorn" not in client.recv(65536)
