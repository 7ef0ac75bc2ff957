"""Writing the ledger, and listening to it.

`record(...)` adds a line in the caller's transaction together with one delivery for each subscriber.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import insert

from portal.core.clock import now
from portal.core.database import db, execute_many, fetch_rows
from portal.core.registry import Registry

from .models import Activity, Delivery
from .verbs import Verb, check_line

MAX_DEPTH = 8
_ACTIVITIES, _DELIVERIES = (Activity.metadata.tables[model.__tablename__] for model in (Activity, Delivery))
_NEW_LINES = insert(_ACTIVITIES).returning(_ACTIVITIES.c.id, sort_by_parameter_order=True)
_NEW_DELIVERIES = insert(_DELIVERIES)
"""Made once, and written past the ORM: every act of anybody writes them."""


class Identified(Protocol):
    """Anything with an integer id."""

    @property
    def id(self) -> int: ...


class Line(NamedTuple):
    """One line to record. `about` is what it is about, as (kind, id)."""

    verb: Verb
    member_id: int | None = None
    company_id: int | None = None
    actor_user_id: int | None = None
    about: tuple[str, int] | None = None
    facts: dict[str, Any] | None = None
    occurred_at: datetime | None = None
    historic: bool = False
    cause: Activity | None = None


class LoopStopped(RuntimeError):
    """Reactions to reactions went on for too long; somebody has to look."""


Handler = Callable[[Sequence[Activity]], None]


class Subscriber(NamedTuple):
    """Who wants to hear of which verbs."""

    verbs: frozenset[str]
    handle: Handler


_subscribers: Registry[Subscriber] = Registry("subscriber")


def subscriber(name: str, *verbs: Verb) -> Callable[[Handler], Handler]:
    """Register a handler: it gets activities of `verbs`, ordered by member and id, inside a transaction.

    Its rows and the deliveries' end are committed together: exactly once. It must not send anything.
    """

    def register(handler: Handler) -> Handler:
        for verb in verbs:
            check_line(verb, {})
        _subscribers.add(name, Subscriber(frozenset(verbs), handler))
        return handler

    return register


def handlers() -> dict[str, Handler]:
    """Every subscriber's handler by name, in the order of registration (lower rooms first)."""
    return {name: each.handle for name, each in _subscribers.items()}


def subscribers_of(verb: str) -> tuple[str, ...]:
    """The names of those that want to hear of `verb`."""
    return _interested_in(verb, _subscribers.changes)


@lru_cache(maxsize=1_000)
def _interested_in(verb: str, _changes: int) -> tuple[str, ...]:
    return tuple(name for name, each in _subscribers.items() if verb in each.verbs)


def record(
    verb: Verb,
    *,
    member: Identified | None = None,
    company: Identified | None = None,
    actor: Identified | None = None,
    about: Any = None,
    facts: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
    historic: bool = False,
    cause: Activity | None = None,
) -> int:
    """Add one line about these rows; the activity's id. A member's line also stands in their company's history."""
    db.session.flush()
    company_id = company.id if company is not None else getattr(member, "company_id", None)
    return record_lines(
        [
            Line(
                verb,
                member_id=member.id if member is not None else None,
                company_id=company_id,
                actor_user_id=actor.id if actor is not None else None,
                about=(kind_of(about), about.id) if about is not None else None,
                facts=facts,
                occurred_at=occurred_at,
                historic=historic,
                cause=cause,
            )
        ]
    )[0]


def record_lines(lines: Sequence[Line]) -> list[int]:
    """Add many lines in two statements; their ids in the same order."""
    if not lines:
        return []
    moment = now()
    ids = [row.id for row in fetch_rows(_NEW_LINES, [_row(line, moment) for line in lines])]
    deliveries = [
        {
            "activity_id": activity_id,
            "subscriber": name,
            "member_id": line.member_id,
            "next_at": moment,
            "attempts": 0,
        }
        for activity_id, line in zip(ids, lines, strict=True)
        for name in subscribers_of(line.verb)
    ]
    if deliveries:
        execute_many(_NEW_DELIVERIES, deliveries)
    return ids


def kind_of(about: object) -> str:
    """The kind of a row as the ledger writes it: its class name in small letters."""
    return type(about).__name__.lower()


def _row(line: Line, moment: datetime) -> dict[str, Any]:
    facts = line.facts or {}
    check_line(line.verb, facts)
    depth = line.cause.depth + 1 if line.cause is not None else 0
    if depth > MAX_DEPTH:
        raise LoopStopped(f"{line.verb} is the {depth}th reaction in a row")
    return {
        "verb": str(line.verb),
        "member_id": line.member_id,
        "company_id": line.company_id,
        "actor_user_id": line.actor_user_id,
        "about_kind": line.about[0] if line.about else None,
        "about_id": line.about[1] if line.about else None,
        "facts": facts,
        "occurred_at": line.occurred_at or moment,
        "recorded_at": moment,
        "historic": line.historic,
        "cause_id": line.cause.id if line.cause is not None else None,
        "depth": depth,
    }
