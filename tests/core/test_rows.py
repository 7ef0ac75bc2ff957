from types import SimpleNamespace
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import literal, null, select, true

from portal.access.models import User
from portal.core.database import db
from portal.core.rows import columns_for, is_true, maker_of
from tests.actors import staff


class Login(NamedTuple):
    id: int
    name: str
    active: bool


def test_columns_stand_in_the_order_of_the_fields_however_they_are_named(app: Flask) -> None:
    priya = staff("product")
    wanted = select(*columns_for(Login, active=User.active, name=User.name, id=User.id)).where(User.id == priya.id)
    assert [Login._make(row) for row in db.session.execute(wanted)] == [Login(priya.id, priya.name, active=True)]


def test_a_field_without_a_column_and_a_column_without_a_field_are_refused() -> None:
    for columns in ({"id": User.id, "name": User.name}, {"id": User.id, "name": User.name, "activ": User.active}):
        with pytest.raises(TypeError):
            columns_for(Login, **columns)


def test_what_is_not_known_is_not_true(app: Flask) -> None:
    row = db.session.execute(select(is_true(true()), is_true(null()), is_true(literal(None) == literal(1)))).one()
    assert [each is True for each in row] == [True, False, False]
    assert [each is False for each in row] == [False, True, True]


def test_a_row_says_all_but_the_last_fields_by_their_names() -> None:
    login_of = maker_of(Login, "active")
    assert login_of(SimpleNamespace(name="Priya", id=3, active=None), active=True) == Login(3, "Priya", active=True)
    for besides in (("name",), ("active", "name"), ("id", "name", "active", "more")):
        with pytest.raises(TypeError):
            maker_of(Login, *besides)
