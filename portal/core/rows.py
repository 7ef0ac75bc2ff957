"""Rows read by name: the columns of a statement that become the fields of a named tuple.

    wanted = select(*columns_for(Debt, idea_id=Idea.id, title=Idea.title, people=func.count()))
    debts = [Debt._make(row) for row in db.session.execute(wanted)]

The names are compared where the statement is made, so that reading a row costs nothing more than making the tuple.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, false, func

T = TypeVar("T")


def columns_for(kind: type[NamedTuple], /, **columns: Any) -> tuple[Any, ...]:
    """These columns in the order of the fields, each under the field's name; an entity stays what it is.

    Raises TypeError for a field that gets no column, and for a column that is no field.
    """
    if columns.keys() != {*kind._fields}:
        raise TypeError(f"{kind.__name__} has the fields {', '.join(kind._fields)}, not {', '.join(columns)}")
    return tuple(_labelled(name, columns[name]) for name in kind._fields)


def maker_of(kind: type[T], /, *besides: str) -> Callable[..., T]:
    """What makes a named tuple or dataclass of a row: `line_of(row, author=author)`.

    The row says all its fields, by their names, but the last ones: `besides`, which are given. Raises TypeError where
    others are the last ones.
    """
    names: tuple[str, ...] = kind.__match_args__  # type: ignore[attr-defined]
    columns = names[: len(names) - len(besides)]
    if (*columns, *besides) != names:
        raise TypeError(f"the last fields of {kind.__name__} are not {', '.join(besides)}")
    read = attrgetter(*columns)

    def made(row: Any, **given: Any) -> T:
        return kind(*read(row), **given)

    return made


def is_true(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition as a column, which says False where it is not known."""
    return func.coalesce(condition, false())


def _labelled(name: str, column: Any) -> Any:
    return column if isinstance(column, type) else column.label(name)
