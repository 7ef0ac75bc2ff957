"""Whether what is sent arrives in time, once, and not too often."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from math import ceil, inf

from workflows.checks.subject import Subject, finding, reach
from workflows.durations import span_label
from workflows.findings import Finding
from workflows.marking import say
from workflows.nurture_map import Action, Stage, Timer

YEAR = timedelta(days=365)


def sent_too_late(subject: Subject) -> Iterator[Finding]:
    for stage in subject.map.stages.values():
        soonest = min((timer.span for timer in stage.timers if timer.to), default=None)
        for action in (*stage.enter, *stage.enter_once):
            if soonest and action.wait and action.wait >= soonest:
                message = say(
                    "“%(action)s” waits %(span)s; by then a silent member has left “%(stage)s”.",
                    action=action,
                    span=span_label(action.wait),
                    stage=stage.key,
                )
                yield finding(
                    "wait-outlives-stage", message, action, stage.key, example=say("somebody who stays silent")
                )


def timers_at_once(subject: Subject) -> Iterator[Finding]:
    for stage in subject.map.stages.values():
        seen: dict[str, int] = {}
        for timer in stage.timers:
            if timer.id in seen:
                message = say(
                    "“%(trigger)s” is written twice, first in line %(line)s; make it one.",
                    trigger=timer.trigger,
                    line=seen[timer.id],
                )
                yield finding("same-timer", message, timer, stage.key)
            seen.setdefault(timer.id, timer.line)


def given_again(subject: Subject) -> Iterator[Finding]:
    """A stage that people earn and can fall back into must not give its gifts again."""
    for stage in subject.map.stages.values():
        for action in stage.enter if _earned_and_fallen_into(stage, subject) else ():
            if action.shape.gift or (action.shape.sends and action.at_most is None):
                message = say(
                    "Who falls back into “%(stage)s” gets “%(action)s” again; use enter_once or max=.",
                    stage=stage.key,
                    action=action,
                )
                yield finding(
                    "gifts-again",
                    message,
                    action,
                    stage.key,
                    example=say("somebody who was silent and came down a stage"),
                )


def _earned_and_fallen_into(stage: Stage, subject: Subject) -> bool:
    arriving = [edge for edge in subject.edges if edge.to == stage.key and edge.source != stage.key]
    by_time = {isinstance(edge.by, Timer) for edge in arriving if not edge.by.quietly}
    return by_time == {True, False}


def too_many(subject: Subject) -> Iterator[Finding]:
    allowed = subject.map.limits.messages
    if allowed is None:
        return
    loads = {key: _in_a_year(stage, subject) for key, stage in subject.map.stages.items()}
    loads[""] = sum(_times(action, inf) for rule in subject.map.any for action in rule.do)
    total, most = sum(loads.values()), allowed.in_a_year()
    if total > most:
        worst = max(loads, key=lambda key: loads[key])
        line = subject.map.stages[worst].line if worst else 0
        example = say("somebody who goes everywhere on the map")
        yield Finding(line, "too-many-messages", _too_many(total, most), worst, example, "warning")


def _too_many(total: float, most: int) -> str:
    if total == inf:
        return say("One member can get any number of messages in a year; the limit lets %(most)s through.", most=most)
    return say(
        "One member can get up to %(total)s messages in a year; the limit lets %(most)s through.",
        total=f"{total:.0f}",
        most=most,
    )


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
