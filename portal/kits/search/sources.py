"""Kinds of documents: each feature says how its rows are indexed, who may find them and how a hit is shown."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from portal.core.models import Base
from portal.core.registry import Registry
from portal.people.viewer import Nobody, Viewer
from search_index import Document

Someone = Viewer | Nobody


@dataclass(frozen=True)
class Tracked:
    """A table whose rows make documents: `documents` leads from ids of its rows to the documents that they change,
    in one query. With `columns`, a row that was changed counts only if one of these was."""

    documents: Callable[[Collection[int]], Iterable[int]]
    columns: tuple[str, ...] = ()


def themselves(ids: Collection[int]) -> Collection[int]:
    """The rows are the documents."""
    return ids


@dataclass(frozen=True)
class Found:
    """A hit as read from the database under the viewer's present rights."""

    kind: str
    id: int
    title: str
    text: str
    url: str
    card: Mapping[str, Any] = field(default_factory=dict)
    """What the template of this kind needs."""
    exported: Mapping[str, Any] = field(default_factory=dict)
    """What a hit of this kind says about itself outside of the page, beside title and text."""


class Source(Protocol):
    """One kind of document."""

    kind: str
    label: Any
    template: str
    """Shows one hit; gets `found` and `parts` (its text with the matches marked)."""
    most_shown: int
    """How many characters of a text a hit shows."""
    tracks: Mapping[type[Base], Tracked]
    """The tables whose rows make these documents."""

    def documents(self, ids: Sequence[int]) -> Iterable[Document]:
        """The documents of these rows as they are now; a row that is gone has none. A fixed number of queries."""

    def every(self) -> Iterable[Document]:
        """All of them, read in pages."""

    def audience(self, viewer: Someone, statuses: Collection[str] = (), /) -> frozenset[str]:
        """The audience tokens that `viewer` holds for this kind; none: they find nothing of it. `statuses`: those
        that they ask for by name; what has one of them may be for nobody who does not."""

    def read(self, ids: Sequence[int], viewer: Someone) -> Mapping[int, Found]:
        """Those of these rows that `viewer` may see now. A fixed number of queries."""

    def lapsed(self) -> Iterable[int]:
        """Documents that the passing of time has changed and the index has not heard of yet."""


_sources: Registry[Source] = Registry("add_search_source")


def add_search_source(source: Source) -> Source:
    """Make a kind of document known; the same kind again replaces it."""
    return _sources.add(source.kind, source)


def sources() -> dict[str, Source]:
    """Every kind, by name."""
    return dict(_sources)


GroupsOf = Callable[[Collection[str]], Mapping[str, tuple[int, str]]]
_groups: Registry[GroupsOf] = Registry("facet_groups")


def facet_groups(facet: str) -> Callable[[GroupsOf], GroupsOf]:
    """Register how the values of `facet` are parted on the page: value → (place, name of its group)."""

    def register(groups: GroupsOf) -> GroupsOf:
        return _groups.add(facet, groups)

    return register


def groups_of(facet: str, values: Collection[str]) -> Mapping[str, tuple[int, str]]:
    """The group of each of these values; empty where the facet is one."""
    groups = _groups.get(facet)
    return groups(values) if groups and values else {}
