"""Sealing again with the newest key, a batch at a time and while the site serves; whoever stops it begins it again.

Each batch is read and sealed outside of any transaction, and written where nobody has changed the row meanwhile.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, bindparam, func, inspect, select, update

from .database import db, execute_many, transaction
from .keys import key_number, secret_keys
from .sealing import SealedRow, SealedRows, sealed_tables

BATCH = 200


def key_uses() -> Counter[str | None]:
    """How many rows are sealed with the key of each number; None has those of the time before numbers."""
    uses: Counter[str | None] = Counter()
    for rows in sealed_tables():
        counted = select(rows.table.sealed_with, func.count()).group_by(rows.table.sealed_with)
        uses.update(dict(db.session.execute(counted).all()))
    db.session.rollback()
    return uses


def seal_anew(rows: SealedRows, batch: int = BATCH) -> Iterator[int]:
    """Seal what another key than the newest has sealed; after each batch, how many rows of it could be read."""
    last = 0
    while found := _next(rows.table, last, batch):
        last = found[-1].id
        anew = list(rows.anew(found))
        db.session.rollback()
        if anew:
            _write(rows.table, {row.id: row.sealed for row in found}, anew)
        yield len(anew)


def _next(table: type[SealedRow], last: int, batch: int) -> Sequence[Row[Any]]:
    rows = select(*_table(table).columns).where(table.id > last, _is_older(table))
    return db.session.execute(rows.order_by(table.id).limit(batch)).all()


def _is_older(table: type[SealedRow]) -> ColumnElement[bool]:
    return table.sealed_with.is_distinct_from(key_number(secret_keys()[0]))


def _write(table: type[SealedRow], before: dict[int, str], anew: list[dict[str, Any]]) -> None:
    columns = _table(table).columns
    names = sorted(anew[0].keys() - {"id"})
    unchanged = columns.id == bindparam("row_id"), columns.sealed == bindparam("before")
    writing = update(_table(table)).where(*unchanged).values({name: bindparam(f"new_{name}") for name in names})
    values = [
        {"row_id": row["id"], "before": before[row["id"]], **{f"new_{name}": row[name] for name in names}}
        for row in anew
    ]
    with transaction():
        execute_many(writing, values)


def _table(table: type[SealedRow]) -> Table:
    found = inspect(table).local_table
    assert isinstance(found, Table)  # noqa: S101 - every model of ours is one table
    return found
