"""Where drafts stand: each room says of its places what they are, who opens them, and where one goes on."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.registry import Registry
from portal.people.viewer import Viewer

PLACE = re.compile(r"([a-z]{1,20}):([1-9]\d{0,8})")


@dataclass(frozen=True)
class DraftPlace:
    """One kind of place. `what`: "An answer in"; `admits(viewer)`: whether they write in such places at all; `look(id)`
    aborts with 404 unless the viewer may open it; `url(id)` is the page where the words would be sent; `names(ids)`
    names those that the viewer still sees, in one statement."""

    what: Any
    admits: Callable[[Viewer], bool]
    look: Callable[[int], object]
    url: Callable[[int], str]
    names: Callable[[Collection[int]], Mapping[int, str]]


_places: Registry[DraftPlace] = Registry("add_draft_place")


def add_draft_place(kind: str, place: DraftPlace) -> DraftPlace:
    """Say what "kind:17" stands for; the same kind again replaces it. Raises ValueError for a kind of other letters."""
    if not PLACE.fullmatch(f"{kind}:1"):
        raise ValueError(f"{kind} is not a kind of place: 1 to 20 small letters")
    return _places.add(kind, place)


def writes_somewhere(found: Viewer) -> bool:
    """Whether there is any kind of place in which they write."""
    return any(place.admits(found) for place in _places.values())


def place_of(place: str) -> tuple[DraftPlace, int] | None:
    """What this stands for, with its number; None for nothing that is known."""
    match = PLACE.fullmatch(place)
    known = _places.get(match[1]) if match else None
    return (known, int(match[2])) if match and known else None


def names_of(places: Collection[str]) -> dict[str, tuple[str, str]]:
    """(what it is, the name of the place) for those that the viewer still sees. One statement for each kind."""
    ids: dict[str, set[int]] = {}
    for place in places:
        kind, _colon, number = place.partition(":")
        ids.setdefault(kind, set()).add(int(number))
    return {
        f"{kind}:{number}": (str(known.what), name)
        for kind, known in _places.items()
        if kind in ids
        for number, name in known.names(ids[kind]).items()
    }
