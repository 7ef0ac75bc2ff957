"""Whether people can be sent round in circles without doing anything themselves."""

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

from workflows.checks.subject import Subject, finding
from workflows.findings import Finding
from workflows.marking import say
from workflows.nurture_map import Action, Rule, Timer

Step = tuple[str, str]
Key = TypeVar("Key", bound=Hashable)


def timer_loops(subject: Subject) -> Iterator[Finding]:
    following: dict[str, list[str]] = {}
    for edge in subject.edges:
        if isinstance(edge.by, Timer):
            following.setdefault(edge.source, []).append(edge.to)
    for circle in _circles(following):
        stage = subject.map.stages[circle[0]]
        path = " → ".join((*circle, circle[0]))
        message = say("Time alone leads round in a circle: %(path)s.", path=path)
        yield finding("timer-loop", message, stage, stage.key, example=say("somebody who never acts again"))


def echo_loops(subject: Subject) -> Iterator[Finding]:
    """A step is a rule taken in a stage; it echoes when what it does records the verb of the next."""
    rules = {(stage, rule.id): rule for stage, rules in subject.rules_by_stage.items() for rule in rules}
    following = {step: list(_echoes(step[0], rule, subject)) for step, rule in rules.items()}
    for circle in _circles({step: steps for step, steps in following.items() if steps}):
        rule, verbs = rules[circle[0]], ", ".join(dict.fromkeys(rules[step].verb for step in circle))
        message = say("What is done here sets off the same rule again, without end, through %(verbs)s.", verbs=verbs)
        yield finding("echo-loop", message, rule, circle[0][0], example=say("everybody to whom it happens once"))


def _echoes(stage: str, rule: Rule, subject: Subject) -> Iterator[Step]:
    after = rule.to or stage
    entered: tuple[Action, ...] = subject.map.stages[after].enter if rule.to else ()
    recorded = frozenset(verb for action in (*rule.do, *entered) for verb in action.shape.emits)
    for following in subject.rules_by_stage[after] if recorded else ():
        if following.verb in recorded:
            yield after, following.id


def _circles(following: Mapping[Key, Sequence[Key]]) -> Iterator[tuple[Key, ...]]:
    """One shortest circle for each set of steps that are on one."""
    told: set[Key] = set()
    for start in following:
        if start not in told and (circle := _back_to(start, following)):
            told.update(circle)
            yield circle


def _back_to(start: Key, following: Mapping[Key, Sequence[Key]]) -> tuple[Key, ...] | None:
    paths: deque[tuple[Key, ...]] = deque([(start,)])
    seen: set[Key] = set()
    while paths:
        path: tuple[Key, ...] = paths.popleft()
        for step in following.get(path[-1], ()):
            if step == start:
                return path
            if step not in seen:
                seen.add(step)
                paths.append((*path, step))
    return None


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (timer_loops, echo_loops)
