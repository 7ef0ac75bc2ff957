"""Migrations make what the models say, and go up and down with data in place, on both databases."""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import JSON, MetaData, insert, inspect, select, text
from sqlalchemy.orm import Session

from config import load_settings
from portal import create_app
from portal.access.models import StaffRole, User
from portal.core.clock import now
from portal.core.database import db
from portal.core.models import Base
from portal.kits.jobs.models import Job
from portal.people.models import JobChange, Member
from portal.people.queries.job_changes import jobs_on_today
from portal.people.viewer import Viewer
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
                {"email": f"user{number}@example.org", "name": name, "active": number > 0, "at": now()},
            )
    upgrade()
    with db.engine.connect() as connection:
        handles = dict(connection.execute(text("select email, handle from users")).all())
        closed = connection.execute(text("select email, reopens_by_link from users where closed_at is not null")).all()
    assert [(email, bool(by_link)) for email, by_link in closed] == [("user0@example.org", False)]
    assert len(set(handles.values())) == len(names)
    assert "mei.tanaka" in handles.values()
    assert handles["user3@example.org"] == "asa.oberg"
    assert all(0 < len(handle) <= 40 for handle in handles.values())
    downgrade(revision="0001")
    with db.engine.connect() as connection:
        assert connection.execute(text("select count(*) from users")).scalar() == len(names)
    assert "handle" not in {column["name"] for column in inspect(db.engine).get_columns("users")}


def a_row_of(tables: MetaData, name: str, /, **known: object) -> dict[str, object]:
    """Something in every column of a table that wants something, with what is known."""
    makers = {int: 1, str: "", bool: True, dict: {}, date: now().date(), datetime: now()}
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


def test_a_file_that_was_still_being_read_is_cancelled_on_the_way_down(bare: Flask) -> None:
    upgrade()
    with db.engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection, only=["jobs"])
        for status in ("reading", "running"):
            row = a_row_of(tables, "jobs", status=status, finished_at=None, owner_user_id=None)
            connection.execute(insert(tables.tables["jobs"]).values(row))
    downgrade(revision="0015")
    upgrade()
    jobs = {job.status: job.finished_at for job in db.session.scalars(select(Job))}
    assert jobs.keys() == {"cancelled", "running"}
    assert jobs["running"] is None
    assert abs(jobs["cancelled"] - now()) < timedelta(hours=1)


ORBIT, HALDEN, FJORD = 1, 2, 3
MOVES = (("mei", "mei", ORBIT, HALDEN), ("tom", "priya", ORBIT, HALDEN), ("ida", "ida", None, HALDEN))
MOVED_SINCE = ("ida", "priya", HALDEN, FJORD)
"""Whose job changed, who told us, from where, to where."""


def test_new_jobs_that_were_told_before_wait_and_lose_nothing(bare: Flask) -> None:
    """Mei told us herself; Tom was moved by a colleague; Ida told us, and was moved on by a colleague since."""
    upgrade(revision="0009")
    people = _moved_people()
    upgrade()
    with db.session() as session:
        told = session.scalars(select(JobChange)).one()
        assert (told.member_id, told.company_id, told.former_company_id) == (people["mei"], HALDEN, ORBIT)
        assert (told.status, told.since, told.settled_at) == ("waiting", date(2026, 5, 4), None)
        assert now() < told.due_at <= now() + timedelta(days=3)
        assert told.due_at.weekday() < 5
        assert session.get_one(Member, people["mei"]).company_id == HALDEN
        assert jobs_on_today(Viewer(_an_owner(session))).total == 1
        session.get_one(Member, people["mei"]).company_id = None
        session.commit()
    db.session.remove()
    downgrade(revision="0009")
    with db.engine.connect() as connection:
        where = connection.execute(text("select company_id from members order by id")).scalars()
        assert list(where) == [HALDEN, HALDEN, FJORD, None]


def _moved_people() -> dict[str, int]:
    """Members by name, each with a login, and what the ledger knows of their jobs, in the schema before."""
    people: dict[str, int] = {}
    logins: dict[str, int] = {}
    with db.engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection, only=["members", "users", "companies", "activities", "employments"])

        def put(table: str, **known: object) -> int:
            row = a_row_of(tables, table, **known)
            return int(connection.execute(insert(tables.tables[table]).values(row)).inserted_primary_key[0])

        for company in (ORBIT, HALDEN, FJORD):
            put("companies", id=company, folded=str(company))
        for name, company in (("mei", HALDEN), ("tom", HALDEN), ("ida", FJORD), ("priya", None)):
            address = f"{name}@example.org"
            people[name] = put("members", email=address, folded=name, company_id=company)
            logins[name] = put("users", email=address, handle=name, member_id=people[name])
            if company:
                put("employments", member_id=people[name], company_id=company, since=date(2026, 5, 4))
        for name, by, left, begun in (*MOVES, MOVED_SINCE):
            facts = {"from_company": left, "to_company": begun} if left else {"to_company": begun}
            line = {"verb": "employment.changed", "member_id": people[name], "actor_user_id": logins[by]}
            put("activities", **line, facts=facts, cause_id=None)
    return people


def _an_owner(session: Session) -> User:
    owner = User(email="olga@northwind.example", name="Olga", created_at=now(), roles=[StaffRole(role="owner")])
    session.add(owner)
    session.commit()
    return owner


def test_no_id_is_given_out_twice(tmp_path: Path) -> None:
    """On SQLite a table says so itself; PostgreSQL's sequences never go back."""
    url = f"sqlite:///{tmp_path}/migrated.db"
    app = create_app(load_settings(instance_path=tmp_path, database_url=url, secret_key="x" * 32, log_level="ERROR"))
    with app.app_context():
        upgrade()
        made = dict(db.session.execute(text("select name, sql from sqlite_master")).all())
        db.session.remove()
        db.engine.dispose()
    promised = [
        name for name, table in Base.metadata.tables.items() if table.dialect_options["sqlite"]["autoincrement"]
    ]
    assert len(promised) > 40
    assert [name for name in promised if "AUTOINCREMENT" not in made[name]] == []
