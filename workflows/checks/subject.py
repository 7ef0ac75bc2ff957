"""The map that is being checked, with the questions that several checks ask of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from workflows.catalogue import Catalogue
from workflows.facts import Value
from workflows.findings import Finding, Level
from workflows.guards import Guard
from workflows.guards.explain import fact_label
from workflows.guards.known import KnownFacts
from workflows.guards.reasoning import Reasoning
from workflows.guards.tree import Tree, written
from workflows.marking import joined, say
from workflows.nurture_map import ANY, Action, NurtureMap, Rule, Stage, Timer
from workflows.reading.settings import score_ranges


@dataclass(frozen=True)
class Edge:
    source: str
    to: str
    by: Rule | Timer


@dataclass(frozen=True)
class Subject:
    map: NurtureMap
    catalogue: Catalogue
    before: NurtureMap | None = None

    @cached_property
    def known(self) -> KnownFacts:
        return KnownFacts(self.catalogue.facts, self.catalogue.verbs, score_ranges(dict(self.map.scores)))

    @cached_property
    def reasoning(self) -> Reasoning:
        return Reasoning(self.known)

    @cached_property
    def in_practice(self) -> Reasoning:
        """Reasoning that also knows how high a score can get."""
        return Reasoning(replace(self.known, capped=True))

    @cached_property
    def rules_by_stage(self) -> dict[str, tuple[Rule, ...]]:
        return {stage: self.map.rules_in(stage) for stage in self.map.stages}

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        return tuple(self._edges())

    def _edges(self) -> Iterator[Edge]:
        for stage in self.map.stages.values():
            ways: tuple[Rule | Timer, ...] = (*self.rules_by_stage[stage.key], *stage.timers)
            for by in ways:
                if by.to is not None:
                    yield Edge(stage.key, by.to, by)

    @cached_property
    def ordinary_edges(self) -> tuple[Edge, ...]:
        """All ways but those from anywhere into care: getting angry is not a way through the map."""
        return tuple(edge for edge in self.edges if not self._into_care_from_anywhere(edge))

    def _into_care_from_anywhere(self, edge: Edge) -> bool:
        return isinstance(edge.by, Rule) and edge.by.stage == ANY and self.map.stages[edge.to].care

    def installed(self, edge: Edge) -> bool:
        return isinstance(edge.by, Timer) or edge.by.verb in self.catalogue.verbs

    def guards(self) -> Iterator[tuple[Guard, str, int]]:
        """Every condition with its stage and line, those of actions too."""
        for rule in self.map.rules():
            if rule.when:
                yield rule.when, rule.stage, rule.line
        for action, stage in self.actions():
            if action.when:
                yield action.when, stage, action.line

    def actions(self) -> Iterator[tuple[Action, str]]:
        for stage in self.map.stages.values():
            yield from ((action, stage.key) for action in actions_of(stage))
        yield from ((action, rule.stage) for rule in self.map.any for action in rule.do)


def actions_of(stage: Stage) -> tuple[Action, ...]:
    """Everything that is done because somebody is in this stage."""
    ways: tuple[Rule | Timer, ...] = (*stage.moves, *stage.timers)
    return (*stage.enter, *stage.enter_once, *(action for by in ways for action in by.do))


def reach(starts: Iterable[str], edges: Iterable[Edge], backwards: bool = False) -> frozenset[str]:
    """The stages that can be got to from `starts`, those included."""
    following: dict[str, list[str]] = {}
    for edge in edges:
        here, there = (edge.to, edge.source) if backwards else (edge.source, edge.to)
        following.setdefault(here, []).append(there)
    reached, open_stages = set(starts), list(starts)
    while open_stages:
        for stage in following.get(open_stages.pop(), ()):
            if stage not in reached:
                reached.add(stage)
                open_stages.append(stage)
    return frozenset(reached)


def trees(*guards: Guard | None) -> list[Tree]:
    return [guard.tree for guard in guards if guard is not None]


def member_label(member: Mapping[str, Value | None]) -> str:
    """A member in one line: `the answer 6, segment detractor`."""
    facts = [_fact(fact_label(name), value) for name, value in member.items()]
    return joined(", ", facts) if facts else say("any member")


def _fact(name: str, value: Value | None) -> str:
    if value is None:
        return say("%(fact)s unknown", fact=name)
    return say("%(fact)s %(value)s", fact=name, value=written(value))


def finding(
    rule: str,
    message: str,
    at: Stage | Rule | Timer | Action,
    stage: str,
    *,
    example: str = "",
    level: Level = "error",
) -> Finding:
    return Finding(at.line, rule, message, stage, example, level)
