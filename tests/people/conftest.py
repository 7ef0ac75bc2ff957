"""Who the tests of people are about."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.people.models import Member
from tests.actors import a_member, signed_in, staff


@pytest.fixture
def success(app: Flask) -> FlaskClient:
    """Somebody of customer success at their desk."""
    return signed_in(app, staff("success"))


@pytest.fixture
def pair(app: Flask) -> tuple[Member, Member]:
    """Mei, and Mei again under another address."""
    return a_member("Mei Tanaka", email="mei@example.org"), a_member("Mei Tanaka", email="m.tanaka@example.org")
