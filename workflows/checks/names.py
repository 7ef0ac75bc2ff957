"""Whether everything that a map names exists: verbs, roles, what actions name and its fields, stages."""

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from workflows.catalogue import Names
from workflows.checks.subject import Subject, finding
from workflows.findings import Finding
from workflows.marking import say
from workflows.nurture_map import Action


def unknown_verbs(subject: Subject) -> Iterator[Finding]:
    for rule in subject.map.rules():
        if rule.verb not in subject.catalogue.verbs:
            message = say("Nothing that is installed ever records “%(verb)s”.", verb=rule.verb)
            yield finding("unknown-verb", _near(message, rule.verb, subject.catalogue.verbs), rule, rule.stage)
    for name, score in subject.map.scores.items():
        for verb in score.points:
            if verb not in subject.catalogue.verbs:
                message = say(
                    "The score “%(name)s” counts “%(verb)s”, which nothing that is installed records.",
                    name=name,
                    verb=verb,
                )
                yield Finding(score.line, "unknown-verb", message)


def scores_of_other_peoples_acts(subject: Subject) -> Iterator[Finding]:
    for name, score in subject.map.scores.items():
        for verb in score.points.keys() & subject.catalogue.verbs - subject.catalogue.acts:
            message = say(
                "The score “%(name)s” counts “%(verb)s”, which is not an act of the member's own.", name=name, verb=verb
            )
            yield Finding(score.line, "score-not-an-act", message, level="warning")


def unknown_roles(subject: Subject) -> Iterator[Finding]:
    roles = subject.catalogue.roles
    for owner in subject.map.owners:
        if owner not in roles:
            message = say("“owners”: there is no role “%(role)s”.", role=owner)
            yield Finding(0, "unknown-role", _near(message, owner, roles))
    for action, stage in subject.actions():
        for role in (action.role, action.sender):
            if role and role not in roles:
                message = say("There is no role “%(role)s”.", role=role)
                yield finding("unknown-role", _near(message, role, roles), action, stage)


def unknown_names(subject: Subject) -> Iterator[Finding]:
    """Templates, surveys and whatever else features have names for."""
    for action, stage in subject.actions():
        for word in action.shape.words:
            names = subject.catalogue.names.get(word)
            if names is None:
                continue
            if action.name not in names.known:
                message = _near(say(names.unknown, name=action.name), action.name, names.known)
                yield finding(f"unknown-{word}", message, action, stage)
                continue
            for field in _unknown_fields(action, names):
                message = say(names.without_field, name=action.name, field=field)
                yield finding(f"unknown-{word}-field", message, action, stage)


def _unknown_fields(action: Action, names: Names) -> Iterator[str]:
    for option, kind in action.shape.options.items():
        field = action.options.get(option)
        if kind == "field" and field and field not in names.known[action.name].fields:
            yield field


def unknown_holdout_stages(subject: Subject) -> Iterator[Finding]:
    holdout = subject.map.holdout
    for stage in sorted(holdout.stages - subject.map.stages.keys()) if holdout else ():
        yield Finding(
            holdout.line if holdout else 0,
            "unknown-stage",
            say("“holdout”: there is no stage “%(stage)s”.", stage=stage),
        )


def _near(fault: str, word: str, known: Iterable[str]) -> str:
    """The fault, with what was probably meant."""
    near = get_close_matches(word, sorted(known), n=1)
    return say("%(fault)s Did you mean “%(near)s”?", fault=fault, near=near[0]) if near else fault


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    unknown_verbs,
    scores_of_other_peoples_acts,
    unknown_roles,
    unknown_names,
    unknown_holdout_stages,
)
