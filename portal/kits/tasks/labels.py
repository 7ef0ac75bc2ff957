"""What tasks are called: each feature names those that it gives."""

from collections.abc import Mapping
from typing import Any

from portal.core.registry import Registry

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
