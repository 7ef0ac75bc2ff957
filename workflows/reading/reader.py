"""From the text of a map to the map: everything that is wrong with it is found in one reading."""

from collections import Counter
from dataclasses import replace

from workflows.catalogue import Catalogue
from workflows.findings import Finding
from workflows.guards.known import KnownFacts
from workflows.marking import say
from workflows.nurture_map import ANY, NurtureMap, Rule, Stage
from workflows.reading.document import Mapping, parse
from workflows.reading.fields import Fields, whole_number
from workflows.reading.settings import (
    read_clock,
    read_holdout,
    read_limits,
    read_migration,
    read_scores,
    score_ranges,
    stage_keys,
)
from workflows.reading.stages import StageReader

_MAP = (
    "map", "version", "primary", "goal_text", "audience", "owners", "clock", "limits", "holdout", "scores",
    "start", "stages", "any", "migrate",
)  # fmt: skip


MAX_STAGES = 60
MAX_RULES = 400


class MapRefused(ValueError):
    """The text is not a map; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        first = self.findings[0]
        super().__init__(say("line %(line)s: %(message)s", line=first.line, message=first.message))


def load_map(source: str | bytes, catalogue: Catalogue) -> NurtureMap:
    """The map that the text describes; raises MapRefused where it describes none."""
    nurture_map, findings = read_map(source, catalogue)
    if nurture_map is None:
        raise MapRefused(findings)
    return nurture_map


def read_map(source: str | bytes, catalogue: Catalogue) -> tuple[NurtureMap | None, list[Finding]]:
    """The map and no findings, or none and every fault of its text. Never raises because of the text."""
    root, findings = parse(source)
    if not isinstance(root, Mapping):
        missing = Finding(1, "wrong-shape", say("A map is written as fields, the first of them “map: its name”."))
        return None, findings or [missing]
    nurture_map = _read(Fields(root, say("the map"), _MAP, findings), catalogue)
    if len(nurture_map.stages) > MAX_STAGES or len(nurture_map.rules()) > MAX_RULES:
        message = say("A map has at most %(stages)s stages and %(rules)s rules.", stages=MAX_STAGES, rules=MAX_RULES)
        findings.append(Finding(0, "too-long", message))
    return (None, findings) if findings else (nurture_map, [])


def _read(fields: Fields, catalogue: Catalogue) -> NurtureMap:
    scores = read_scores(fields)
    keys = stage_keys(fields)
    known = KnownFacts(catalogue.facts, catalogue.verbs, score_ranges(scores))
    reader = StageReader(catalogue, known, replace(known, entering=True), frozenset(keys), fields.findings)
    stages = {key: reader.stage(key, node) for key, node in keys.items()}
    any_rules = [rule for node in fields.mappings("any") for rule in reader.rules(ANY, node)]
    start = fields.text("start", required=True) or ""
    if start and start not in keys:
        fields.wrong("start", "unknown-stage", say("There is no stage “%(stage)s” to start in.", stage=start))
    seen: Counter[str] = Counter()
    return NurtureMap(
        name=fields.text("map", required=True) or "",
        version=fields.parsed("version", whole_number, required=True) or 0,
        start=start,
        stages={key: _with_ids(stage, seen) for key, stage in stages.items()},
        any=tuple(_with_id(rule, seen) for rule in any_rules),
        primary=fields.flag("primary"),
        goal_text=fields.text("goal_text") or "",
        audience=fields.pairs("audience"),
        owners=fields.texts("owners"),
        clock=read_clock(fields),
        limits=read_limits(fields),
        scores=scores,
        holdout=read_holdout(fields),
        migration=read_migration(fields),
    )


def _with_ids(stage: Stage, seen: Counter[str]) -> Stage:
    return replace(stage, moves=tuple(_with_id(rule, seen) for rule in stage.moves))


def _with_id(rule: Rule, seen: Counter[str]) -> Rule:
    """`known/on member.invited`: it stays the same while the rule does, wherever it stands in the file."""
    name = f"{rule.stage}/on {rule.verb}" + (f" when {rule.when}" if rule.when else "")
    seen[name] += 1
    return replace(rule, id=name if seen[name] == 1 else f"{name} #{seen[name]}")
