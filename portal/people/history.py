"""A history made of several: the ledger's lines, and rows of rooms that are history by themselves.

A room adds its own with `@history_source` on a function that returns one page of events, newest first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, or_

from portal.core.inputs import moment_in, number_in
from portal.core.registry import Registry

PAGE = 20
BEYOND_EVERY_ID = 2**31 - 1


@dataclass(frozen=True)
class Event:
    """One thing that happened, as a timeline shows it. `id` is unique within its source."""

    at: datetime
    id: int
    icon: str
    title: str
    detail: str = ""
    by: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class Before:
    """Where the page before ended, for one source."""

    at: datetime
    id: int

    def older(self, at: SQLColumnExpression[Any], id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """The condition for rows that come after this place, newest first."""
        return and_(at <= self.at, or_(at < self.at, id < self.id))


@dataclass(frozen=True)
class Stretch:
    """A page of a history, newest first, and the cursor of the next older one (None at the end)."""

    events: list[Event]
    older: str | None


Source = Callable[[int, Before | None, int], Sequence[Event]]
"""(member id, before, at most how many) → events, newest first by (at, id)."""

_sources: Registry[Source] = Registry("history_source")


def history_source(name: str) -> Callable[[Source], Source]:
    """Register a source of events about a member. It costs a number of queries that rows do not change."""

    def register(source: Source) -> Source:
        return _sources.add(name, source)

    return register


def history_of(member_id: int, cursor: str | None = None, size: int = PAGE) -> Stretch:
    """A page of everything that happened with a member, merged by (time, source, id)."""
    return stretch({name: partial(source, member_id) for name, source in _sources.items()}, cursor, size)


def stretch(
    sources: Mapping[str, Callable[[Before | None, int], Sequence[Event]]], cursor: str | None, size: int = PAGE
) -> Stretch:
    """One page out of several sources. An unreadable cursor shows the newest page."""
    place = _decode(cursor)
    events = [
        ((event.at, name, event.id), event)
        for name, source in sources.items()
        for event in source(_before(place, name), size + 1)
    ]
    events.sort(key=lambda pair: pair[0], reverse=True)
    shown = events[:size]
    return Stretch(
        events=[event for _place, event in shown],
        older=_encode(shown[-1][0]) if len(events) > size else None,
    )


def _before(place: tuple[datetime, str, int] | None, name: str) -> Before | None:
    """At the same moment, sources come in the order of their names, the last first."""
    if place is None:
        return None
    at, source, id = place
    return Before(at, id if name == source else BEYOND_EVERY_ID if name < source else 0)


def _encode(place: tuple[datetime, str, int]) -> str:
    at, source, id = place
    return f"{at.isoformat()}~{source}~{id}"


def _decode(cursor: str | None) -> tuple[datetime, str, int] | None:
    at, _tilde, rest = (cursor or "").partition("~")
    source, _tilde, id = rest.partition("~")
    moment, number = moment_in(at), number_in(id)
    return (moment, source, number) if moment and number else None
