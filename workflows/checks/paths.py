"""Whether people can get through the map: into every stage, out of it again, and to the goal."""

from collections.abc import Callable, Iterator

from workflows.checks.subject import Subject, finding, reach
from workflows.findings import Finding
from workflows.marking import say
from workflows.nurture_map import Timer


def goals(subject: Subject) -> Iterator[Finding]:
    goals = [stage for stage in subject.map.stages.values() if stage.goal]
    if not goals:
        yield Finding(0, "no-goal", say("No stage is the goal; say “goal: true” where the map wants people to get."))
    anyhow = reach([subject.map.start], subject.edges)
    today = reach([subject.map.start], filter(subject.installed, subject.edges))
    for goal in goals:
        if goal.key not in anyhow:
            message = say(
                "Nothing leads from “%(start)s” to the goal “%(stage)s”.", start=subject.map.start, stage=goal.key
            )
            yield finding("goal-out-of-reach", message, goal, goal.key)
        elif goal.key not in today:
            verbs = {
                edge.by.verb for edge in subject.edges if not subject.installed(edge) and not isinstance(edge.by, Timer)
            }
            message = say(
                "Every way to the goal “%(stage)s” needs what nothing installed records: %(verbs)s.",
                stage=goal.key,
                verbs=", ".join(sorted(verbs)),
            )
            yield finding(
                "goal-needs-missing-verb",
                message,
                goal,
                goal.key,
                example=say("a member in %(start)s", start=subject.map.start),
            )


def unreachable(subject: Subject) -> Iterator[Finding]:
    reached = reach([subject.map.start], subject.edges)
    for stage in subject.map.stages.values():
        if stage.key not in reached and not stage.goal:
            message = say("Nothing leads from “%(start)s” to “%(stage)s”.", start=subject.map.start, stage=stage.key)
            yield finding("unreachable-stage", message, stage, stage.key, level="warning")


def dead_ends(subject: Subject) -> Iterator[Finding]:
    leaving = {edge.source for edge in subject.ordinary_edges if edge.to != edge.source}
    for stage in subject.map.stages.values():
        if stage.key not in leaving and not stage.final and not stage.goal:
            message = say("Nobody ever leaves “%(stage)s”; if that is meant, say “final: true”.", stage=stage.key)
            yield finding("dead-end", message, stage, stage.key, example=say("everybody who gets there"))


def nowhere_to_go(subject: Subject) -> Iterator[Finding]:
    ends = [stage.key for stage in subject.map.stages.values() if stage.goal or stage.final]
    hopeful = reach(ends, subject.ordinary_edges, backwards=True)
    leaving = {edge.source for edge in subject.ordinary_edges if edge.to != edge.source}
    for stage in subject.map.stages.values():
        if ends and stage.key in leaving - hopeful:
            message = say("From “%(stage)s” there is no way to a goal or an end.", stage=stage.key)
            yield finding(
                "no-way-to-an-end", message, stage, stage.key, example=say("a member in %(stage)s", stage=stage.key)
            )


def silent_members(subject: Subject) -> Iterator[Finding]:
    by_time = {edge.source for edge in subject.edges if isinstance(edge.by, Timer) and edge.to != edge.source}
    leaving = {edge.source for edge in subject.ordinary_edges if edge.to != edge.source}
    for stage in subject.map.stages.values():
        if stage.key in leaving - by_time and not (stage.care or stage.final or stage.goal):
            message = say(
                "A member who stays silent stays in “%(stage)s” for ever; add “idle” or “after” with “to”.",
                stage=stage.key,
            )
            yield finding(
                "silent-stays", message, stage, stage.key, example=say("somebody who never acts again"), level="warning"
            )


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    goals,
    unreachable,
    dead_ends,
    nowhere_to_go,
    silent_members,
)
