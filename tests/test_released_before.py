"""The migration after which a quote under review is released only if that was in the words that stand."""

from datetime import timedelta

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, insert, select

from portal.core.clock import now
from portal.core.database import db
from portal.kits.search.models import IndexChange
from portal.rooms.testimonials.models import Testimonial
from tests.test_migrations import a_row_of, bare

__all__ = ["bare"]
CASES = (("review_due", 1), ("review_due", -1), ("available", 1), ("available", -1), ("used", -1))
"""The status, and by how many hours the release came after the permission."""


def test_a_quote_that_was_allowed_anew_since_its_release_waits_for_another(bare: Flask) -> None:
    upgrade(revision="0034")
    tables = MetaData()
    with db.engine.begin() as connection:
        tables.reflect(connection)

        def put(table: str, **row: object) -> int:
            made = connection.execute(insert(tables.tables[table]).values(a_row_of(tables, table, **row)))
            return int(made.inserted_primary_key[0])

        put("users", id=1, email="lena@northwind.example", handle="lena", name="Lena")
        for number, (status, released) in enumerate(CASES, 1):
            quote = {"member_id": None, "company_id": None, "feedback_id": None, "released_by_id": 1}
            put("testimonials", id=number, status=status, current_version_id=None, **quote)
            put("testimonial_versions", id=number, testimonial_id=number, number=1)
            put("permissions", version_id=number, attribution="anonymous", until=None, granted_at=now())
            line = {"verb": "testimonial.released", "about_kind": "testimonial", "about_id": number}
            nobody = {"member_id": None, "company_id": None, "cause_id": None}
            put("activities", **line, **nobody, occurred_at=now() + released * timedelta(hours=1))
        quotes = tables.tables["testimonials"]
        connection.execute(quotes.update().values(current_version_id=quotes.c.id))
    upgrade()
    rows = db.session.execute(select(Testimonial.status, Testimonial.released_by_id).order_by(Testimonial.id)).all()
    assert [tuple(row) for row in rows] == [
        ("review_due", 1),
        ("review_due", None),
        ("available", 1),
        ("approved", None),
        ("approved", None),
    ]
    assert db.session.scalars(select(IndexChange.document_id).order_by(IndexChange.document_id)).all() == [2, 4, 5]
    db.session.remove()
    downgrade(revision="0034")
