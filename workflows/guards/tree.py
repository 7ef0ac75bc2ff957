"""The shape of a parsed guard, and what it makes of facts that are known, unknown or not yet decided."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from workflows.facts import Facts, Value

Check = Callable[[Facts], bool]

_OPPOSITE = {
    "==": "!=", "!=": "==", ">=": "<", "<": ">=", "<=": ">", ">": "<=",
    "in": "not in", "not in": "in", "is": "is not", "is not": "is",
}  # fmt: skip
_ORDERED: dict[str, Callable[[Value, Value], bool]] = {
    "==": operator.eq, "!=": operator.ne, ">=": operator.ge, "<": operator.lt, "<=": operator.le, ">": operator.gt,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact against one value; `in` and `not in` reach from `value` to `upto`, both included."""

    fact: str
    op: str
    value: Value
    upto: float | None = None

    def __str__(self) -> str:
        if self.op in {"is", "is not"}:
            return self.fact if self.op == "is" else f"not {self.fact}"
        if self.upto is None:
            return f"{self.fact} {self.op} {written(self.value)}"
        inside = f"{self.fact} in {written(self.value)}..{written(self.upto)}"
        return inside if self.op == "in" else f"not {inside}"

    def met(self, have: Value | None) -> bool:
        """Whether the fact meets this when it is `have`; the unhurried form of `check`."""
        if self.op in {"is", "is not"}:
            return have is (self.op == "is")
        if have is None:
            return False
        if self.upto is not None:
            return (self.value <= have <= self.upto) is (self.op == "in")  # type: ignore[operator]
        return _ORDERED[self.op](have, self.value)

    def check(self) -> Check:
        """A function that tells whether facts meet this; a fact that was not handed over is a KeyError."""
        fact, value, upto = self.fact, self.value, self.upto
        if self.op == "is":
            return lambda facts: facts[fact] is True
        if self.op == "is not":
            return lambda facts: facts[fact] is False
        if upto is not None:
            inside = self.op == "in"
            return lambda facts: (have := facts[fact]) is not None and (value <= have <= upto) is inside  # type: ignore[operator]
        compare = _ORDERED[self.op]
        return lambda facts: (have := facts[fact]) is not None and compare(have, value)


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Tree", ...]

    def __str__(self) -> str:
        return " and ".join(f"({part})" if isinstance(part, AnyOf) else str(part) for part in self.parts)

    def check(self) -> Check:
        first, second, *others = (part.check() for part in self.parts)
        if not others:
            return lambda facts: first(facts) and second(facts)
        every = (first, second, *others)
        return lambda facts: all(part(facts) for part in every)


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Tree", ...]

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.parts)

    def check(self) -> Check:
        first, second, *others = (part.check() for part in self.parts)
        if not others:
            return lambda facts: first(facts) or second(facts)
        each = (first, second, *others)
        return lambda facts: any(part(facts) for part in each)


Tree = Comparison | AllOf | AnyOf


def joined(kind: type[AllOf] | type[AnyOf], parts: list[Tree]) -> Tree:
    """One tree of several; parts of the same kind are taken in, so that parentheses leave no trace."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def opposite(tree: Tree) -> Tree:
    """The guard that `not` makes of this one, with every `not` pushed down to the comparisons."""
    if isinstance(tree, Comparison):
        return Comparison(tree.fact, _OPPOSITE[tree.op], tree.value, tree.upto)
    parts = tuple(opposite(part) for part in tree.parts)
    return AnyOf(parts) if isinstance(tree, AllOf) else AllOf(parts)


def comparisons(tree: Tree) -> Iterator[Comparison]:
    if isinstance(tree, Comparison):
        yield tree
        return
    for part in tree.parts:
        yield from comparisons(part)


def undecided(tree: Tree, facts: Mapping[str, Value | None]) -> bool | None:
    """True or false where the facts given so far settle it, None where one not given yet may."""
    if isinstance(tree, Comparison):
        return tree.met(facts[tree.fact]) if tree.fact in facts else None
    settles = isinstance(tree, AnyOf)
    answers = [undecided(part, facts) for part in tree.parts]
    if settles in answers:
        return settles
    return None if None in answers else not settles


def written(value: Value) -> str:
    if isinstance(value, str):
        return value if value.replace("_", "").isalnum() and not value[0].isdigit() else f'"{value}"'
    return str(value)
