"""Routes and templates compiled once in a process, however many applications there are.

Werkzeug writes two functions for each route, which is nine tenths of what making an application costs; they depend on
the rule's own text alone. Jinja writes a module for each template, which costs more than to show it; that depends on
its source, and on whether everything in it is escaped.
"""

from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

_compile: Callable[..., Any] = Rule._compile_builder
_known: dict[tuple[object, ...], Any] = {}
_templates: dict[tuple[str, str], bytes] = {}


class TemplatesOnce(BytecodeCache):
    """In memory, for this process alone: a filter that is changed must not find what was made with the old one."""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Mails have the templates of pages, with everything escaped."""
        kind = "escaped" if environment.autoescape is True else "as usual"
        return super().get_bucket(environment, f"{name} {kind}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        known = _templates.get((bucket.key, bucket.checksum))
        if known:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        _templates[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def _compiled(rule: Rule, append_unknown: bool = True) -> Any:
    key = (rule.rule, *rule._trace, repr(rule.defaults), append_unknown)
    if key not in _known:
        _known[key] = _compile(rule, append_unknown)
    return _known[key]


def compile_routes_once() -> None:
    """From here on; called twice is called once."""
    Rule._compile_builder = _compiled  # type: ignore[method-assign]
