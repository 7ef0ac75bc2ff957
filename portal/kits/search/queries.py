"""Asking the index, and reading what it found from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from search_index import Fragment, Hit, Key, Query, Results, highlight
from search_index.queries import Note, Order

from .changes import pending_keys
from .engine import engine
from .sources import Found, Someone, sources

SIZE = 20
MAX_OFFSET = 2_000
ANYWHERE = "*"
FACETS = ("kind", "tag", "source", "status", "segment")


@dataclass(frozen=True)
class Asked:
    """What a viewer asks: words, and choices by field. `channel` and `territory` belong together: a quote fits
    only if one permission allows both."""

    words: str = ""
    kinds: frozenset[str] = frozenset()
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    channel: str = ""
    territory: str = ""
    offset: int = 0
    newest_first: bool = False
    facets: tuple[str, ...] = FACETS
    permissions: bool = True
    """Whether to count what quotes may be used for."""


@dataclass(frozen=True)
class Answer:
    """What was found: every hit is readable by the viewer at this moment."""

    total: int
    hits: list[tuple[Found, list[Fragment]]]
    facets: dict[str, list[tuple[str, int]]]
    suggestion: str | None
    notes: Sequence[Note]


def find(asked: Asked, viewer: Someone, size: int = SIZE) -> Answer:
    """Search as `viewer`. Raises IndexUnavailable while the index is away."""
    pending = pending_keys()
    query = _query(asked, viewer, pending, size)
    results = engine().search(query)
    hits = _read(results, viewer)
    missing = len(results.hits) - len(hits)
    return Answer(
        total=max(results.total - missing, len(hits)),
        hits=[(each, highlight(each.text, asked.words, sources()[each.kind].most_shown)) for each in hits],
        facets={**results.facets, **(_permission_facets(asked, query) if asked.permissions else {})},
        suggestion=results.suggestion,
        notes=results.notes,
    )


def _query(asked: Asked, viewer: Someone, pending: frozenset[Key], size: int) -> Query:
    statuses = asked.choices.get("status", frozenset())
    audience = frozenset[str]().union(*(source.audience(viewer, statuses) for source in sources().values()))
    filters = [(name, values) for name, values in asked.choices.items() if values]
    permission = permission_filter(asked.channel, asked.territory)
    return Query(
        text=asked.words,
        kinds=asked.kinds,
        audience=audience,
        filters=(*filters, *([permission] if permission else [])),
        exclude=pending,
        facets=asked.facets,
        offset=min(asked.offset, MAX_OFFSET),
        limit=size,
        order=Order.NEWEST if asked.newest_first else Order.RELEVANCE,
    )


def permission_filter(channel: str, territory: str) -> tuple[str, frozenset[str]] | None:
    """The filter for what may be used in `channel` and `territory`, one of them or both."""
    if channel and territory:
        return "permission", frozenset({f"{channel}|{territory}", f"{channel}|{ANYWHERE}"})
    if channel:
        return "channel", frozenset({channel})
    if territory:
        return "territory", frozenset({territory, ANYWHERE})
    return None


def _permission_facets(asked: Asked, query: Query) -> dict[str, list[tuple[str, int]]]:
    """Counts for channels in the chosen territory, and for territories in the chosen channel: one allows both."""
    others = tuple(pair for pair in query.filters if pair[0] not in {"permission", "channel", "territory"})
    wide = replace(query, filters=others, facets=("channel", "territory"), limit=0, offset=0)
    offered = engine().search(wide).facets
    channels = [value for value, _count in offered.get("channel", ())]
    territories = [value for value, _count in offered.get("territory", ()) if value != ANYWHERE]

    def count(channel: str, territory: str) -> int:
        pair = permission_filter(channel, territory)
        return engine().search(replace(wide, filters=(*others, *([pair] if pair else ())), facets=())).total

    return {
        "channel": _counted((channel, count(channel, asked.territory)) for channel in channels),
        "territory": _counted((territory, count(asked.channel, territory)) for territory in territories[:40]),
    }


def _counted(pairs: Any) -> list[tuple[str, int]]:
    return sorted(((value, count) for value, count in pairs if count), key=lambda pair: (-pair[1], pair[0]))


def _read(results: Results, viewer: Someone) -> list[Found]:
    by_kind: dict[str, list[int]] = {}
    for hit in results.hits:
        by_kind.setdefault(hit.key[0], []).append(hit.key[1])
    known = sources()
    read = {kind: known[kind].read(ids, viewer) for kind, ids in by_kind.items() if kind in known}
    return [found for hit in results.hits if (found := _one(read, hit)) is not None]


def _one(read: Mapping[str, Mapping[int, Found]], hit: Hit) -> Found | None:
    kind, id = hit.key
    return read.get(kind, {}).get(id)
