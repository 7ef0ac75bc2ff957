"""Whether the unhappy are looked after: heard by a person, left alone by promotion, never dropped by a clock."""

from collections.abc import Callable, Iterator

from workflows.checks.subject import Edge, Subject, actions_of, finding
from workflows.findings import Finding
from workflows.marking import say
from workflows.nurture_map import Action, Stage, Timer


def left_by_silence(subject: Subject) -> Iterator[Finding]:
    """Time may end care only quietly, and only where everybody has come through care before."""
    for edge in subject.edges:
        stage = subject.map.stages[edge.source]
        if not stage.care or not isinstance(edge.by, Timer) or subject.map.stages[edge.to].care:
            continue
        if edge.by.kind == "idle":
            message = say(
                "Silence leads out of “%(stage)s”: somebody whom nobody called would be dropped.", stage=stage.key
            )
        elif not edge.by.quietly:
            message = say("Time leads out of “%(stage)s” and is not “quietly: true”.", stage=stage.key)
        elif not _all_cared_for(stage, subject):
            message = say(
                "Time leads out of “%(stage)s”, where people arrive whom nobody has answered yet.", stage=stage.key
            )
        else:
            continue
        yield finding(
            "care-left-by-silence", message, edge.by, stage.key, example=say("an unhappy member whom nobody has called")
        )


def _all_cared_for(stage: Stage, subject: Subject) -> bool:
    arriving: list[Edge] = [edge for edge in subject.edges if edge.to == stage.key]
    return stage.key != subject.map.start and all(subject.map.stages[edge.source].care for edge in arriving)


def promoted_to(subject: Subject) -> Iterator[Finding]:
    for stage in subject.map.stages.values():
        if stage.care:
            for action in filter(lambda each: _promotional(each, subject), actions_of(stage)):
                message = say(
                    "“%(action)s” is promotion, and members in “%(stage)s” get none.", action=action, stage=stage.key
                )
                yield finding(
                    "promotion-in-care", message, action, stage.key, example=say("somebody who has just complained")
                )
    for rule in subject.map.rules():
        if rule.to and subject.map.stages[rule.to].care:
            for action in filter(lambda each: _promotional(each, subject), rule.do):
                message = say(
                    "“%(action)s” is promotion, on the way to “%(to)s” where members get none.",
                    action=action,
                    to=rule.to,
                )
                yield finding(
                    "promotion-in-care", message, action, rule.to, example=say("somebody who has just complained")
                )


def _promotional(action: Action, subject: Subject) -> bool:
    """What it names may be service, though the action can also carry promotion."""
    names = (subject.catalogue.names.get(word) for word in action.shape.words)
    named = [each.known[action.name] for each in names if each and action.name in each.known]
    return action.shape.promotional and all(each.promotional for each in named)


def named_in_public(subject: Subject) -> Iterator[Finding]:
    for stage in subject.map.stages.values():
        if stage.care and stage.public_name:
            message = say(
                "Members in care are shown no stage; “%(stage)s” has the public name “%(public_name)s”.",
                stage=stage.key,
                public_name=stage.public_name,
            )
            yield finding("public-care", message, stage, stage.key, example=say("an unhappy member on their own page"))


def held_out(subject: Subject) -> Iterator[Finding]:
    holdout = subject.map.holdout
    for key in sorted(holdout.stages) if holdout else ():
        stage = subject.map.stages.get(key)
        if holdout and stage and stage.care:
            message = say("Care is never withheld for an experiment; “%(stage)s” cannot be held out.", stage=key)
            yield Finding(holdout.line, "holdout-on-care", message, key, say("an unhappy member of a company held out"))


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (left_by_silence, promoted_to, named_in_public, held_out)
