"""Telling once that the day of something has come: tasks, promises, whatever is due on a day of somebody's calendar."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import structlog
from sqlalchemy import Select

from portal.access.models import User
from portal.core.clock import now
from portal.ledger.queue import settle_each

from .mornings import zone_of_user

log = structlog.get_logger()
PAGE = 200
FIRST_TO_WAKE = timedelta(hours=14)
"""How far ahead of UTC a day begins where it begins first."""


def latest_day() -> date:
    """The day that it is by now somewhere on Earth; nothing that is due later need be looked at."""
    return (now() + FIRST_TO_WAKE).date()


def day_has_come(due_on: date, owner: User | None) -> bool:
    """Whether it is that day where the owner is; what belongs to nobody goes by the day in UTC."""
    there = now().astimezone(zone_of_user(owner)) if owner is not None else now()
    return due_on <= there.date()


def note_due(due: Select[Any], note: Callable[[Any], None], page: int = PAGE) -> int:
    """Let `note` look at each row of a page, each in its turn; one at which it fails is marked and holds up no other.

    The rows are those up to `latest_day` whose `due_noted_at` is empty; `note` sets it when the day has come.
    """
    return settle_each(due, page, note, _mark)


def _mark(row: Any, failure: Exception) -> None:
    log.error("due.failed", row=repr(row), exc_info=failure)
    row.due_noted_at = now()
