"""Whether what is sent arrives in time, once, and not too often."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from math import ceil, inf

from workflows.checks.subject import Subject, finding, reach
from workflows.durations import in_words
from workflows.findings import Finding
from workflows.nurture_map import Action, Stage, Timer

YEAR = timedelta(days=365)


def sent_too_late(subject: Subject) -> Iterator[Finding]:
    for stage in subject.map.stages.values():
        soonest = min((timer.span for timer in stage.timers if timer.to), default=None)
        for action in (*stage.enter, *stage.enter_once):
            if soonest and action.wait and action.wait >= soonest:
                message = f"“{action}” waits {in_words(action.wait)}; by then a silent member has left “{stage.key}”."
                yield finding("wait-outlives-stage", message, action, stage.key, example="somebody who stays silent")


def timers_at_once(subject: Subject) -> Iterator[Finding]:
    for stage in subject.map.stages.values():
        seen: dict[str, int] = {}
        for timer in stage.timers:
            if timer.id in seen:
                message = f"“{timer.trigger}” is written twice, first in line {seen[timer.id]}; make it one."
                yield finding("same-timer", message, timer, stage.key)
            seen.setdefault(timer.id, timer.line)


def given_again(subject: Subject) -> Iterator[Finding]:
    """A stage that people earn and can fall back into must not give its gifts again."""
    for stage in subject.map.stages.values():
        arriving = [edge for edge in subject.edges if edge.to == stage.key and edge.source != stage.key]
        falling = any(isinstance(edge.by, Timer) and not edge.by.quietly for edge in arriving)
        earning = any(not isinstance(edge.by, Timer) and not edge.by.quietly for edge in arriving)
        for action in stage.enter if falling and earning else ():
            if action.shape.gift or (action.shape.sends and action.at_most is None):
                message = f"Who falls back into “{stage.key}” gets “{action}” again; use enter_once or max=."
                yield finding(
                    "gifts-again", message, action, stage.key, example="somebody who was silent and came down a stage"
                )


def too_many(subject: Subject) -> Iterator[Finding]:
    allowed = subject.map.limits.messages
    if allowed is None:
        return
    loads = {key: _in_a_year(stage, subject) for key, stage in subject.map.stages.items()}
    loads[""] = sum(_times(action, inf) for rule in subject.map.any for action in rule.do)
    total, most = sum(loads.values()), allowed.in_a_year()
    if total > most:
        worst = max(loads, key=lambda key: loads[key])
        many = "any number of" if total == inf else f"up to {total:.0f}"
        message = f"One member can get {many} messages in a year; the limit lets {most} through."
        line = subject.map.stages[worst].line if worst else 0
        yield Finding(line, "too-many-messages", message, worst, "somebody who goes everywhere on the map", "warning")


def _in_a_year(stage: Stage, subject: Subject) -> float:
    """The most that a member can be sent in a year because of this stage."""
    visits = _visits(stage, subject)
    sent_on = sum(_times(action, visits) for action in stage.enter) + sum(_times(each, 1) for each in stage.enter_once)
    timed = sum(_times(action, visits) for timer in stage.timers for action in timer.do)
    return sent_on + timed + sum(_times(action, inf) for rule in stage.moves for action in rule.do)


def _visits(stage: Stage, subject: Subject) -> float:
    leaving = [edge.to for edge in subject.edges if edge.source == stage.key]
    if stage.key not in reach(leaving, subject.edges):
        return 1
    limits = subject.map.limits
    if limits.reentry:
        return ceil(YEAR / limits.reentry)
    return limits.moves.in_a_year() if limits.moves else inf


def _times(action: Action, occasions: float) -> float:
    if not action.shape.sends:
        return 0
    return min(occasions, action.at_most.in_a_year()) if action.at_most else occasions


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (sent_too_late, timers_at_once, given_again, too_many)
