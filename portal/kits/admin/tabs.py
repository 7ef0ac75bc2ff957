"""The tabs over the pages of the workings: this kit's own, and those that other features add."""

from typing import Any, NamedTuple

from flask import request

from portal.core.registry import Registry
from portal.core.urls import lasting_url


class _Tab(NamedTuple):
    order: int
    label: Any
    endpoint: str


_tabs: Registry[_Tab] = Registry("add_admin_tab")


def add_admin_tab(label: Any, endpoint: str, order: int) -> None:
    """Add a tab that leads to `endpoint`; the same endpoint again replaces it."""
    _tabs.add(endpoint, _Tab(order, label, endpoint))


def admin_tabs() -> list[tuple[str, str, bool]]:
    """Label, address, and whether its page is being shown, in order."""
    inside = sorted(_tabs.values(), key=lambda tab: tab.order)
    return [(str(tab.label), lasting_url(tab.endpoint), _is_here(tab.endpoint)) for tab in inside]


def _is_here(endpoint: str) -> bool:
    """A feature that adds a tab stands under it with all its pages."""
    own = request.blueprint != "admin" and request.blueprint == endpoint.partition(".")[0]
    return own or request.endpoint == endpoint
