"""The navigation: each feature adds its own entry, each person sees what they may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

Admits = Callable[[Any], bool]


@dataclass(frozen=True)
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
    def url(self) -> str:
        return url_for(self.endpoint)

    @property
    def active(self) -> bool:
        room = self.endpoint.partition(".")[0]
        return request.endpoint == self.endpoint or request.blueprint in {room, *self.also}


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
