"""People who are named in a text: whom a writer can name in a place, and whose name becomes a link.

Only those who show themselves: staff, who is listed, and who `wrote` in the feature that asks (its condition on User).
Otherwise one could find out who is here by naming them.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select

from portal.access.models import User
from portal.core.database import db
from portal.core.markdown import Person
from portal.core.rows import columns_for, is_true
from portal.core.text import fold, like

from .queries import offers_themselves
from .urls import profile_url


class Suggestion(NamedTuple):
    """Somebody whom a writer can name."""

    handle: str
    name: str


class Mentioned(NamedTuple):
    """Somebody whose handle stands in a text."""

    id: int
    handle: str
    name: str
    shows_themselves: bool


def people_to_name(
    readers: Select[int], typed: str, *, besides: int, wrote: ColumnElement[bool], most: int = 8
) -> list[Suggestion]:
    """People among the readers of a place, by the beginning of their handle or a part of their name."""
    begins = like(fold(typed).replace(" ", "."))[1:]
    named = or_(User.handle.like(begins, escape="\\"), func.lower(User.name).like(like(typed.lower()), escape="\\"))
    statement = select(*columns_for(Suggestion, handle=User.handle, name=User.name))
    among = statement.where(User.id.in_(readers), User.id != besides, named, _shows_themselves(wrote))
    return [Suggestion._make(row) for row in db.session.execute(among.order_by(User.name, User.id).limit(most))]


def people_mentioned(handles: Collection[str], wrote: ColumnElement[bool]) -> list[Mentioned]:
    """The people with these handles who can sign in. One statement, none for no handles."""
    if not handles:
        return []
    columns = columns_for(
        Mentioned,
        id=User.id,
        handle=User.handle,
        name=User.name,
        shows_themselves=is_true(_shows_themselves(wrote)),
    )
    people = db.session.execute(select(*columns).where(User.handle.in_(handles), User.active))
    return [Mentioned._make(row) for row in people]


def linked(people: Iterable[Mentioned]) -> dict[str, Person]:
    """By handle, those whose name becomes a link."""
    return {each.handle: Person(each.name, profile_url(each.handle)) for each in people if each.shows_themselves}


def _shows_themselves(wrote: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(offers_themselves(User.id.expression), wrote)
