"""What a test plugs in is gone after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from portal.core.registry import Registry


@contextmanager
def restored(*registries: Registry[Any], empty: bool = False) -> Iterator[None]:
    """Afterwards these registries hold what they hold now; within, nothing at all where they shall be `empty`."""
    known = [dict(registry) for registry in registries]
    if empty:
        for registry in registries:
            _fill(registry, {})
    try:
        yield
    finally:
        for registry, before in zip(registries, known, strict=True):
            _fill(registry, before)


def _fill(registry: Registry[Any], things: dict[str, Any]) -> None:
    for name in list(registry):
        registry.discard(name)
    for name, thing in things.items():
        registry.add(name, thing)
