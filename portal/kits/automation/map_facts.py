"""The facts that a map may look at: each is registered by the feature that knows it.

    @map_fact("open(case)", FlagFact())
    def open_cases(members: Collection[int]) -> FactOf: ...

Facts are gathered for a page of members at once, in a fixed number of queries, and told as they were at a moment.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.core.registry import Registry
from workflows.facts import Fact, Value

Describe = Callable[[Any], str]
FactOf = Callable[[int, datetime], Value | None]
"""(member id, moment) → what was true of this member at that moment."""
Gather = Callable[[Collection[int]], Mapping[str, FactOf]]


@dataclass(frozen=True)
class FactSource:
    """Some facts that come out of the same rows."""

    names: frozenset[str]
    gather: Gather


MAP_FACTS: Registry[Fact] = Registry("map_fact")
SUPERSEDED: dict[str, str] = {}
"""Verb → the fact that tells whether a line of it is history only, because a newer one is known."""
_sources: Registry[FactSource] = Registry("map_facts")
_labels: Registry[Describe] = Registry("map_fact_label")


def map_fact(name: str, fact: Fact) -> Callable[[Callable[[Collection[int]], FactOf]], Callable[..., FactOf]]:
    """Register the function that knows one fact for a page of members."""

    def register(gather_one: Callable[[Collection[int]], FactOf]) -> Callable[..., FactOf]:
        map_facts({name: fact})(lambda members: {name: gather_one(members)})
        return gather_one

    return register


def map_facts(facts: Mapping[str, Fact], *, supersedes: str | None = None) -> Callable[[Gather], Gather]:
    """Register the function that knows several facts, each by its name, out of the same rows.

    `supersedes` is a verb of which only the newest line counts: the function then also answers to the name
    `superseded(verb)`, true for a moment after which there was a newer one.
    """

    def register(gather_them: Gather) -> Gather:
        known = MAP_FACTS.keys() & facts.keys()
        if known:
            raise ValueError(f"registered already: {', '.join(sorted(known))}")
        for name, fact in facts.items():
            MAP_FACTS.add(name, fact)
        extra = {supersedes: f"superseded({supersedes})"} if supersedes else {}
        SUPERSEDED.update(extra)
        _sources.add(" ".join(sorted(facts)), FactSource(frozenset({*facts, *extra.values()}), gather_them))
        return gather_them

    return register


def map_fact_label(name: str) -> Callable[[Describe], Describe]:
    """Register how a value that a rule looked at is told: `nps` 3 is "score 3"."""

    def register(describe: Describe) -> Describe:
        return _labels.add(name, describe)

    return register


def value_label(name: str, value: Value) -> str | None:
    """The value in words; None where nobody says how."""
    describe = _labels.get(name)
    return describe(value) if describe else None


def gather(names: Collection[str], members: Collection[int]) -> dict[str, FactOf]:
    """What is known about `members`, from those sources alone that know one of `names`."""
    gathered: dict[str, FactOf] = {}
    for source in _sources.values():
        if not source.names.isdisjoint(names):
            gathered.update(source.gather(members))
    return gathered
