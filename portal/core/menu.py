"""The navigation: each feature adds its own entry, each person sees what they may open.

The bar holds six. Of more, those of the lowest priority go into the viewer's own menu.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from babel import Locale
from flask import request

from .language import language
from .registry import Registry
from .urls import lasting_url

Admits = Callable[[Any], bool]
MAX_IN_BAR = 6
PLACES = ("main", "user")
BELOW_THE_ACCOUNT = 15
"""Where in the viewer's own menu stands what the bar has no room for."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One entry. `admits(viewer)` says who sees it; it is active on every page of its blueprint or of `also`."""

    label: Any
    endpoint: str
    icon: str
    order: int
    admits: Admits
    also: tuple[str, ...] = ()
    place: str = "main"
    """main: the bar, while it has room; user: the viewer's own menu."""
    priority: int = 50
    """Where the bar is full, the lowest make room first; of equals, those that stand last."""
    badge: str = ""

    @property
    def blueprints(self) -> tuple[str, ...]:
        """The blueprints on whose pages it is active."""
        return (self.endpoint.partition(".")[0], *self.also)


class Link(NamedTuple):
    """An entry as it stands on one page, in the reader's words."""

    url: str
    label: str
    icon: str
    active: bool
    badge: str


_entries: Registry[Entry] = Registry("add_menu_entry")


def add_menu_entry(entry: Entry) -> Entry:
    """Add an entry; the same endpoint in the same place again replaces it. Raises ValueError for any other place."""
    if entry.place not in PLACES:
        raise ValueError(f"{entry.endpoint} cannot stand in {entry.place}")
    return _entries.add(f"{entry.place} {entry.endpoint}", entry)


def menu_for(viewer: Any, place: str = "main") -> list[Entry]:
    """What `viewer` sees in this place, in order. Nobody signed in sees nothing."""
    if not viewer.is_authenticated:
        return []
    admitted = sorted((entry for entry in _entries.values() if entry.admits(viewer)), key=lambda entry: entry.order)
    bar = [entry for entry in admitted if entry.place == "main"]
    kept = sorted(bar, key=lambda entry: -entry.priority)[:MAX_IN_BAR]
    if place == "main":
        return [entry for entry in bar if entry in kept]
    own = [entry for entry in admitted if entry.place == place or entry not in kept]
    return sorted(own, key=lambda entry: entry.order if entry.place == place else BELOW_THE_ACCOUNT)


def links_for(viewer: Any, place: str = "main") -> tuple[Link, ...]:
    """The same as links on the page that is being shown."""
    here, blueprint, spoken = request.endpoint, request.blueprint, language()
    return tuple(
        Link(
            url=lasting_url(entry.endpoint),
            label=_said(entry, spoken),
            icon=entry.icon,
            active=entry.endpoint == here or blueprint in entry.blueprints,
            badge=entry.badge,
        )
        for entry in menu_for(viewer, place)
    )


@lru_cache(maxsize=500)
def _said(entry: Entry, _language: Locale) -> str:
    return str(entry.label)
