"""A nurture map as it was read: stages, the rules that lead from one to the next, and what is done on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from workflows.catalogue import ActionShape
from workflows.durations import Rate, parse_duration, parse_rate, short, span_label
from workflows.guards import Guard
from workflows.marking import say
from workflows.quiet_hours import EVERY_DAY, NEVER_QUIET, QuietHours

OWN_PRIORITY = 60
ANY_PRIORITY = 40
ANY = "any"


@dataclass(frozen=True)
class Action:
    """`name` is the template, survey or task; `role` does it or hears of it; `when` is its own condition."""

    kind: str
    name: str = ""
    role: str = ""
    options: Mapping[str, str] = field(default_factory=dict, hash=False)
    when: Guard | None = None
    shape: ActionShape = field(default_factory=lambda: ActionShape(()), hash=False, repr=False)
    line: int = field(default=0, compare=False)

    @property
    def due(self) -> timedelta | None:
        return self._span("due")

    @property
    def wait(self) -> timedelta | None:
        return self._span("wait")

    @property
    def at_most(self) -> Rate | None:
        return parse_rate(self.options["max"]) if "max" in self.options else None

    @property
    def sender(self) -> str:
        """The role in whose name a message goes out; empty where the map leaves it to the programme."""
        return self.options.get("from", "")

    def __str__(self) -> str:
        options = (f"{key}={value}" for key, value in self.options.items())
        return " ".join(word for word in (self.kind, self.role, self.name, *options) if word)

    def _span(self, option: str) -> timedelta | None:
        return parse_duration(self.options[option]) if option in self.options else None


@dataclass(frozen=True)
class Rule:
    """On `verb`, where `when` holds: move `to` another stage, or do something, or both."""

    stage: str
    verb: str
    when: Guard | None = None
    to: str | None = None
    do: tuple[Action, ...] = ()
    priority: int = OWN_PRIORITY
    quietly: bool = False
    only_from: frozenset[str] = frozenset()
    not_from: frozenset[str] = frozenset()
    id: str = ""
    line: int = field(default=0, compare=False)

    def applies_in(self, stage: str) -> bool:
        if self.stage != ANY:
            return stage == self.stage
        return stage != self.to and stage not in self.not_from and (not self.only_from or stage in self.only_from)


@dataclass(frozen=True)
class Timer:
    """`idle` counts from the member's last act, `after` from the day they entered the stage."""

    stage: str
    kind: Literal["idle", "after"]
    span: timedelta
    to: str | None = None
    do: tuple[Action, ...] = ()
    quietly: bool = False
    line: int = field(default=0, compare=False)

    @property
    def trigger(self) -> str:
        return f"{self.kind} {short(self.span)}"

    @property
    def id(self) -> str:
        return f"{self.stage}/{self.trigger}"

    def label(self) -> str:
        span = span_label(self.span)
        return (
            say("%(span)s of silence", span=span) if self.kind == "idle" else say("%(span)s in this stage", span=span)
        )


@dataclass(frozen=True)
class Stage:
    key: str
    public_name: str | None = None
    enter: tuple[Action, ...] = ()
    enter_once: tuple[Action, ...] = ()
    moves: tuple[Rule, ...] = ()
    timers: tuple[Timer, ...] = ()
    care: bool = False
    goal: bool = False
    final: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Score:
    points: Mapping[str, float] = field(hash=False)
    half_life: timedelta
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Clock:
    """`zone` is "member" for each one's own, or a zone's name; `fallback` where a member's is not known."""

    zone: str = "member"
    fallback: str = "UTC"
    quiet: QuietHours = NEVER_QUIET
    days: frozenset[int] = EVERY_DAY
    spread: timedelta = timedelta()


@dataclass(frozen=True)
class Limits:
    messages: Rate | None = None
    asks: Rate | None = None
    moves: Rate | None = None
    reentry: timedelta | None = None


@dataclass(frozen=True)
class Holdout:
    share: float
    by: Literal["company", "member"] = "company"
    needs: int = 200
    stages: frozenset[str] = frozenset()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Migration:
    from_version: int
    stages: Mapping[str, str] = field(default_factory=dict, hash=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class NurtureMap:
    name: str
    version: int
    start: str
    stages: Mapping[str, Stage] = field(hash=False)
    any: tuple[Rule, ...] = ()
    primary: bool = False
    goal_text: str = ""
    audience: Mapping[str, str] = field(default_factory=dict, hash=False)
    owners: tuple[str, ...] = ()
    clock: Clock = Clock()
    limits: Limits = Limits()
    scores: Mapping[str, Score] = field(default_factory=dict, hash=False)
    holdout: Holdout | None = None
    migration: Migration | None = None

    def rules(self) -> tuple[Rule, ...]:
        return (*(rule for stage in self.stages.values() for rule in stage.moves), *self.any)

    def rules_in(self, stage: str) -> tuple[Rule, ...]:
        """What can happen to a member in `stage`, the highest priority first, in the order of the file."""
        applying = (rule for rule in self.rules() if rule.applies_in(stage))
        return tuple(sorted(applying, key=lambda rule: -rule.priority))
