"""What is kept of a person: each feature says it of its own tables, and taking along and erasing follow from that.

One registration says which rows of a table are somebody's, how people call them, which columns never leave the house,
and what becomes of the rows when they leave: nothing by itself (they go with the person's own record), a deletion, or a
change after which they are nobody's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, false, inspect, or_, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute

from .database import db
from .models import Base
from .persons import APOSTROPHES, Person
from .registry import Registry, full_name

Key = tuple[Any, ...]
"""The primary key of a row."""
Whose = Callable[[Person], ColumnElement[bool]]
Erase = Callable[[Person, ColumnElement[bool]], None]
"""What becomes of the rows that a condition names, in a short transaction."""
Files = Callable[[Any], Iterable[tuple[str, Path]]]
NO_SYNC: dict[str, Any] = {"synchronize_session": False}


@dataclass(frozen=True)
class Kept:
    """Rows of one table that are somebody's."""

    model: type[Base]
    label: Any
    whose: Whose
    erase: Erase | None
    """None: the database deletes them with the person's own record."""
    stays: Any
    """What remains without a name, in words; empty where nothing does."""
    hidden: frozenset[str]
    copied: bool
    """Whether it is theirs to take along: what others wrote about them is not."""
    files: Files | None
    by_key: bool = False
    """Whether finding the rows is slow, as files are read: while they are erased they are known by their keys alone."""
    words: tuple[str, ...] = ()
    """The columns with what they wrote themselves: emails to others may repeat it."""

    @property
    def table(self) -> str:
        return str(self.model.__tablename__)


_kept: Registry[Kept] = Registry("personal")
_impersonal: Registry[str] = Registry("add_impersonal")


def delete_rows(model: type[Base]) -> Erase:
    """Erasing by deleting."""

    def erase(_person: Person, rows: ColumnElement[bool]) -> None:
        db.session.execute(delete(model).where(rows), execution_options=NO_SYNC)

    return erase


def unname(model: type[Base], **values: Any) -> Erase:
    """Erasing by writing these values: the row stays and is nobody's."""

    def erase(_person: Person, rows: ColumnElement[bool]) -> None:
        db.session.execute(update(model).where(rows).values(values), execution_options=NO_SYNC)

    return erase


def with_another(_person: Person, _rows: ColumnElement[bool]) -> None:
    """Erasing what another registration erases with its own rows."""


def personal(
    model: type[Base],
    label: Any,
    *,
    erase: Erase | None = None,
    goes_along: bool = False,
    stays: Any = "",
    hidden: Sequence[str] = (),
    copied: bool = True,
    files: Files | None = None,
    by_key: bool = False,
    words: Sequence[str] = (),
) -> Callable[[Whose], Whose]:
    """Register which rows of a table are a person's; without `erase` they are deleted.

    With `goes_along` the database deletes them together with the person's own record, which every counter hears of.
    """
    erasing = erase if erase is not None else None if goes_along else delete_rows(model)

    def register(whose: Whose) -> Whose:
        kept = Kept(model, label, whose, erasing, stays, frozenset(hidden), copied, files, by_key, tuple(words))
        _kept.add(full_name(whose), kept)
        return whose

    return register


def named_in(model: type[Base], *texts: str, also: Callable[[Any], None] | None = None) -> None:
    """Register texts of others in which somebody may be named: there they become a former member.

    Quotations of them go where their words go. `also(row)` does what else follows where that made other words. What is
    too long for its column then loses its end.
    """
    lengths = {text: getattr(model, text).type.length for text in texts}

    def whose(person: Person) -> ColumnElement[bool]:
        return says(person, *(getattr(model, text) for text in texts))

    def erase(person: Person, rows: ColumnElement[bool]) -> None:
        for row in db.session.scalars(select(model).where(rows)):
            before = {text: said for text in texts if (said := getattr(row, text)) is not None}
            unnamed = {
                text: person.unnamed(said if person.posts_stay else person.unquoted(said))[: lengths[text]]
                for text, said in before.items()
            }
            for text, said in unnamed.items():
                setattr(row, text, said)
            if also is not None and unnamed != before:
                also(row)
        db.session.flush()

    kept = Kept(model, "", whose, erase, "", frozenset(), copied=False, files=None)
    _kept.add(f"{model.__tablename__} {' '.join(texts)}", kept)


def add_impersonal(because: str, *models: type[Base]) -> None:
    """Say of tables why nothing in them is a member's, though they point to people or hold words."""
    for model in models:
        _impersonal.add(model.__tablename__, because)


def kept_of_people() -> list[Kept]:
    """Every registration, those of the highest features first: what hangs on other rows goes before them."""
    return list(_kept.values())[::-1]


def impersonal_tables() -> dict[str, str]:
    """The reason of each table that keeps nothing of a member."""
    return dict(_impersonal)


def key_columns(model: type[Base]) -> list[InstrumentedAttribute[Any]]:
    """The primary key as attributes."""
    mapper = inspect(model)
    return [getattr(model, mapper.get_property_by_column(column).key) for column in mapper.primary_key]


def among(model: type[Base], keys: Sequence[Key]) -> ColumnElement[bool]:
    """The condition of being one of these rows."""
    if not keys:
        return false()
    columns = key_columns(model)
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return tuple_(*columns).in_(keys)


def behind(model: type[Base], key: Key) -> ColumnElement[bool]:
    """The condition of coming after a row, in the order of the primary key."""
    columns = key_columns(model)
    return columns[0] > key[0] if len(columns) == 1 else tuple_(*columns) > tuple_(*key)


def says(person: Person, *texts: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The condition that one of these texts names somebody; the words around the name decide the rest (unnamed)."""
    return or_(false(), *(text.ilike(_pattern(name), escape="/") for text in texts for name in person.said))


def _pattern(name: str) -> str:
    """Anything between words, and any letter for apostrophes and for those whose other case databases do not know."""
    return "%" + "%".join("".join(map(_like, word)) for word in name.split()) + "%"


def _like(letter: str) -> str:
    if letter in "%/":
        return f"/{letter}"
    return letter if letter.isascii() and letter not in APOSTROPHES else "_"
