"""The catalogue of verbs: everything that can happen, with the facts that go with it.

A verb is `noun.past`. Each feature declares its own in `verbs.py` and hands the constant to `record`, so that a
misspelt one fails when it is imported. Facts are typed and never personal: a person can be erased without touching
history.
"""

import re
from collections.abc import Callable, Mapping, Set
from typing import Any

from portal.core.registry import Registry

SHAPE = re.compile(r"[a-z_]+\.[a-z_]+")


class Verb(str):
    """One kind of event. It is its own name, as the ledger's lines have it: `line.verb == VOTE_CAST`."""

    __slots__ = ("act", "facts", "heard", "icon", "label", "tone")
    label: Any
    """How a timeline says it (a lazy gettext)."""
    icon: str
    tone: str
    act: bool
    """Whether it is something that members do themselves."""
    heard: Callable[[Mapping[str, Any]], bool] | None
    """For what others write down: whether a line with these facts says that we heard from the member."""
    facts: Mapping[str, type]


class UnknownVerb(ValueError):
    """A verb or fact that the catalogue does not have."""


VERBS: Registry[Verb] = Registry("add_verb")
_acts: set[str] = set()
ACTS: Set[str] = _acts
"""What members do themselves."""


def add_verb(
    name: str,
    label: Any,
    icon: str = "timeline-event",
    tone: str = "neutral",
    *,
    act: bool = False,
    heard: Callable[[Mapping[str, Any]], bool] | None = None,
    facts: Mapping[str, type] | None = None,
) -> Verb:
    """Declare a verb; the same name again replaces it. Raises ValueError for what is no `noun.past`."""
    if not SHAPE.fullmatch(name):
        raise ValueError(f"{name} is not like noun.past")
    verb = Verb(name)
    verb.label, verb.icon, verb.tone, verb.act = label, icon, tone, act
    verb.heard, verb.facts = heard, facts or {}
    (_acts.add if act else _acts.discard)(name)
    return VERBS.add(name, verb)


def check_line(verb: str, facts: Mapping[str, Any]) -> None:
    """Raise UnknownVerb unless the catalogue knows `verb` and every one of `facts`, with its type."""
    known = VERBS.get(verb)
    if known is None:
        raise UnknownVerb(f"{verb} is not in the catalogue")
    for name, value in facts.items():
        expected = known.facts.get(name)
        if expected is None or not isinstance(value, expected):
            raise UnknownVerb(f"{verb} has no fact {name} like {type(value).__name__}")
