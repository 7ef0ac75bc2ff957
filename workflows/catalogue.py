"""What a map may use, handed in by whoever runs maps: this package knows the shapes, never the names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from workflows.facts import Fact

WordKind = Literal["role", "template", "survey", "name"]
OptionKind = Literal["duration", "rate", "role", "field"]


@dataclass(frozen=True, slots=True)
class ActionShape:
    """How an action is written and what it does: `task ROLE NAME due=..`.

    `sends`: it reaches the member, so it counts against the limit on messages and is left out of a quiet
    move. `promotional`: never while a hold is on. `gift`: given once. `emits`: verbs that doing it records.
    """

    words: tuple[WordKind, ...]
    options: Mapping[str, OptionKind] = field(default_factory=dict)
    sends: bool = False
    promotional: bool = False
    gift: bool = False
    emits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Template:
    """A message's template: the fields that it can be given, and whether it is promotion or service."""

    fields: frozenset[str] = frozenset()
    promotional: bool = True


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`verbs` are those that installed features record, `acts` those of them that are the member's own."""

    verbs: frozenset[str]
    acts: frozenset[str]
    actions: Mapping[str, ActionShape]
    templates: Mapping[str, Template]
    surveys: frozenset[str]
    roles: frozenset[str]
    facts: Mapping[str, Fact]


MESSAGE = ActionShape(
    words=("template",),
    options={"from": "role", "wait": "duration", "max": "rate", "needs": "field"},
    sends=True,
    promotional=True,
)
TASK = ActionShape(words=("role", "name"), options={"due": "duration"})
SURVEY = ActionShape(words=("survey",), options={"wait": "duration", "max": "rate"}, sends=True)
OFFER = ActionShape(
    words=("name",),
    options={"wait": "duration", "max": "rate"},
    sends=True,
    promotional=True,
    emits=frozenset({"beta.invited"}),
)
ESCALATE = ActionShape(words=("role",))
