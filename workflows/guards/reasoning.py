"""Can guards be met, and by whom: searches the members that could exist for an example.

Every comparison is with a constant, so a number only matters by which side of the constants it is on:
one value from each stretch, each word that is mentioned, another word, and “unknown” stand for all members.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from workflows.facts import ChoiceFact, Fact, FlagFact, NumberFact, Value
from workflows.guards.known import KnownFacts
from workflows.guards.tree import Comparison, Tree, comparisons, undecided

Member = dict[str, Value | None]
ANOTHER = "something else"


class TooTangled(Exception):
    """The guards of a map would take too long to think through."""


class Reasoning:
    """Answers for one map; gives up with TooTangled after `patience` steps over all questions together."""

    def __init__(self, known: KnownFacts, patience: int = 20_000) -> None:
        self.known, self.patience = known, patience

    def example(self, yes: Sequence[Tree], no: Sequence[Tree] = ()) -> Member | None:
        """A member who meets all of `yes` and none of `no`; None when there can be nobody."""
        asked = [each for tree in (*yes, *no) for each in comparisons(tree)]
        facts = {name: self.known.type_of(name) for name in dict.fromkeys(each.fact for each in asked)}
        choices = {name: _choices(fact, name, asked, facts) for name, fact in facts.items()}

        def possible(member: Member) -> bool:
            return (
                _consistent(member, facts)
                and all(undecided(tree, member) is not False for tree in yes)
                and all(undecided(tree, member) is not True for tree in no)
            )

        return self._search({}, list(choices.items()), possible)

    def _search(
        self,
        member: Member,
        open_facts: list[tuple[str, list[Value | None]]],
        possible: Callable[[Member], bool],
    ) -> Member | None:
        self.patience -= 1
        if self.patience < 0:
            raise TooTangled
        if not possible(member):
            return None
        if not open_facts:
            return member
        (name, values), *others = open_facts
        for value in values:
            example = self._search({**member, name: value}, others, possible)
            if example is not None:
                return example
        return None


def _consistent(member: Member, facts: dict[str, Fact]) -> bool:
    bands = ((name, fact.bands) for name, fact in facts.items() if isinstance(fact, ChoiceFact) and fact.bands)
    return all(
        band.agree(member[name], member[band.number])
        for name, band in bands
        if name in member and band.number in member
    )


def _choices(fact: Fact, name: str, asked: list[Comparison], facts: dict[str, Fact]) -> list[Value | None]:
    """The values that tell members apart, the unknown last."""
    unknown: list[Value | None] = [None] if fact.optional else []
    about = [each for each in asked if each.fact == name]
    if isinstance(fact, FlagFact):
        return [True, False, *unknown]
    if isinstance(fact, ChoiceFact):
        return [*(fact.choices or (*dict.fromkeys(str(each.value) for each in about), ANOTHER)), *unknown]
    return [*_stretches(fact, [*_bounds(about), *_bands(name, facts)]), *unknown]


def _bounds(about: Iterable[Comparison]) -> Iterable[float]:
    ends = (end for each in about for end in (each.value, each.upto))
    return (end for end in ends if isinstance(end, int | float))


def _bands(number: str, facts: dict[str, Fact]) -> Iterable[float]:
    for fact in facts.values():
        if isinstance(fact, ChoiceFact) and fact.bands and fact.bands.number == number:
            yield from (end for band in fact.bands.ranges.values() if band for end in band)


def _stretches(fact: NumberFact, bounds: list[float]) -> list[float]:
    """The bounds, and a number between each two of them and outside; only what the fact can be."""
    edges = sorted({*bounds, *(end for end in (fact.low, fact.high) if end is not None)})
    beside = [near for edge in edges for near in (edge - 1, edge + 1)]
    between = [] if fact.whole else [(low + high) / 2 for low, high in pairwise(edges)]
    values = {value for value in (*edges, *beside, *between) if _can_be(fact, value)}
    return sorted(int(value) if float(value).is_integer() else value for value in values)


def _can_be(fact: NumberFact, value: float) -> bool:
    if fact.whole and not float(value).is_integer():
        return False
    return (fact.low is None or value >= fact.low) and (fact.high is None or value <= fact.high)
