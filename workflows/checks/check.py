"""All checks of a map, one after another."""

from collections.abc import Callable, Iterator

from workflows.catalogue import Catalogue
from workflows.checks import care, conditions, loops, messages, names, paths, versions
from workflows.checks.subject import Subject
from workflows.findings import Finding, Findings
from workflows.guards.reasoning import TooTangled
from workflows.marking import say
from workflows.nurture_map import NurtureMap
from workflows.reading import read_map

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    *names.CHECKS,
    *conditions.CHECKS,
    *paths.CHECKS,
    *loops.CHECKS,
    *care.CHECKS,
    *messages.CHECKS,
    *versions.CHECKS,
)


def check(source: str | bytes, catalogue: Catalogue, before: NurtureMap | None = None) -> Findings:
    """What is wrong with the map that `source` describes; `before` is the version that it would replace.

    Never raises because of the text. A text that cannot be read as a map is not looked at any further.
    """
    nurture_map, findings = read_map(source, catalogue)
    return Findings.of(findings) if nurture_map is None else check_map(nurture_map, catalogue, before)


def check_map(nurture_map: NurtureMap, catalogue: Catalogue, before: NurtureMap | None = None) -> Findings:
    subject = Subject(nurture_map, catalogue, before)
    findings: list[Finding] = []
    try:
        for each in CHECKS:
            findings.extend(each(subject))
    except TooTangled:
        message = say("The conditions of this map are too entangled to be checked; make them simpler.")
        findings.append(Finding(0, "too-tangled", message))
    return Findings.of(findings)
