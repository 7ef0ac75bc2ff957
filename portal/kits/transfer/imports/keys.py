"""Keys that rows are known by again: what was brought in once is not brought in twice."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from typing import Any

from sqlalchemy import insert, select

from portal.core.database import db
from portal.core.models import Base


def digest(text: str) -> str:
    """32 letters that stand for a text of any length."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def row_key(*parts: str) -> str:
    """The key of a row that is the same as another if all of these are."""
    return f"import:{digest(chr(10).join(parts))}"


def known_keys(column: Any, keys: AbstractSet[str]) -> set[str]:
    """Those of these keys that are in the column already."""
    return set(db.session.scalars(select(column).where(column.in_(keys))))


def insert_rows(model: type[Base], key: str, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows; their ids, in the order of the rows, found again by a column that tells them apart.

    Two statements: SQLite hands ids back in order only where each row is inserted by itself.
    """
    table = model.metadata.tables[model.__tablename__]
    db.session.execute(insert(table), rows)
    column = table.c[key].label("row_key")
    inserted = select(column, table.c.id).where(column.in_([row[key] for row in rows]))
    ids = {row.row_key: row.id for row in db.session.execute(inserted)}
    return [ids[row[key]] for row in rows]
