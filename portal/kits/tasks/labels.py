"""What tasks are called: each feature names those that it gives."""

from collections.abc import Mapping
from typing import Any

from portal.core.registry import Registry
from workflows.marking import N_

ROLE_TITLES = (
    *(N_("Owner"), N_("Success"), N_("Marketing"), N_("Product"), N_("Moderator"), N_("Executive"), N_("Admin")),
)
"""Whose a task is that belongs to nobody yet: its role with a capital."""
_titles: Registry[Any] = Registry("add_task_labels")
_given_by: dict[str, str] = {}


def add_task_labels(feature: str, titles: Mapping[str, Any]) -> None:
    """Say what the tasks that `feature` gives are called. A name belongs to one feature."""
    for name, title in titles.items():
        if _given_by.setdefault(name, feature) != feature:
            raise ValueError(f"the task {name} belongs to {_given_by[name]}")
        _titles.add(name, title)


def task_title(name: str) -> str:
    """What a task is called; one that only a map knows is called by its own name."""
    return str(_titles.get(name) or name.replace("_", " ").capitalize())
