"""Whether the conditions of a map can be met, and whether at most one rule answers each event."""

from collections.abc import Callable, Iterator
from itertools import combinations

from workflows.checks.subject import Subject, finding, member_label, trees
from workflows.findings import Finding
from workflows.marking import say
from workflows.nurture_map import ANY, Rule


def never_met(subject: Subject) -> Iterator[Finding]:
    for guard, stage, line in subject.guards():
        if subject.reasoning.example([guard.tree]) is None:
            yield Finding(line, "guard-never-true", say("“%(guard)s” can never be true.", guard=guard), stage)


def out_of_reach(subject: Subject) -> Iterator[Finding]:
    for guard, stage, line in subject.guards():
        if not any(name.startswith("score.") for name in guard.needs):
            continue
        if subject.in_practice.example([guard.tree]) is None and subject.reasoning.example([guard.tree]):
            message = say(
                "“%(guard)s” is out of reach: the score fades faster than daily activity can raise it.", guard=guard
            )
            example = say("somebody who does everything that counts once every day")
            yield Finding(line, "threshold-out-of-reach", message, stage, example, "warning")


def overlapping(subject: Subject) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for stage, one, other in _pairs(subject):
        if one.priority != other.priority or (one.id, other.id) in seen:
            continue
        seen.add((one.id, other.id))
        member = subject.reasoning.example(trees(one.when, other.when))
        if member is None:
            continue
        message = say(
            "On %(verb)s, two rules of priority %(priority)s can both apply: "
            "line %(line)s (%(outcome)s) and line %(other_line)s (%(other_outcome)s).",
            verb=one.verb,
            priority=one.priority,
            line=one.line,
            outcome=_outcome(one),
            other_line=other.line,
            other_outcome=_outcome(other),
        )
        yield finding("guards-overlap", message, other, stage, example=member_label(member))


def hidden(subject: Subject) -> Iterator[Finding]:
    for rule in subject.map.rules():
        stages = [stage for stage in subject.map.stages if rule.applies_in(stage)]
        if not stages:
            yield finding(
                "rule-applies-nowhere", say("There is no stage in which this rule applies."), rule, rule.stage
            )
        elif subject.reasoning.example(trees(rule.when)) is not None and all(
            _hidden_in(stage, rule, subject) for stage in stages
        ):
            message = say(
                "Rules of higher priority always come first, so this one (%(outcome)s) never applies.",
                outcome=_outcome(rule),
            )
            where = "" if rule.stage == ANY else rule.stage
            yield finding("rule-hidden", message, rule, where, example=say("any member"), level="warning")


def _hidden_in(stage: str, rule: Rule, subject: Subject) -> bool:
    above = [
        other for other in subject.rules_by_stage[stage] if other.verb == rule.verb and other.priority > rule.priority
    ]
    if any(other.when is None for other in above):
        return True
    member = subject.reasoning.example(trees(rule.when), trees(*(other.when for other in above)))
    return bool(above) and member is None


def _pairs(subject: Subject) -> Iterator[tuple[str, Rule, Rule]]:
    for stage, rules in subject.rules_by_stage.items():
        by_verb: dict[str, list[Rule]] = {}
        for rule in rules:
            by_verb.setdefault(rule.verb, []).append(rule)
        for same_verb in by_verb.values():
            for one, other in combinations(same_verb, 2):
                yield stage, one, other


def _outcome(rule: Rule) -> str:
    if rule.to:
        return say("to %(stage)s", stage=rule.to)
    return say("do %(action)s", action=rule.do[0]) if rule.do else say("do nothing")


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (never_met, out_of_reach, overlapping, hidden)
