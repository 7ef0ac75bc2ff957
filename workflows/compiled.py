"""A map made ready to run over many members: a table for events, a timetable for silence and time.

The table is read off the machine's own transitions; asking the machine itself costs ten times as much.
That both always agree is tested on random maps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workflows.decisions import Branch, Decision, WhyNot, applying, needed_by, timer_decision
from workflows.facts import Facts
from workflows.guards.explain import distance, verb_label
from workflows.machine import RuledMachine, RuledTransition, build_machine
from workflows.marking import joined, say
from workflows.nurture_map import Action, NurtureMap, Rule, Stage, Timer


@dataclass(frozen=True, slots=True)
class Placement:
    """A member's time in a stage: since when, when they last acted, and which timers have had their say."""

    stage: str
    entered_at: datetime
    active_at: datetime | None = None
    fired: frozenset[str] = frozenset()

    @property
    def silent_since(self) -> datetime:
        return self.entered_at if self.active_at is None else max(self.entered_at, self.active_at)


class CompiledMap:
    """Answers for one version of a map. Nothing here reads a clock, a row or a setting."""

    def __init__(self, nurture_map: NurtureMap) -> None:
        self.map = nurture_map
        self.name, self.version, self.start = nurture_map.name, nurture_map.version, nurture_map.start
        self.primary, self.limits, self.clock = nurture_map.primary, nurture_map.limits, nurture_map.clock
        self.machine = build_machine(nurture_map)
        self.stages = tuple(nurture_map.stages)
        self.care_stages = frozenset(each.key for each in nurture_map.stages.values() if each.care)
        self.goal_stages = frozenset(each.key for each in nurture_map.stages.values() if each.goal)
        self.verbs = frozenset(rule.verb for rule in nurture_map.rules())
        self._table: dict[tuple[str, str], tuple[Branch, ...]] = {}
        self._timers: dict[str, tuple[tuple[str, Timer], ...]] = {}
        for stage, transition in _transitions(self.machine):
            self._add(stage, transition)
        self._on_entering = {
            each.key: needed_by((*each.enter, *each.enter_once)) for each in nurture_map.stages.values()
        }
        self._when_due = {stage: self._needs_of_timers(stage) for stage in self.stages}

    def _add(self, stage: str, transition: RuledTransition) -> None:
        rule = transition.rule
        if isinstance(rule, Timer):
            self._timers[stage] = (*self._timers.get(stage, ()), (rule.id, rule))
        else:
            self._table[stage, rule.verb] = (*self._table.get((stage, rule.verb), ()), Branch(rule))

    def on(self, stage: str, verb: str, facts: Facts) -> Decision | None:
        """What `verb` does to a member in `stage`; `facts` holds at least what `needs` names."""
        for branch in self._table.get((stage, verb), ()):
            if branch.check is None or branch.check(facts):
                return branch.decision(facts)
        return None

    def next_due(self, placement: Placement) -> datetime | None:
        """When to look at this member again, if nothing happens until then."""
        return min((due for due, _ in self._timetable(placement)), default=None)

    def when_due(self, placement: Placement, now: datetime, facts: Facts) -> Decision | None:
        """The earliest timer that has run out by `now`. Silence is measured anew: None if they acted.

        A decision that moves nobody counts once for each placement: add its rule to `fired` and ask again.
        """
        ran_out = [(due, timer) for due, timer in self._timetable(placement) if due <= now]
        if not ran_out:
            return None
        due, timer = min(ran_out, key=lambda each: each[0])
        return timer_decision(timer, due, facts)

    def _timetable(self, placement: Placement) -> list[tuple[datetime, Timer]]:
        silent_since, entered_at = placement.silent_since, placement.entered_at
        return [
            ((silent_since if timer.kind == "idle" else entered_at) + timer.span, timer)
            for name, timer in self._timers.get(placement.stage, ())
            if name not in placement.fired
        ]

    def entry_actions(self, stage: str, facts: Facts, first_time: bool, quietly: bool = False) -> tuple[Action, ...]:
        """What is done on entering; quietly means that nothing of it reaches the member."""
        entered = self.map.stages[stage]
        actions = (*entered.enter, *entered.enter_once) if first_time else entered.enter
        return applying(tuple(each for each in actions if not (quietly and each.shape.sends)), facts)

    def needs(self, stage: str, verb: str) -> frozenset[str]:
        """The facts that `on` may look at, and that entering the stage it leads to may look at."""
        branches = self._table.get((stage, verb), ())
        return frozenset().union(*(self._needs_of(branch.rule) for branch in branches))

    def needs_when_due(self, stage: str) -> frozenset[str]:
        """The facts that `when_due` may look at, and that entering the stage it leads to may look at."""
        return self._when_due[stage]

    def needs_on_entering(self, stage: str) -> frozenset[str]:
        return self._on_entering[stage]

    def needs_for_why(self, stage: str) -> frozenset[str]:
        """The facts that `why_not` looks at."""
        return frozenset(name for rule in self._ways_on(stage) if rule.when for name in rule.when.needs)

    def _needs_of(self, rule: Rule | Timer) -> frozenset[str]:
        guard = rule.when.needs if isinstance(rule, Rule) and rule.when else frozenset()
        return guard | needed_by(rule.do) | (self.needs_on_entering(rule.to) if rule.to else frozenset())

    def _needs_of_timers(self, stage: str) -> frozenset[str]:
        return frozenset().union(*(self._needs_of(timer) for _, timer in self._timers.get(stage, ())))

    def why_not(self, stage: str, facts: Facts) -> WhyNot | None:
        """The nearest way on and what is missing for it; care is never held out as something to reach."""
        ways = [self._why_not(rule, facts) for rule in self._ways_on(stage)]
        unmet = [way for way in ways if way.unmet]
        if unmet:
            return min(unmet, key=lambda way: distance(way.unmet))
        return ways[0] if ways else None

    def _ways_on(self, stage: str) -> list[Rule]:
        rules = self.map.stages[stage].moves
        return [rule for rule in rules if rule.to and rule.to != stage and rule.to not in self.care_stages]

    def _why_not(self, rule: Rule, facts: Facts) -> WhyNot:
        to = rule.to or ""
        unmet = rule.when.explain(facts) if rule.when else ()
        missing = joined("; ", (each.text for each in unmet)) if unmet else _as_soon_as(rule.verb)
        name = self.public_name(to) or to.replace("_", " ")
        return WhyNot(rule.id, rule.verb, to, unmet, say("%(stage)s: %(missing)s", stage=name, missing=missing))

    def public_name(self, stage: str) -> str | None:
        """What the member is shown; None where they are shown nothing."""
        return self.map.stages[stage].public_name

    def stage(self, key: str) -> Stage:
        return self.map.stages[key]


def _as_soon_as(verb: str) -> str:
    return say("as soon as there is “%(what)s”", what=verb_label(verb))


def compile_map(nurture_map: NurtureMap) -> CompiledMap:
    return CompiledMap(nurture_map)


def _transitions(machine: RuledMachine) -> Iterator[tuple[str, RuledTransition]]:
    for event in machine.events.values():
        for stage, transitions in event.transitions.items():
            for transition in transitions:
                if isinstance(transition, RuledTransition):
                    yield stage, transition
