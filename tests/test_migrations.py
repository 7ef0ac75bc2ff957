"""Migrations make what the models say, and go up and down with data in place, on both databases."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import JSON, MetaData, insert, inspect, text

from config import load_settings
from portal import create_app
from portal.core.clock import now
from portal.core.database import db
from portal.core.models import Base
from tests.databases import PostgreSQL
from tests.unchanged.databases.comparing import lost
from tests.unchanged.databases.filling import fill_the_empty
from tests.unchanged.databases.growing import set_numbers
from tests.unchanged.databases.schemas import changed_schema
from tests.unchanged.databases.stores import Store
from tests.world import a_world

OLDER = "0006"
"""The schema that people have in use."""


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without any table."""
    url = f"sqlite:///{tmp_path}/bare.db"
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.url(f"bare_{tmp_path.name.replace('-', '_')}", create=True)
    app = create_app(load_settings(instance_path=tmp_path, database_url=url, secret_key="x" * 32, log_level="ERROR"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version", "sqlite_sequence"}


def test_no_migration_is_missing(bare: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_foreign_key_is_there(bare: Flask) -> None:
    upgrade()
    inspector = inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        known = {tuple(key["constrained_columns"]) for key in inspector.get_foreign_keys(table.name)}
        wanted = {tuple(column.name for column in key.columns) for key in table.foreign_key_constraints}
        assert known == wanted, table.name


def test_down_and_up_again_with_data_in_place(bare: Flask) -> None:
    upgrade()
    assert tables() == set(Base.metadata.tables)
    a_world(bare)
    db.session.remove()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert db.session.execute(text("select count(*) from members")).scalar() == 0


def test_every_row_of_an_older_version_is_there_on_the_way_up_and_as_it_was_on_the_way_down(
    bare: Flask, request: pytest.FixtureRequest
) -> None:
    upgrade(revision=OLDER)
    server = request.getfixturevalue("postgresql") if db.engine.dialect.name == "postgresql" else None
    now_there = Store(bare.config["SQLALCHEMY_DATABASE_URI"], server)
    db.engine.dispose()
    assert len(fill_the_empty(now_there, but=frozenset())) > 90
    with now_there.open(writing=True) as connection:
        set_numbers(connection, now_there.tables())
    before = now_there.copy(f"before_{os.getpid()}")
    upgrade()
    db.engine.dispose()
    assert list(lost(before, now_there, same=False)) == []
    downgrade(revision=OLDER)
    db.engine.dispose()
    assert list(lost(before, now_there, same=True)) == []
    assert list(changed_schema(before, now_there)) == []
    before.drop()


def test_every_login_is_given_a_handle_of_its_own_and_keeps_its_rows_on_the_way_down(bare: Flask) -> None:
    upgrade(revision="0001")
    names = ["Mei Tanaka", "Mei Tanaka", "Mei Tanaka", "Åsa Öberg", "李明", "O", "x" * 190]
    with db.engine.begin() as connection:
        for number, name in enumerate(names):
            connection.execute(
                text("insert into users (email, name, active, created_at) values (:email, :name, :active, :at)"),
                {"email": f"user{number}@example.org", "name": name, "active": True, "at": now()},
            )
    upgrade()
    with db.engine.connect() as connection:
        handles = dict(connection.execute(text("select email, handle from users")).all())
    assert len(set(handles.values())) == len(names)
    assert "mei.tanaka" in handles.values()
    assert handles["user3@example.org"] == "asa.oberg"
    assert all(0 < len(handle) <= 40 for handle in handles.values())
    downgrade(revision="0001")
    with db.engine.connect() as connection:
        assert connection.execute(text("select count(*) from users")).scalar() == len(names)
    assert "handle" not in {column["name"] for column in inspect(db.engine).get_columns("users")}


def a_row_of(tables: MetaData, name: str, **known: object) -> dict[str, object]:
    """Something in every column of a table that wants something, with what is known."""
    makers = {int: 1, str: "", bool: True, dict: {}, datetime: now()}
    row: dict[str, object] = {}
    for column in tables.tables[name].columns:
        if column.name != "id" and not column.nullable:
            kind = dict if isinstance(column.type, JSON) else column.type.python_type
            row[column.name] = makers[kind]
    return row | known


OUTCOMES = {
    ("message", "held back: They have heard from us often enough lately"): "held:budget",
    ("offer", "held back: budget"): "held:budget",
    ("offer", "not more often than 1/180d"): "too_often:1/180d",
    ("offer", "they are in it already"): "already_in",
    ("task", "became part of another record"): "merged",
    ("task", "failed: ValueError('no')"): "failed:ValueError('no')",
    ("task", "done"): "done",
    ("message", "held back: For a reason of long ago"): "held back: For a reason of long ago",
    ("task", None): None,
}


def test_outcomes_become_codes_and_the_same_sentences_again(bare: Flask) -> None:
    upgrade(revision="0007")
    nobody = {"email": "mei@orbit.example", "folded": "mei"}
    with db.engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection, only=["members", "nurture_actions"])
        member = connection.execute(insert(tables.tables["members"]).values(a_row_of(tables, "members", **nobody)))
        for number, (kind, outcome) in enumerate(OUTCOMES):
            known = {"key": str(number), "member_id": member.inserted_primary_key[0], "kind": kind, "outcome": outcome}
            actions = tables.tables["nurture_actions"]
            connection.execute(insert(actions).values(a_row_of(tables, "nurture_actions", **known)))
    outcomes = "select outcome from nurture_actions order by id"
    before = [outcome for _kind, outcome in OUTCOMES]
    upgrade()
    with db.engine.connect() as connection:
        assert list(connection.execute(text(outcomes)).scalars()) == list(OUTCOMES.values())
    downgrade(revision="0007")
    with db.engine.connect() as connection:
        assert list(connection.execute(text(outcomes)).scalars()) == before
