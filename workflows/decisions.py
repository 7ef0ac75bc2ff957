"""What comes out of a map: a decision about one member, or why there is none yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from workflows.facts import Facts, Value
from workflows.guards import Unmet
from workflows.nurture_map import Action, Rule, Timer


class Decision(NamedTuple):
    """Made a hundred thousand times in a sweep, therefore a tuple.

    `rule` is the stable id of what decided; `to` is None where nobody moves; `actions` are the rule's own,
    entering a stage adds that stage's. `seen` holds the values that the guard looked at. `at` is the moment
    at which a timer came due, which may be long before it is handled; None for events.
    """

    rule: str
    to: str | None
    actions: tuple[Action, ...]
    quietly: bool
    seen: Mapping[str, Value | None]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The way on that is nearest: what has to happen (`verb`), and what is `unmet` until then."""

    rule: str
    verb: str
    to: str
    unmet: tuple[Unmet, ...]
    text: str


class Branch:
    """One rule of the table, with everything about it that does not depend on facts worked out before."""

    __slots__ = ("_always", "_choosy", "_names", "check", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.check = rule.when.check if rule.when else None
        self._names = tuple(sorted(rule.when.needs)) if rule.when else ()
        settled = rule.when is None and all(action.when is None for action in rule.do)
        self._always = Decision(rule.id, rule.to, rule.do, rule.quietly, {}) if settled else None
        self._choosy = any(action.when for action in rule.do)

    def decision(self, facts: Facts) -> Decision:
        if self._always is not None:
            return self._always
        rule = self.rule
        seen = {name: facts[name] for name in self._names}
        actions = applying(rule.do, facts) if self._choosy else rule.do
        return Decision(rule.id, rule.to, actions, rule.quietly, seen)


def timer_decision(timer: Timer, at: datetime, facts: Facts) -> Decision:
    return Decision(timer.id, timer.to, applying(timer.do, facts), timer.quietly, {}, at)


def applying(actions: tuple[Action, ...], facts: Facts) -> tuple[Action, ...]:
    """The actions whose own condition holds, in the order of the file."""
    return tuple(action for action in actions if action.when is None or action.when.check(facts))


def needed_by(actions: Iterable[Action]) -> frozenset[str]:
    return frozenset(name for action in actions if action.when for name in action.when.needs)
