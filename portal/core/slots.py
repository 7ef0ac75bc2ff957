"""Slots: places on a page of a lower room where a higher one adds a panel.

`@panel("member", order=10)` registers a function; the page's template calls `{{ panels("member", member) }}`.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

from markupsafe import Markup

Draw = Callable[..., str | None]


class _Panel(NamedTuple):
    order: int
    name: str
    draw: Draw


_panels: dict[str, list[_Panel]] = defaultdict(list)


def panel(slot: str, order: int = 50) -> Callable[[Draw], Draw]:
    """Register a function that draws a panel (HTML) in `slot`; None or "" draws nothing."""

    def register(draw: Draw) -> Draw:
        name = f"{draw.__module__}.{draw.__qualname__}"
        if all(known.name != name for known in _panels[slot]):
            _panels[slot].append(_Panel(order, name, draw))
            _panels[slot].sort()
        return draw

    return register


def panels(slot: str, *subject: Any) -> Markup:
    """Every panel of `slot` for `subject`, in order."""
    drawn = (entry.draw(*subject) for entry in _panels[slot])
    return Markup("\n").join(Markup(html) for html in drawn if html)  # noqa: S704 - panels render templates
