"""Stages, and the rules and timers that lead out of them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from workflows.catalogue import Catalogue
from workflows.durations import parse_duration
from workflows.findings import Finding
from workflows.guards import Guard, GuardError, parse_guard
from workflows.guards.known import KnownFacts
from workflows.marking import say
from workflows.nurture_map import ANY, ANY_PRIORITY, OWN_PRIORITY, Rule, Stage, Timer
from workflows.reading.actions import read_actions
from workflows.reading.document import Mapping
from workflows.reading.fields import Fields, whole_number

_STAGE = ("public_name", "enter", "enter_once", "moves", "idle", "after", "care", "goal", "final")
_RULE = ("on", "when", "to", "do", "priority", "quietly")
_SPAN: dict[Literal["idle", "after"], str] = {"idle": "for", "after": "in"}


@dataclass(frozen=True, slots=True)
class StageReader:
    catalogue: Catalogue
    known: KnownFacts
    entering: KnownFacts
    stages: frozenset[str]
    findings: list[Finding]

    def stage(self, key: str, node: Mapping) -> Stage:
        fields = Fields(node, say("the stage “%(stage)s”", stage=key), _STAGE, self.findings, key)
        return Stage(
            key=key,
            public_name=fields.text("public_name"),
            enter=read_actions(fields.nodes("enter"), key, self.catalogue, self.entering, self.findings),
            enter_once=read_actions(fields.nodes("enter_once"), key, self.catalogue, self.entering, self.findings),
            moves=tuple(rule for move in fields.mappings("moves") for rule in self.rules(key, move)),
            timers=(*self.timers(key, fields, "idle"), *self.timers(key, fields, "after")),
            care=fields.flag("care"),
            goal=fields.flag("goal"),
            final=fields.flag("final"),
            line=node.line,
        )

    def rules(self, stage: str, node: Mapping) -> list[Rule]:
        """One rule for each verb that the entry names."""
        about_all = ("only_from", "not_from") if stage == ANY else ()
        fields = Fields(node, say("a rule"), (*_RULE, *about_all), self.findings, stage)
        verbs = fields.texts("on")
        if not verbs:
            fields.wrong("on", "missing-field", say("A rule says “on” which verbs it applies."))
        common = Rule(
            stage=stage,
            verb="",
            when=self.guard(fields),
            to=self.target(fields),
            do=read_actions(fields.nodes("do"), stage, self.catalogue, self.known, self.findings),
            priority=self.priority(fields, ANY_PRIORITY if stage == ANY else OWN_PRIORITY),
            quietly=fields.flag("quietly"),
            only_from=self.sources(fields, "only_from"),
            not_from=self.sources(fields, "not_from"),
            line=node.line,
        )
        return [replace(common, verb=verb) for verb in verbs]

    def timers(self, stage: str, fields: Fields, kind: Literal["idle", "after"]) -> list[Timer]:
        timers = []
        for node in fields.mappings(kind):
            entry = Fields(
                node, say("“%(kind)s”", kind=kind), (_SPAN[kind], "to", "do", "quietly"), self.findings, stage
            )
            span = entry.parsed(_SPAN[kind], parse_duration, required=True)
            to = self.target(entry)
            do = read_actions(entry.nodes("do"), stage, self.catalogue, self.known, self.findings)
            timers.append(Timer(stage, kind, span or timedelta(), to, do, entry.flag("quietly"), node.line))
        return timers

    def target(self, fields: Fields) -> str | None:
        if not {"to", "do"} & fields.node.entries.keys():
            fields.wrong("to", "missing-field", say("It neither moves anybody (“to”) nor does anything (“do”)."))
        to = fields.text("to")
        if to is not None and to not in self.stages:
            fields.wrong("to", "unknown-stage", say("There is no stage “%(stage)s”.", stage=to))
        return to

    def sources(self, fields: Fields, name: str) -> frozenset[str]:
        keys = frozenset(fields.texts(name))
        for key in sorted(keys - self.stages):
            fields.wrong(name, "unknown-stage", say("There is no stage “%(stage)s”.", stage=key))
        return keys

    def priority(self, fields: Fields, usual: int) -> int:
        priority = fields.parsed("priority", whole_number)
        if priority is not None and priority > 100:
            fields.wrong("priority", "bad-value", say("A priority is between 0 and 100."))
        return usual if priority is None else priority

    def guard(self, fields: Fields) -> Guard | None:
        text = fields.text("when")
        if text is None:
            return None
        try:
            return parse_guard(text, self.known)
        except GuardError as problem:
            fault = say(
                "“%(text)s”, at %(column)s: %(problem)s.", text=text, column=problem.column, problem=problem.message
            )
            if text.count("(") > text.count(")"):
                fault = say("%(fault)s A condition with a comma needs quotes here.", fault=fault)
            fields.wrong("when", problem.rule, fault)
            return None
