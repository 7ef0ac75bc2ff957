"""A statement made once for viewers of one sort answers as one that is made for each of them."""

import pytest
from flask import Flask
from sqlalchemy import Select, select

from portal.access.models import User
from portal.core.database import db
from portal.people.prepared import AnyViewer, prepared
from portal.people.viewer import Viewer
from portal.rooms.forum.models import Category
from portal.rooms.forum.queries.seeing import may_reply_in, sees_category
from tests.actors import staff
from tests.rooms.forum.reading.talking import a_room, an_agreement, signed, somebody

ROOMS: dict[str, dict[str, list[str]]] = {
    "all": {},
    "japan": {"country": ["JP"]},
    "promoters of japan and norway": {"country": ["JP", "NO"], "segment": ["promoter"]},
    "a company": {"company": ["1"]},
    "customers": {"kind": ["customer"]},
    "partners": {"kind": ["partner"]},
}


def _statement(viewer: Viewer, *_depends: str) -> Select[tuple[str, bool]]:
    wanted = select(Category.name, may_reply_in(viewer)).where(sees_category(viewer))
    return wanted.order_by(Category.name)


seen = prepared(_statement)


@pytest.fixture
def people(app: Flask) -> list[User]:
    rooms = {name: a_room(name, audience=audience or None) for name, audience in ROOMS.items()}
    agreement = an_agreement()
    a_room("signed", agreement=agreement)
    a_room("read alone", members_reply=False)
    assert len(rooms) == len(ROOMS)
    everybody = [
        somebody("Mei Tanaka", country="JP", segment="promoter"),
        somebody("Ida Berg", "Fjord Bank", country="NO", segment="passive"),
        somebody("Ana Sousa", "Helio Energy"),
        staff("moderator"),
        staff("product"),
    ]
    signed(agreement, everybody[1])
    return everybody


def test_it_answers_as_one_made_for_the_viewer(people: list[User]) -> None:
    answers = []
    for user in people:
        viewer = Viewer(db.session.get_one(User, user.id))
        wanted, values = seen(viewer)
        answers.append(db.session.execute(wanted, values).all())
        assert answers[-1] == db.session.execute(_statement(viewer)).all()
    assert len({str(each) for each in answers}) == len(people) - 1, "only the two of the staff see the same"


def test_it_is_made_once_for_each_sort(people: list[User]) -> None:
    viewers = [Viewer(db.session.get_one(User, user.id)) for user in people]
    made = [seen(viewer)[0] for viewer in viewers]
    assert made[0] is made[1] is made[2]
    assert made[0] is not made[3] is not made[4]


def test_what_it_depends_on_makes_it_anew(people: list[User]) -> None:
    viewer = Viewer(db.session.get_one(User, people[0].id))
    assert seen(viewer, "one")[0] is not seen(viewer, "two")[0]


def test_nothing_else_can_be_asked_of_any_viewer() -> None:
    anybody = AnyViewer(frozenset(), is_member=True)
    with pytest.raises(AttributeError):
        _ = anybody.name
    with pytest.raises(AttributeError):
        _ = anybody.is_staff
