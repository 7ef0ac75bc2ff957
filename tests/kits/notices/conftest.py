"""Something to be told of, for the tests of this folder that ask for it."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.database import db
from portal.core.errors import Refused
from portal.kits.notices.incoming import receiver
from portal.kits.notices.replies import HANDLERS, reply_handler
from portal.people.models import Member
from tests.actors import a_member, staff
from tests.kits.notices.post import DOMAIN, Taken
from tests.kits.notices.things import things_to_tell
from tests.mail_sink import Sink, free_port, mail_sink


@pytest.fixture
def things(app: Flask) -> Iterator[None]:
    with things_to_tell():
        yield


@pytest.fixture
def taken(app: Flask, things: None) -> Iterator[list[Taken]]:
    """What came in for things."""
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    found: list[Taken] = []

    @reply_handler("thing")
    def take(user: User, about_id: int, text: str, message_id: str) -> None:
        if text == "refuse":
            raise Refused("This talk is closed.")
        if text == "break":
            db.session.get_one(Member, about_id).wants = "half done"
            db.session.flush()
            raise RuntimeError("broken")
        found.append((user.id, about_id, text, message_id))

    yield found
    HANDLERS.discard("thing")


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    port, ready, loop, stop = free_port(), threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    def run() -> None:
        loop.call_later(0.2, ready.set)
        loop.run_until_complete(receiver.serve(app, "127.0.0.1", port, stop))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(30)
    yield port
    loop.call_soon_threadsafe(stop.set)
    thread.join(30)


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    """The server that our emails go to."""
    with mail_sink() as sink:
        app.config["MAIL_URL"] = sink.url
        yield sink


@pytest.fixture
def mei(app: Flask) -> Member:
    """Who writes back."""
    return a_member("Mei Tanaka", email="mei@orbit.example")


@pytest.fixture
def priya(app: Flask) -> User:
    """Whom she answers."""
    return staff("success", name="Priya Shah")
