"""Why a guard is not met, in plain words and by how much: “1 more walk taken within 365 days”."""

import re
from dataclasses import dataclass

from workflows.durations import parse_duration, span_label
from workflows.facts import Facts, Value
from workflows.guards.known import counted
from workflows.guards.tree import AllOf, Comparison, Tree, written
from workflows.marking import N_, say


@dataclass(frozen=True, slots=True)
class Unmet:
    """A comparison that fails: what is there now, and how far a number is from being enough."""

    comparison: Comparison
    have: Value | None
    short_by: float | None
    text: str


def unmet(tree: Tree, facts: Facts) -> tuple[Unmet, ...]:
    if isinstance(tree, Comparison):
        return () if tree.met(facts[tree.fact]) else (_unmet(tree, facts[tree.fact]),)
    parts = [unmet(part, facts) for part in tree.parts]
    if isinstance(tree, AllOf):
        return tuple(each for part in parts for each in part)
    return min(parts, key=distance)


def distance(missing: tuple[Unmet, ...]) -> tuple[int, float]:
    """How far away: first the number of comparisons that fail, then how much is missing in proportion."""
    return len(missing), sum(_share(each) for each in missing)


def _share(each: Unmet) -> float:
    if each.short_by is None or isinstance(each.comparison.value, str):
        return 1.0
    return min(1.0, each.short_by / max(1.0, abs(each.comparison.value)))


def _unmet(comparison: Comparison, have: Value | None) -> Unmet:
    short_by = _short_by(comparison, have)
    return Unmet(comparison, have, short_by, _text(comparison, have, short_by))


def _short_by(comparison: Comparison, have: Value | None) -> float | None:
    goal, upto = comparison.value, comparison.upto
    if not isinstance(have, int | float) or not isinstance(goal, int | float) or comparison.op.startswith("is"):
        return None
    if comparison.op == "in" and upto is not None:
        return goal - have if have < goal else have - upto
    if comparison.op in {">", "<"}:
        return abs(goal - have) + 1 if _steps(goal, have) else abs(goal - have)
    return abs(goal - have) if comparison.op in {">=", "<=", "=="} else None


def _steps(goal: float, have: float) -> bool:
    return float(goal).is_integer() and float(have).is_integer()


def _text(comparison: Comparison, have: Value | None, short_by: float | None) -> str:
    count = counted(comparison.fact)
    if count and short_by is not None and comparison.op in {">", ">=", "=="} and have is not None:
        return _more(*count, short_by, have)
    fact = fact_label(comparison.fact)
    if comparison.op == "is":
        return say("%(fact)s has to be true", fact=fact)
    if comparison.op == "is not":
        return say("%(fact)s has to be false", fact=fact)
    unknown, known = _HAS_TO_BE[comparison.op]
    upto = "" if comparison.upto is None else written(comparison.upto)
    values = {"fact": fact, "value": written(comparison.value), "upto": upto}
    return say(unknown, **values) if have is None else say(known, **values, have=written(have))


def _more(verb: str, span: str, short_by: float, have: Value) -> str:
    return say(
        "%(more)s more of “%(what)s” within %(span)s: %(have)s so far",
        more=f"{short_by:g}",
        what=verb_label(verb),
        span=span_label(parse_duration(span)),
        have=written(have),
    )


_HAS_TO_BE = {
    "==": (
        N_("%(fact)s has to be %(value)s (not known)"),
        N_("%(fact)s has to be %(value)s (now %(have)s)"),
    ),
    "!=": (
        N_("%(fact)s has to be anything but %(value)s (not known)"),
        N_("%(fact)s has to be anything but %(value)s (now %(have)s)"),
    ),
    ">=": (
        N_("%(fact)s has to be %(value)s or more (not known)"),
        N_("%(fact)s has to be %(value)s or more (now %(have)s)"),
    ),
    "<=": (
        N_("%(fact)s has to be %(value)s or less (not known)"),
        N_("%(fact)s has to be %(value)s or less (now %(have)s)"),
    ),
    ">": (
        N_("%(fact)s has to be more than %(value)s (not known)"),
        N_("%(fact)s has to be more than %(value)s (now %(have)s)"),
    ),
    "<": (
        N_("%(fact)s has to be less than %(value)s (not known)"),
        N_("%(fact)s has to be less than %(value)s (now %(have)s)"),
    ),
    "in": (
        N_("%(fact)s has to be between %(value)s and %(upto)s (not known)"),
        N_("%(fact)s has to be between %(value)s and %(upto)s (now %(have)s)"),
    ),
    "not in": (
        N_("%(fact)s has to be anything but between %(value)s and %(upto)s (not known)"),
        N_("%(fact)s has to be anything but between %(value)s and %(upto)s (now %(have)s)"),
    ),
}
"""What a comparison asks for, where the fact is not known and where it is."""


def fact_label(fact: str) -> str:
    """`count(walk.taken,365d)` is “the number of “walk taken” within 365 days”."""
    count = counted(fact)
    if count:
        verb, span = verb_label(count[0]), span_label(parse_duration(count[1]))
        return say("the number of “%(what)s” within %(span)s", what=verb, span=span)
    if fact == "nps":
        return say("the answer")
    return say("days in this stage") if fact == "days_in_stage" else re.sub(r"[._()]+", " ", fact).strip()


def verb_label(verb: str) -> str:
    """A verb as people say it: `walk.taken` is “walk taken”. The catalogue of messages has it from `add_verb`."""
    return say(verb.removeprefix("member.").replace(".", " ").replace("_", " "))
