"""Something to be told of, for the tests of this folder that ask for it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.database import db
from portal.core.errors import Refused
from portal.kits.notices.replies import HANDLERS, reply_handler
from portal.people.models import Member
from tests.kits.notices.post import DOMAIN, Taken
from tests.kits.notices.things import things_to_tell


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
