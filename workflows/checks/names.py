"""Whether everything that a map names exists: verbs, roles, templates and their fields, surveys, stages."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from workflows.checks.subject import Subject, finding
from workflows.findings import Finding
from workflows.nurture_map import Action


def unknown_verbs(subject: Subject) -> Iterator[Finding]:
    for rule in subject.map.rules():
        if rule.verb not in subject.catalogue.verbs:
            message = (
                f"Nothing that is installed ever records “{rule.verb}”.{_near(rule.verb, subject.catalogue.verbs)}"
            )
            yield finding("unknown-verb", message, rule, rule.stage)
    for name, score in subject.map.scores.items():
        for verb in score.points:
            if verb not in subject.catalogue.verbs:
                message = f"The score “{name}” counts “{verb}”, which nothing that is installed records."
                yield Finding(score.line, "unknown-verb", message)


def scores_of_other_peoples_acts(subject: Subject) -> Iterator[Finding]:
    for name, score in subject.map.scores.items():
        for verb in score.points.keys() & subject.catalogue.verbs - subject.catalogue.acts:
            message = f"The score “{name}” counts “{verb}”, which is not an act of the member's own."
            yield Finding(score.line, "score-not-an-act", message, level="warning")


def unknown_roles(subject: Subject) -> Iterator[Finding]:
    roles = subject.catalogue.roles
    for owner in subject.map.owners:
        if owner not in roles:
            yield Finding(0, "unknown-role", f"“owners”: there is no role “{owner}”.{_near(owner, roles)}")
    for action, stage in subject.actions():
        for role in (action.role, action.sender):
            if role and role not in roles:
                yield finding("unknown-role", f"There is no role “{role}”.{_near(role, roles)}", action, stage)


def unknown_templates(subject: Subject) -> Iterator[Finding]:
    templates = subject.catalogue.templates
    for action, stage in _with_word(subject, "template"):
        if action.name not in templates:
            message = f"There is no template “{action.name}”.{_near(action.name, frozenset(templates))}"
            yield finding("unknown-template", message, action, stage)
            continue
        for option, kind in action.shape.options.items():
            wanted = action.options.get(option)
            if kind == "field" and wanted and wanted not in templates[action.name].fields:
                message = f"The template “{action.name}” has no field “{wanted}”."
                yield finding("unknown-template-field", message, action, stage)


def unknown_surveys(subject: Subject) -> Iterator[Finding]:
    surveys = subject.catalogue.surveys
    for action, stage in _with_word(subject, "survey"):
        if action.name not in surveys:
            message = f"There is no survey “{action.name}”.{_near(action.name, surveys)}"
            yield finding("unknown-survey", message, action, stage)


def unknown_holdout_stages(subject: Subject) -> Iterator[Finding]:
    holdout = subject.map.holdout
    for stage in sorted(holdout.stages - subject.map.stages.keys()) if holdout else ():
        yield Finding(holdout.line if holdout else 0, "unknown-stage", f"“holdout”: there is no stage “{stage}”.")


def _with_word(subject: Subject, kind: str) -> Iterator[tuple[Action, str]]:
    return ((action, stage) for action, stage in subject.actions() if kind in action.shape.words)


def _near(word: str, known: frozenset[str]) -> str:
    near = get_close_matches(word, sorted(known), n=1)
    return f" Did you mean “{near[0]}”?" if near else ""


CHECKS: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    unknown_verbs,
    scores_of_other_peoples_acts,
    unknown_roles,
    unknown_templates,
    unknown_surveys,
    unknown_holdout_stages,
)
