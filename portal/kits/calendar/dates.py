"""Things with a date: each feature says which ones a viewer may see."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from portal.core.registry import Registry
from portal.people.viewer import Viewer


class Dated(NamedTuple):
    """Something that happens or ends at a moment. `key` ("topic:5") never changes; `url` is a path of this site."""

    at: datetime
    key: str
    title: str
    what: Any
    """What happens then: "The poll closes"."""
    url: str
    icon: str = "calendar-event"


Dates = Callable[[Viewer, datetime, datetime, int], list[Dated]]
_dates: Registry[Dates] = Registry("calendar_dates")


def calendar_dates(name: str) -> Callable[[Dates], Dates]:
    """Register a room: it gets the viewer, a span of time (from, to) and how many at most, the next ones first.

    It asks a fixed number of queries, and shows nothing that the viewer may not see.
    """

    def register(dates: Dates) -> Dates:
        return _dates.add(name, dates)

    return register


def coming_up(viewer: Viewer, since: datetime, until: datetime, most: int) -> list[Dated]:
    """What comes up for this viewer between these moments, the next first."""
    dated = [each for dates in _dates.values() for each in dates(viewer, since, until, most)]
    return sorted(dated, key=lambda each: (each.at, each.key))[:most]
