"""Every status of the product: each feature adds its own in `lifecycle.py`, as data."""

from workflows.lifecycle import Lifecycle

from .registry import Registry

LIFECYCLES: Registry[Lifecycle] = Registry("add_lifecycle")


def add_lifecycle(lifecycle: Lifecycle) -> Lifecycle:
    """Declare a status; the same name again replaces it. Raises ValueError where it begins or leads nowhere known."""
    named = {*lifecycle.starts, *(state for move in lifecycle.moves for state in (*move.sources, move.target))}
    unknown = sorted(named - {*lifecycle.states})
    if unknown:
        raise ValueError(f"{lifecycle.name} has no state like {', '.join(unknown)}")
    return LIFECYCLES.add(lifecycle.name, lifecycle)
