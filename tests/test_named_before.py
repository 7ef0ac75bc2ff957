"""The migration that keeps names under quotes: what was approved before keeps the line that stood under it then."""

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, insert, inspect, select

from portal.core.database import db
from portal.rooms.testimonials.attributions import PARTS
from portal.rooms.testimonials.labels import attribution_line
from portal.rooms.testimonials.models import Permission
from tests.test_migrations import a_row_of, bare

__all__ = ["bare"]
PEOPLE = {
    1: {"given_name": "Mei", "family_name": "Tanaka", "email": "mei@orbit.example"},
    2: {"given_name": "", "family_name": "", "email": "desk@orbit.example"},
}
ORBIT = {"id": 1, "name": "Orbit Health", "industry": "Hospitals"}
NOWHERE = {"id": 2, "name": "Nowhere", "industry": None}


@pytest.fixture
def before(bare: Flask) -> None:
    """Every way of naming each of two people of two companies and of none, and somebody who was erased."""
    upgrade(revision="0028")
    tables = MetaData()
    with db.engine.begin() as connection:
        tables.reflect(connection)

        def put(table: str, **row: object) -> int:
            made = connection.execute(insert(tables.tables[table]).values(a_row_of(tables, table, **row)))
            return int(made.inserted_primary_key[0])

        for company in (ORBIT, NOWHERE):
            put("companies", **company, folded=company["name"])
        for member_id, person in PEOPLE.items():
            put("members", id=member_id, **person, folded=person["email"], company_id=None)
        authors = [(member, company, title) for member in PEOPLE for company, title in ((1, "head of care"), (2, ""))]
        for member_id, company_id, title in [*authors, (1, None, "Nurse"), (None, None, "")]:
            known = {"member_id": member_id, "company_id": company_id, "job_title": title, "feedback_id": None}
            version = put("testimonial_versions", testimonial_id=put("testimonials", **known), number=1)
            for attribution in PARTS:
                put("permissions", version_id=version, attribution=attribution, until=None)


@pytest.mark.usefixtures("before")
def test_every_line_stays_as_it_stood(bare: Flask) -> None:
    upgrade()
    permissions = list(db.session.scalars(select(Permission)))
    assert len(permissions) == 6 * len(PARTS)
    for permission in permissions:
        quote = permission.version.testimonial
        assert permission.named_as == (
            "" if quote.member_id is None else attribution_line(quote, permission.attribution)
        )
    db.session.remove()
    downgrade(revision="0028")
    assert "named_as" not in {column["name"] for column in inspect(db.engine).get_columns("permissions")}
