"""Who the tests of people are about."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.kits.notices.replies import HANDLERS, reply_handler
from portal.people.models import Member
from tests.actors import a_member, signed_in, staff
from tests.kits.notices.post import DOMAIN
from tests.people.every_link import Everything, everything


@pytest.fixture
def success(app: Flask) -> FlaskClient:
    """Somebody of customer success at their desk."""
    return signed_in(app, staff("success"))


@pytest.fixture
def pair(app: Flask) -> tuple[Member, Member]:
    """Mei, and Mei again under another address."""
    return a_member("Mei Tanaka", email="mei@example.org"), a_member("Mei Tanaka", email="m.tanaka@example.org")


@pytest.fixture
def found(app: Flask) -> Iterator[Everything]:
    """Mei with one of every link and session that there is; answers by mail are taken."""
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    reply_handler("thing")(lambda *_answer: None)
    yield everything(app)
    HANDLERS.discard("thing")
