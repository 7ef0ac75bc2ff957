"""Rows that wait for a worker: claimed a page at a time, postponed where they fail, given up in the end.

Any number of workers share a queue: on PostgreSQL each skips what another has locked, on SQLite a writer is alone.
What is worked outside of a transaction (mail, pages of a job) is leased first and settled by compare-and-set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

import structlog
from sqlalchemy import ColumnElement, Select, or_

from portal.core.clock import now
from portal.core.database import db, transaction

log = structlog.get_logger()


class Queued(Protocol):
    """A row of a queue."""

    @property
    def id(self) -> Any: ...


Row = TypeVar("Row", bound=Queued)


@dataclass(frozen=True)
class Backoff:
    """How long a row that failed waits, by how often it had failed before, and how often it is tried at most."""

    waits: Sequence[timedelta] = (timedelta(0),)
    max_attempts: int | None = None

    def next_at(self, failures: int) -> datetime:
        """When a row that had failed so often before is tried again."""
        return now() + self.waits[min(failures, len(self.waits) - 1)]

    def is_over(self, attempts: int) -> bool:
        """Whether a row that was tried so often is given up."""
        return self.max_attempts is not None and attempts >= self.max_attempts


def is_any_due(due: Select[Any]) -> bool:
    """Whether there is anything to do, asked so cheaply that an idle worker costs next to nothing."""
    entity = due.column_descriptions[0]["entity"]
    waits = db.session.scalar(due.with_only_columns(entity.id).order_by(None).limit(1)) is not None
    if not waits:
        db.session.rollback()
    return waits


def claim(due: Select[Any], page: int | None = None) -> list[Any]:
    """Lock the first `page` rows that nobody else has locked, in the order of `due`, until the transaction ends."""
    entity = due.column_descriptions[0]["entity"]
    return list(db.session.scalars(due.limit(page).with_for_update(skip_locked=True, of=entity)))


@dataclass(frozen=True)
class Queue(Generic[Row]):
    """How rows of one kind are worked inside of transactions.

    `take` claims at most so many rows that are due, in their order. `settle` does what they want and marks them, in
    the same transaction. `fail` postpones a row whose settling failed, or gives it up: in a transaction of its own,
    with the row locked and read anew (somebody else may have settled it); whether the row is settled by that.
    """

    name: str
    take: Callable[[int], Sequence[Row]]
    settle: Callable[[Sequence[Row]], None]
    fail: Callable[[Row, Exception], bool]

    def settle_page(self, page: int) -> int:
        """Settle a page in one transaction, and where that fails row by row; how many were settled."""
        try:
            with transaction():
                rows = self.take(page)
                if rows:
                    self.settle(rows)
            return len(rows)
        except Exception:
            log.warning("queue.page_failed", queue=self.name, exc_info=True)
        # Only out here is the failure forgotten, and with it the reads that it left open, which would block a write.
        return self.settle_singly(page)

    def settle_singly(self, page: int) -> int:
        """Settle up to a page of rows, each in a transaction of its own: one at fault holds up no other."""
        settled = 0
        for _ in range(page):
            outcome = self._settle_first()
            if outcome is None:
                break
            settled += outcome
        return settled

    def _settle_first(self) -> bool | None:
        """Whether the first row is settled now; None where there is none."""
        first: Row | None = None
        try:
            with transaction():
                rows = self.take(1)
                if not rows:
                    return None
                first, key = rows[0], rows[0].id
                self.settle(rows)
            return True
        except Exception as error:
            if first is None:
                raise
            log.warning("queue.row_failed", queue=self.name, row=key, exc_info=True)
            failure = _without_frames(error)
        return self._fail(type(first), key, failure)

    def _fail(self, table: type[Row], key: Any, failure: Exception) -> bool:
        with transaction() as session:
            row = session.get(table, key, with_for_update={"of": table})
            return row is not None and self.fail(row, failure)


def settle_each(
    due: Select[Any], page: int, settle: Callable[[Any], None], fail: Callable[[Any, Exception], None]
) -> int:
    """Settle a page in one transaction, each row in a savepoint: for work whose failing is its outcome; how many.

    `fail` notes the failure on the row in the same transaction, after all that `settle` had begun is undone.
    """
    if not is_any_due(due):
        return 0
    with transaction() as session:
        rows = claim(due, page)
        for row in rows:
            try:
                with session.begin_nested():
                    settle(row)
            except Exception as error:
                fail(row, error)
    return len(rows)


def free(table: Any, moment: datetime, worker: str | None = None) -> ColumnElement[bool]:
    """The rows of `table` that nobody has leased, but perhaps `worker`."""
    nobodys = or_(table.leased_until.is_(None), table.leased_until <= moment)
    return nobodys if worker is None else or_(nobodys, table.leased_by == worker)


def is_free(row: Any, moment: datetime, worker: str) -> bool:
    """Whether `worker` may lease this row, which it has locked."""
    return row.leased_until is None or row.leased_until <= moment or row.leased_by == worker


def lease(row: Any, worker: str, span: timedelta) -> None:
    """Keep other workers away from a row that `worker` works on outside of the transaction."""
    row.leased_by, row.leased_until = worker, now() + span


def release(row: Any) -> None:
    """Nobody works on this row any more."""
    row.leased_by = row.leased_until = None


def _without_frames(failure: Exception) -> Exception:
    """What went wrong, without the frames that would keep its reads open."""
    failure.__cause__ = failure.__context__ = None
    return failure.with_traceback(None)
