"""A room with two members who talk in it, a member who is kept out, and a moderator."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import User
from portal.rooms.forum.models import Category, Topic
from tests.actors import signed_in, staff
from tests.kept import Keeper
from tests.rooms.forum.reading.talking import a_room, begun, somebody


@dataclass
class Scene:
    """Mei began a topic there; Ana may answer; Olaf's company is not among its readers."""

    app: Flask
    category: Category
    topic: Topic
    mei: User
    ana: User
    olaf: User
    moderator: User

    def browser(self, user: User) -> FlaskClient:
        return signed_in(self.app, user)


@pytest.fixture
def scene(kept: Keeper) -> Scene:
    return kept(a_room_of_talk)


def a_room_of_talk(app: Flask) -> Scene:
    """For customers alone: Olaf works for a partner."""
    category = a_room("Everyday use", audience={"country": ["JP", "PT"]})
    mei = somebody("Mei Tanaka", "Orbit Health", country="JP")
    ana = somebody("Ana Sousa", "Fjord Bank", country="PT")
    olaf = somebody("Olaf Holm", "Halden", country="NO")
    with app.test_request_context():
        topic = begun(category, mei, "Faxed forms are lost", "They still arrive by fax.")
    return Scene(app, category, topic, mei, ana, olaf, staff("moderator", name="Mo Derator"))
