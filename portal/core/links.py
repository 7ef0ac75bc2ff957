"""Links to pages of a higher layer: a lower one asks by name, and the feature that has the page says where it is.

`add_link("today", "home.today")` where the page is; `link_to("today")` where somebody is led there, in Python and in
templates. A link that no feature offers is empty, and nothing is shown in its place.
"""

from typing import NamedTuple

from flask import current_app, request

from .registry import Registry
from .urls import lasting_url


class _Target(NamedTuple):
    endpoint: str
    values: dict[str, str]


_targets: Registry[_Target] = Registry("add_link")


def add_link(name: str, endpoint: str, **values: str) -> None:
    """Say which page `name` leads to; the same name again replaces it."""
    _targets.add(name, _Target(endpoint, values))


def link_to(name: str) -> str:
    """The address of that page, "" where there is none."""
    target = _targets.get(name)
    if target is None or target.endpoint not in current_app.view_functions:
        return ""
    return lasting_url(target.endpoint, **target.values)


def leads_here(name: str) -> bool:
    """Whether the page that is being shown is that one."""
    target = _targets.get(name)
    return target is not None and request.endpoint == target.endpoint
