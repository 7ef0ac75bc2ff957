"""Whether the unhappy are looked after: heard by a person, left alone by promotion, never dropped by a clock."""

from collections.abc import Callable, Iterator

from workflows.checks.subject import Edge, Subject, actions_of, finding
from workflows.findings import Finding
from workflows.nurture_map import Action, Stage, Timer


def left_by_silence(subject: Subject) -> Iterator[Finding]:
    """Time may end care only quietly, and only where everybody has come through care before."""
    for edge in subject.edges:
        stage = subject.map.stages[edge.source]
        if not stage.care or not isinstance(edge.by, Timer) or subject.map.stages[edge.to].care:
            continue
        if edge.by.kind == "idle":
            message = f"Silence leads out of “{stage.key}”: somebody whom nobody called would be dropped."
        elif not edge.by.quietly:
            message = f"Time leads out of “{stage.key}” and is not “quietly: true”."
        elif not _all_cared_for(stage, subject):
            message = f"Time leads out of “{stage.key}”, where people arrive whom nobody has answered yet."
        else:
            continue
        yield finding(
            "care-left-by-silence", message, edge.by, stage.key, example="an unhappy member whom nobody has called"
        )


def _all_cared_for(stage: Stage, subject: Subject) -> bool:
    arriving: list[Edge] = [edge for edge in subject.edges if edge.to == stage.key]
    return stage.key != subject.map.start and all(subject.map.stages[edge.source].care for edge in arriving)


def promoted_to(subject: Subject) -> Iterator[Finding]:
    for stage in subject.map.stages.values():
        if stage.care:
            for action in filter(lambda each: _promotional(each, subject), actions_of(stage)):
                message = f"“{action}” is promotion, and members in “{stage.key}” get none."
                yield finding(
                    "promotion-in-care", message, action, stage.key, example="somebody who has just complained"
                )
    for rule in subject.map.rules():
        if rule.to and subject.map.stages[rule.to].care:
            for action in filter(lambda each: _promotional(each, subject), rule.do):
                message = f"“{action}” is promotion, on the way to “{rule.to}” where members get none."
                yield finding("promotion-in-care", message, action, rule.to, example="somebody who has just complained")


def _promotional(action: Action, subject: Subject) -> bool:
    """What it names may be service, though the action can also carry promotion."""
    names = (subject.catalogue.names.get(word) for word in action.shape.words)
    named = [each.known[action.name] for each in names if each and action.name in each.known]
    return action.shape.promotional and all(each.promotional for each in named)


def named_in_public(subject: Subject) -> Iterator[Finding]:
    for stage in subject.map.stages.values():
        if stage.care and stage.public_name:
            message = f"Members in care are shown no stage; “{stage.key}” has the public name “{stage.public_name}”."
            yield finding("public-care", message, stage, stage.key, example="an unhappy member on their own page")


def held_out(subject: Subject) -> Iterator[Finding]:
    holdout = subject.map.holdout
    for key in sorted(holdout.stages) if holdout else ():
        stage = subject.map.stages.get(key)
        if holdout and stage and stage.care:
            message = f"Care is never withheld for an experiment; “{key}” cannot be held out."
            yield Finding(holdout.line, "holdout-on-care", message, key, "an unhappy member of a company held out")


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (left_by_silence, promoted_to, named_in_public, held_out)
