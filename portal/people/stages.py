"""What stages are called. The nurture maps know them; this room only shows the key that stands on a member."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from portal.core.registry import Registry


class Stage(NamedTuple):
    """A stage of the primary map: its key, what staff call it, and its public name (None: members see nothing)."""

    key: str
    title: str
    public_name: str | None = None
    tone: str = "brand"


Source = Callable[[], Sequence[Stage]]
_sources: Registry[Source] = Registry("stage_list")


def stage_list(source: Source) -> Source:
    """Register the function that lists the stages in the order of the map."""
    return _sources.add("primary", source)


def known_stages() -> dict[str, Stage]:
    """Every stage by its key, in the order of the map. Ask once for a page."""
    return {stage.key: stage for source in _sources.values() for stage in source()}


def stage_named(key: str | None, known: dict[str, Stage]) -> Stage | None:
    """The stage of `key`; one that no map has any more is called by its key."""
    if not key:
        return None
    return known.get(key) or Stage(key, key.replace("_", " ").capitalize(), None, "neutral")
