"""Routes compiled once in a process.

Werkzeug writes two functions for each route of an application, which is nine tenths of what making one costs. They
depend on the rule's own text alone, and every test makes an application with the same two hundred rules.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_compile: Callable[..., Any] = Rule._compile_builder
_known: dict[tuple[object, ...], Any] = {}


def _compiled(rule: Rule, append_unknown: bool = True) -> Any:
    key = (rule.rule, *rule._trace, repr(rule.defaults), append_unknown)
    if key not in _known:
        _known[key] = _compile(rule, append_unknown)
    return _known[key]


def compile_routes_once() -> None:
    """From here on; called twice is called once."""
    Rule._compile_builder = _compiled  # type: ignore[method-assign]
