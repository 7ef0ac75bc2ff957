"""Slots: places on a page of a lower room where a higher one adds a panel.

`@panel("member", order=10)` registers a function; the page's template calls `{{ panels("member", member) }}`.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from markupsafe import Markup

from .registry import Registry, full_name

Mark = Literal["", "ask", "invite"]
"""What a piece of a page, a notice or a date does to its reader: asks for something, invites, or neither."""
Draw = Callable[..., str | None]


class _Panel(NamedTuple):
    slot: str
    order: int
    name: str
    draw: Draw


_panels: Registry[_Panel] = Registry("panel")


def panel(slot: str, order: int = 50) -> Callable[[Draw], Draw]:
    """Register a function that draws a panel (HTML) in `slot`; None or "" draws nothing."""

    def register(draw: Draw) -> Draw:
        name = full_name(draw)
        _panels.add(f"{slot} {name}", _Panel(slot, order, name, draw))
        return draw

    return register


def panels(slot: str, *subject: Any) -> Markup:
    """Every panel of `slot` for `subject`, in order."""
    drawn = (each.draw(*subject) for each in _in_slot(slot, _panels.changes))
    return Markup("\n").join(Markup(html) for html in drawn if html)  # noqa: S704 - panels render templates


def first_panel(slot: str, *subject: Any) -> Markup:
    """Of the panels of `slot` the first that draws something, by their order; those after it are not asked."""
    drawn = (each.draw(*subject) for each in _in_slot(slot, _panels.changes))
    return Markup(next((html for html in drawn if html), ""))  # noqa: S704 - panels render templates


@lru_cache(maxsize=100)
def _in_slot(slot: str, _changes: int) -> list[_Panel]:
    here = (each for each in _panels.values() if each.slot == slot)
    return sorted(here, key=lambda each: (each.order, each.name))
