"""Things with a date: each feature says which ones a viewer may see, and which of them ask or invite.

What asks or invites comes from sources of its own, with a mark: they are left out while nothing may be asked of the
viewer (portal/people/holds.py).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from portal.core.registry import Registry
from portal.core.slots import Mark
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
    mark: Mark = ""
    """Set from its source."""


Dates = Callable[[Viewer, datetime, datetime, int], list[Dated]]


class _Source(NamedTuple):
    dates: Dates
    mark: Mark


_sources: Registry[_Source] = Registry("calendar_dates")


def calendar_dates(name: str, mark: Mark = "") -> Callable[[Dates], Dates]:
    """Register a room: it gets the viewer, a span of time (from, to) and how many at most, the next ones first.

    It asks a fixed number of queries, and shows nothing that the viewer may not see. With a `mark` all of it asks or
    invites; what is the viewer's own, or only goes on, has none.
    """

    def register(dates: Dates) -> Dates:
        _sources.add(name, _Source(dates, mark))
        return dates

    return register


def coming_up(viewer: Viewer, since: datetime, until: datetime, most: int, *, asks: bool = True) -> list[Dated]:
    """What comes up for this viewer between these moments, the next first; without `asks` nothing that asks."""
    asks = asks and viewer.may_be_asked
    dated = [
        each._replace(mark=source.mark)
        for source in _sources.values()
        if asks or not source.mark
        for each in source.dates(viewer, since, until, most)
    ]
    return sorted(dated, key=lambda each: (each.at, each.key))[:most]
