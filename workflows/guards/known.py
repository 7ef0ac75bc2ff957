"""Which facts a guard may ask about: those of the catalogue, counts of verbs, and the scores of the map."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.durations import parse_duration
from workflows.facts import COUNT, DAYS_IN_STAGE, Fact, NumberFact
from workflows.guards.tokens import GuardError
from workflows.marking import say, text_of

_COUNT = re.compile(r"count\(([^,]+),([^)]+)\)")


def counted(name: str) -> tuple[str, str] | None:
    """The verb and the span of time of `count(verb,30d)`; None for any other fact."""
    parts = _COUNT.fullmatch(name)
    return (parts[1], parts[2]) if parts else None


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """`scores` maps each score's name to the lowest and highest value that it can reach in daily practice.

    `entering`: for what is done on entering a stage. `capped`: no score is ever above its highest.
    """

    facts: Mapping[str, Fact]
    verbs: frozenset[str]
    scores: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    entering: bool = False
    capped: bool = False

    def type_of(self, name: str, column: int = 1) -> Fact:
        count = counted(name)
        if count:
            return self._count(*count, column)
        if name == "days_in_stage":
            if self.entering:
                raise GuardError(say("days_in_stage means nothing on entering a stage"), column, "guard-type")
            return DAYS_IN_STAGE
        score = self.scores.get(name.removeprefix("score.")) if name.startswith("score.") else None
        if score is not None:
            return NumberFact(score[0], score[1] if self.capped else None, whole=False, optional=False)
        if name not in self.facts:
            raise GuardError(say("nothing is known about “%(name)s”", name=name), column, "unknown-fact")
        return self.facts[name]

    def _count(self, verb: str, span: str, column: int) -> Fact:
        if verb not in self.verbs:
            raise GuardError(
                say("nothing that is installed ever records “%(verb)s”", verb=verb), column, "unknown-verb"
            )
        try:
            parse_duration(span)
        except ValueError as problem:
            raise GuardError(text_of(problem), column) from problem
        return COUNT
