"""What erasing does, step by step: the emails of others first, then each registration, in pages of rows.

How far it is stands in the job. A page finds its rows outside of any transaction, and erases them in a short one.
"""

import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.core.database import db
from portal.core.personal import Kept, Key, among, behind, kept_of_people, key_columns
from portal.core.persons import Person
from portal.kits.search.changes import note_written

from .words import empty_mails, mails_that_tell, words_of

PAGE = 200
LOOKS_FOR = 4.0
"""Seconds: much less than the lease of a job."""
PASSES = 2
"""Once more afterwards, for what was written meanwhile."""


class Place(NamedTuple):
    """How far the work is: in which pass, at which step, behind which row of it."""

    turn: int = 1
    step: int = 0
    after: Key | None = None

    @classmethod
    def of(cls, result: dict[str, Any]) -> "Place":
        after = result.get("after")
        return cls(result.get("turn", 1), result.get("step", 0), tuple(after) if after else None)

    def as_json(self) -> dict[str, Any]:
        return {"turn": self.turn, "step": self.step, "after": list(self.after) if self.after else None}

    @property
    def is_over(self) -> bool:
        return self.turn > PASSES

    def next_step(self) -> "Place":
        """The next one; after the last the first of another pass."""
        ends = self.step >= len(erasable())
        return Place(self.turn + 1) if ends else Place(self.turn, self.step + 1)


class Found(NamedTuple):
    """Rows of one step, and where to go on."""

    step: int
    keys: Sequence[Key]
    then: Place


def erasable() -> list[Kept]:
    """The registrations that erasing goes through, in order; step 0 is the emails of others."""
    return [kept for kept in kept_of_people() if kept.erase is not None]


def find_rows(person: Person, place: Place) -> Found:
    """The next rows that are theirs, from this place on. Without any the work is over, or looked long enough."""
    until, words = time.monotonic() + LOOKS_FOR, cache(partial(words_of, person))
    while not place.is_over:
        keys, last = _page(person, place, words)
        then = Place(place.turn, place.step, last) if last else place.next_step()
        if keys:
            return Found(place.step, keys, then)
        place = then
        if time.monotonic() > until:
            break
    return Found(0, (), place)


def erase_rows(person: Person, found: Found) -> None:
    """Erase these rows; the index hears of it."""
    if found.step == 0:
        empty_mails(person, found.keys)
        return
    kept = erasable()[found.step - 1]
    if kept.erase is not None:
        note_rows(kept, found.keys)
        rows = among(kept.model, found.keys)
        kept.erase(person, rows if kept.by_key else rows & kept.whose(person))


def note_rows(kept: Kept, keys: Sequence[Key]) -> None:
    """These rows change: before they do, as afterwards nothing tells any more what belonged to them."""
    if hasattr(kept.model, "id"):
        note_written(kept.model, [key[0] for key in keys])


def all_rows(person: Person, kept: Kept) -> list[Key]:
    """Every row of a registration."""
    columns = key_columns(kept.model)
    return [tuple(row) for row in db.session.execute(select(*columns).where(kept.whose(person)))]


def _page(person: Person, place: Place, words: Callable[[], frozenset[str]]) -> tuple[Sequence[Key], Key | None]:
    if place.step == 0:
        return mails_that_tell(person, words(), place.after)
    kept = erasable()[place.step - 1]
    columns = key_columns(kept.model)
    page = select(*columns).where(kept.whose(person)).order_by(*columns).limit(PAGE)
    rows = db.session.execute(page.where(behind(kept.model, place.after)) if place.after else page).all()
    keys: list[Key] = [tuple(row) for row in rows]
    return keys, keys[-1] if len(keys) == PAGE else None
