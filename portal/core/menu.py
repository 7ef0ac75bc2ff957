"""The navigation: each feature adds its own entry, each person sees what they may open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from babel import Locale
from flask import request

from .language import language
from .urls import lasting_url

Admits = Callable[[Any], bool]


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
    """main: the bar; user: the viewer's own menu."""
    badge: str = ""

    @property
    def rooms(self) -> tuple[str, ...]:
        """The blueprints on whose pages it is active."""
        return (self.endpoint.partition(".")[0], *self.also)


class Link(NamedTuple):
    """An entry as it stands on one page, in the reader's words."""

    url: str
    label: str
    icon: str
    active: bool
    badge: str


_entries: dict[tuple[str, str], Entry] = {}


def menu_entry(entry: Entry) -> None:
    """Add an entry; the same endpoint in the same place again replaces it."""
    _entries[entry.endpoint, entry.place] = entry


def menu_for(viewer: Any, place: str = "main") -> list[Entry]:
    """What `viewer` sees in this place, in order. Nobody signed in sees nothing."""
    if not viewer.is_authenticated:
        return []
    return sorted(
        (entry for entry in _entries.values() if entry.place == place and entry.admits(viewer)),
        key=lambda entry: entry.order,
    )


def links_for(viewer: Any, place: str = "main") -> tuple[Link, ...]:
    """The same as links on the page that is being shown."""
    here, room, spoken = request.endpoint, request.blueprint, language()
    return tuple(
        Link(
            url=lasting_url(entry.endpoint),
            label=_said(entry, spoken),
            icon=entry.icon,
            active=entry.endpoint == here or room in entry.rooms,
            badge=entry.badge,
        )
        for entry in menu_for(viewer, place)
    )


@lru_cache(maxsize=500)
def _said(entry: Entry, _language: Locale) -> str:
    return str(entry.label)
