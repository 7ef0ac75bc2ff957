"""Why a guard is not met, in plain words and by how much: “1 more walk taken within 365 days”."""

import re
from dataclasses import dataclass

from workflows.durations import in_words, parse_duration
from workflows.facts import Facts, Value
from workflows.guards.known import counted
from workflows.guards.tree import AllOf, Comparison, Tree, written


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
    wanted, upto = comparison.value, comparison.upto
    if not isinstance(have, int | float) or not isinstance(wanted, int | float) or comparison.op.startswith("is"):
        return None
    if comparison.op == "in" and upto is not None:
        return wanted - have if have < wanted else have - upto
    if comparison.op in {">", "<"}:
        return abs(wanted - have) + 1 if _steps(wanted, have) else abs(wanted - have)
    return abs(wanted - have) if comparison.op in {">=", "<=", "=="} else None


def _steps(wanted: float, have: float) -> bool:
    return float(wanted).is_integer() and float(have).is_integer()


def _text(comparison: Comparison, have: Value | None, short_by: float | None) -> str:
    count = counted(comparison.fact)
    if count and short_by is not None and comparison.op in {">", ">=", "=="} and have is not None:
        verb, span = said(count[0]), in_words(parse_duration(count[1]))
        return f"{short_by:g} more of “{verb}” within {span}: {written(have)} so far"
    name = fact_in_words(comparison.fact)
    if comparison.op in {"is", "is not"}:
        return f"{name} has to be {'true' if comparison.op == 'is' else 'false'}"
    now = "not known" if have is None else f"now {written(have)}"
    return f"{name} has to be {_wanted(comparison)} ({now})"


def _wanted(comparison: Comparison) -> str:
    value = written(comparison.value)
    if comparison.upto is not None:
        between = f"between {value} and {written(comparison.upto)}"
        return between if comparison.op == "in" else f"anything but {between}"
    words = {"==": "{}", "!=": "anything but {}", ">=": "{} or more", "<=": "{} or less"}
    return words.get(comparison.op, "more than {}" if comparison.op == ">" else "less than {}").format(value)


def fact_in_words(fact: str) -> str:
    count = counted(fact)
    if count:
        return f"the number of “{said(count[0])}” within {in_words(parse_duration(count[1]))}"
    known = {"nps": "the answer", "days_in_stage": "days in this stage"}
    return known.get(fact) or re.sub(r"[._()]+", " ", fact).strip()


def said(verb: str) -> str:
    """A verb as people say it: `walk.taken` is “walk taken”."""
    return verb.removeprefix("member.").replace(".", " ").replace("_", " ")
