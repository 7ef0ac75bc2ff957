"""What features plug in: one kind of thing in a registry, each under its own name.

A module keeps one registry private to itself and offers one function that adds to it: a decorator for functions,
`@panel(...)`, or `add_menu_entry(...)` for values. All of them stand in docs/add-a-feature.md.
"""

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import Any, TypeVar

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


class Registry(Mapping[str, T]):
    """Things by name, in the order in which they came; the same name again replaces what was there, in its place.

    `added_by` is the function with which features add: what the document of all places to plug in calls it.
    """

    def __init__(self, added_by: str) -> None:
        self.added_by = added_by
        self.changes = 0
        """Counts on with every change: what is worked out of it can be kept until then."""
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> T:
        """Keep it under this name. Raises ValueError for a name that is none."""
        if not isinstance(name, str) or not name or name != name.strip():
            raise ValueError(f"{self.added_by}: {name!r} is not a name")
        self._things[name] = thing
        self.changes += 1
        return thing

    def discard(self, name: str) -> None:
        """Forget what has this name, if anything has."""
        self._things.pop(name, None)
        self.changes += 1

    def __getitem__(self, name: str) -> T:
        return self._things[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def __contains__(self, name: object) -> bool:
        return name in self._things

    def values(self) -> ValuesView[T]:
        """The things themselves: straight from the dictionary, because every page asks."""
        return self._things.values()

    def items(self) -> ItemsView[str, T]:
        """The same with their names."""
        return self._things.items()


def full_name(function: Callable[..., Any]) -> str:
    """The name of a function that needs no other: "portal.rooms.ideas.panels.overdue"."""
    return f"{function.__module__}.{function.__qualname__}"
