"""The migration with which feedback has readers: what a colleague wrote down was read, the rest waits for nobody."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, insert, inspect, select

from portal.core.clock import now
from portal.core.database import db
from portal.rooms.feedback.models import Feedback
from tests.test_migrations import a_row_of, bare

__all__ = ["bare"]
OURS = {"captured_by_id": 1}


def test_what_a_colleague_wrote_down_was_read_and_the_rest_waits_for_nobody(bare: Flask) -> None:
    upgrade(revision="0019")
    tables = MetaData()
    with db.engine.begin() as connection:
        tables.reflect(connection)
        user = a_row_of(tables, "users", id=1, email="lena@northwind.example", handle="lena", name="Lena")
        connection.execute(insert(tables.tables["users"]).values(user))
        nobody = {"member_id": None, "company_id": None, "created_at": now()}
        for key, more in (("call", OURS), ("portal", {}), ("survey", {}), ("import", OURS)):
            row = a_row_of(tables, "feedback", source=key, source_key=key, **{"captured_by_id": None, **nobody, **more})
            connection.execute(insert(tables.tables["feedback"]).values(row))
    upgrade()
    pieces = {piece.source: piece for piece in db.session.scalars(select(Feedback))}
    assert [source for source, piece in pieces.items() if piece.read_at] == ["call"]
    assert (pieces["call"].read_by_id, pieces["call"].read_at) == (1, pieces["call"].created_at)
    assert not any(piece.is_unread for piece in pieces.values())
    db.session.remove()
    downgrade(revision="0019")
    assert "read_at" not in {column["name"] for column in inspect(db.engine).get_columns("feedback")}
