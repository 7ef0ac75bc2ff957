"""A map as a state machine: the definition from which decisions are compiled and pictures drawn."""

from typing import Any

from transitions import EventData, Machine, Transition

from workflows.guards import Guard
from workflows.nurture_map import NurtureMap, Rule, Timer


class Condition:
    """A guard as the machine asks it: of the facts that came with the event."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    def __call__(self, event: EventData) -> bool:
        return self.guard.check(event.kwargs["facts"])


class RuledTransition(Transition):
    """A transition that knows which rule of the map it stands for."""

    def __init__(self, source: str, dest: str | None, *callbacks: Any, rule: Rule | Timer) -> None:
        super().__init__(source, dest, *callbacks)  # type: ignore[arg-type]
        self.rule = rule


class RuledMachine(Machine):
    transition_cls = RuledTransition


def build_machine(nurture_map: NurtureMap) -> RuledMachine:
    """One machine for a version, without any model: stages are its states, verbs and timers its triggers.

    Callbacks are objects, never names: a name would be imported. A rule that moves nobody is an internal
    transition. Of several, the first whose condition holds is taken, so they are added by priority.
    """
    machine = RuledMachine(
        model=None,
        states=list(nurture_map.stages),
        initial=None,
        auto_transitions=False,
        send_event=True,
        queued=False,
        ignore_invalid_triggers=True,
    )
    for stage in nurture_map.stages.values():
        for rule in nurture_map.rules_in(stage.key):
            condition = Condition(rule.when) if rule.when else None
            machine.add_transition(rule.verb, stage.key, rule.to, condition, rule=rule)
        for timer in stage.timers:
            machine.add_transition(timer.trigger, stage.key, timer.to, rule=timer)
    return machine
