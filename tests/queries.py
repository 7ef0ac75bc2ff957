"""Counting SQL statements: a page may not ask more often because it shows more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.access.models import UserSession
from portal.core.clock import now
from portal.core.database import db, transaction


@dataclass
class Counted:
    """The statements that ran, in order; what begins or ends a transaction is not counted."""

    statements: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.statements)


@contextmanager
def counted(app: Flask) -> Iterator[Counted]:
    """Count what the application's database is asked inside the block, from any session or connection."""
    seen = Counted()
    engine = db.engine

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")):
            seen.statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def queries_of(app: Flask, client: FlaskClient, url: str) -> Counted:
    """What `client` opening `url` asks of the database, in a cold session (nothing loaded before helps).

    The sign-in's note of when it was last seen is brought up to date first, so that it is never counted.
    """
    with transaction() as session:
        session.query(UserSession).update({"last_seen_at": now()})
    with counted(app) as seen:
        response = client.get(url)
    assert response.status_code == 200, f"{url} answered {response.status_code}"
    return seen


def assert_queries_do_not_grow(
    app: Flask, client: FlaskClient, url: str, add_rows: Callable[[int], object], *, few: int = 5, full: int = 60
) -> None:
    """Open `url` with `few` rows and again with `full` ones: the number of statements must be the same.

    `add_rows(n)` makes n rows; give each its own author, company and whatever else the page shows of it.
    """
    add_rows(few)
    queries_of(app, client, url)
    before = queries_of(app, client, url)
    add_rows(full - few)
    after = queries_of(app, client, url)
    surplus = [statement for statement in after.statements if statement not in before.statements]
    told = "\n\n".join(surplus[:3] or after.statements[-3:])
    assert after.count <= before.count, f"{url}: {before.count} statements grew to {after.count}, e.g.\n{told}"
