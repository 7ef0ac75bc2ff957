"""What a map may use, handed in by whoever runs maps: this package knows the shapes, never the names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from workflows.facts import Fact

OptionKind = Literal["duration", "rate", "role", "field"]


@dataclass(frozen=True, slots=True)
class ActionShape:
    """How an action is written and what it does: `task ROLE NAME due=..`.

    `words` say what stands where: a "role", or what the word names, such as "template"; see Catalogue.names.
    `sends`: it reaches the member, so it counts against the limit on messages and is left out of a quiet
    move. `promotional`: never while a hold is on. `gift`: given once. `emits`: verbs that doing it records.
    """

    words: tuple[str, ...]
    options: Mapping[str, OptionKind] = field(default_factory=dict)
    sends: bool = False
    promotional: bool = False
    gift: bool = False
    emits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Named:
    """Something that an action names: the fields that it can be given, and whether it is promotion or service."""

    fields: frozenset[str] = frozenset()
    promotional: bool = True


@dataclass(frozen=True, slots=True)
class Names:
    """The names there are for one kind of word, and how it is said that there is no such name, or field of it."""

    known: Mapping[str, Named]
    unknown: str
    without_field: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`verbs` are those that installed features record, `acts` those of them that are the member's own.

    `names` are those that exist, by the kind of word; a word of any other kind is free.
    """

    verbs: frozenset[str]
    acts: frozenset[str]
    actions: Mapping[str, ActionShape]
    names: Mapping[str, Names]
    roles: frozenset[str]
    facts: Mapping[str, Fact]
