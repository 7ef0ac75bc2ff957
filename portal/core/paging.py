"""Lists paged by key: a page costs the same however far one has come."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Result, ScalarResult, Select, and_, or_
from sqlalchemy.orm import QueryableAttribute

from .database import db

Row = TypeVar("Row")
PAGE = 25
EVERY = 500
MAX_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class By:
    """One column of a list's order. It must never be null; the last one must be unique."""

    column: ColumnElement[Any] | QueryableAttribute[Any]
    descending: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, and the cursors of the pages on either side (None at an end)."""

    rows: list[Row]
    before: str | None
    after: str | None


def page_by_key(
    statement: Select[Any],
    order: Sequence[By],
    cursor: str | None,
    size: int = PAGE,
    *,
    values: Mapping[str, Any] | None = None,
) -> Page[Any]:
    """One page of `statement`, which selects one entity. An unreadable cursor shows the first page.

    Queries: one, whatever the page. `cursor` is "a…" (after a row) or "b…" (before one); `values` are those of the
    parameters of a statement that is prepared.
    """
    known = _decode(cursor, order)
    backwards = known is not None and str(cursor).startswith("b")
    ordered = _ordered(statement, order, known, backwards)
    rows = db.session.execute(ordered.limit(size + 1), values).all()
    beyond, behind = len(rows) > size, known is not None
    if backwards:
        return _page(rows[:size][::-1], has_before=beyond, has_after=behind)
    return _page(rows[:size], has_before=behind, has_after=beyond)


def _ordered(
    statement: Select[Any], order: Sequence[By], known: Sequence[Any] | None, backwards: bool
) -> Select[*tuple[Any, ...]]:
    """The rows on this side of the cursor, nearest first, each with its values in the order."""
    if known is not None:
        statement = statement.where(_beyond(order, known, backwards))
    ways = (by.column.desc() if by.descending != backwards else by.column.asc() for by in order)
    return statement.order_by(None).order_by(*ways).add_columns(*(by.column for by in order))


def _page(found: Sequence[Any], *, has_before: bool, has_after: bool) -> Page[Any]:
    if not found:
        return Page([], None, None)
    (_, *first), (_, *last) = found[0], found[-1]
    return Page(
        rows=[row for row, *_key in found],
        before=f"b{_encode(first)}" if has_before else None,
        after=f"a{_encode(last)}" if has_after else None,
    )


def every_row(
    statement: Select[Any],
    key: ColumnElement[int] | QueryableAttribute[int],
    *,
    size: int = EVERY,
    fetch: Callable[[Select[Any]], Result[Any] | ScalarResult[Any]] | None = None,
) -> Iterator[Any]:
    """Everything that `statement` finds, in the order of `key`, a column called id, `size` rows at a time.

    For files and the index: what is long is never held at once. `fetch`: db.session.execute where it selects columns.
    """
    fetch = fetch or db.session.scalars
    last = 0
    while rows := fetch(statement.where(key > last).order_by(key).limit(size)).all():
        yield from rows
        last = rows[-1].id


def after(*values: Any) -> str:
    """The cursor of the page that follows a row with these values in its order."""
    return f"a{_encode(values)}"


def _beyond(order: Sequence[By], values: Sequence[Any], backwards: bool) -> ColumnElement[bool]:
    """After (or before) `values`. The first column's bound is said twice: PostgreSQL seeks by it, not by the OR."""
    first, start = order[0], values[0]
    bound = first.column <= start if first.descending != backwards else first.column >= start
    choices = []
    for position, (by, value) in enumerate(zip(order, values, strict=True)):
        same = [earlier.column == known for earlier, known in zip(order[:position], values, strict=False)]
        further = by.column < value if by.descending != backwards else by.column > value
        choices.append(and_(*same, further))
    return and_(bound, or_(*choices))


def _encode(values: Sequence[Any]) -> str:
    plain = [{"t": value.isoformat()} if isinstance(value, date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decode(cursor: str | None, order: Sequence[By]) -> list[Any] | None:
    if not cursor or cursor[0] not in "ab" or len(cursor) > 2_000:
        return None
    try:
        padded = cursor[1:] + "=" * (-len(cursor[1:]) % 4)
        plain = json.loads(base64.urlsafe_b64decode(padded))
        values = [_moment(value["t"]) if isinstance(value, dict) else value for value in plain]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    if len(values) != len(order):
        return None
    fits = all(_fits(by, value) for by, value in zip(order, values, strict=True))
    return values if fits else None


def _moment(text: str) -> date:
    """The moment in UTC (its zone could carry it out of the calendar) or the day."""
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment


def _fits(by: By, value: object) -> bool:
    expected = by.column.expression.type.python_type
    if isinstance(value, datetime):
        return expected is datetime and value.tzinfo is not None
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) > MAX_INTEGER):
        return False
    if isinstance(value, str) and ("\0" in value or value.encode(errors="ignore").decode() != value):
        return False
    return isinstance(value, expected if expected is not float else (int, float))
