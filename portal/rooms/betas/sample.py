"""Drawing testers: as many companies and kinds of people as possible, whoever has waited longest first."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LOOKED_AT = 50
"""So many of the companies whose turn it is are compared for what they would add to the draw."""
TRAITS = ("segment", "plan", "region")


class Candidate(NamedTuple):
    """Somebody who could be drawn. `id` is what the caller counts people by."""

    id: int
    company_id: int | None
    turned_away: int = 0
    """In how many betas they got a no from us: they were promised to be first."""
    tested: int = 0
    """In how many betas they had a seat."""
    segment: str | None = None
    plan: str | None = None
    region: str | None = None

    @property
    def turn(self) -> tuple[int, int]:
        """Whose turn comes first: the promise, then who has tested least."""
        return -self.turned_away, self.tested


class Share(NamedTuple):
    """How many of one kind were drawn, and how many of them there are."""

    value: str | None
    drawn: int
    all: int


class Balance(NamedTuple):
    """How a draw is spread: over companies, and over the kinds of each trait, the largest kind first."""

    companies: Share
    most_of_one: int
    """So many come from the company with the most."""
    traits: dict[str, list[Share]]


def balanced(candidates: Iterable[Candidate], most: int) -> list[Candidate]:
    """At most `most` of them, in the order of being drawn.

    Companies take turns, so none has two more than another that still had people. Each company sends first whom we
    turned away before, then who tested least, then who comes first in `candidates`. The companies' order is that of
    the people they send, by the same rule; among equals comes first whoever has a segment, plan and region of which
    fewest were drawn. A person without a company counts as one of their own.
    """
    by_company: dict[tuple[str, int], deque[Candidate]] = defaultdict(deque)
    for each in sorted(candidates, key=lambda one: one.turn):
        by_company[("company", each.company_id) if each.company_id else ("person", each.id)].append(each)
    drawn: list[Candidate] = []
    seen: Counter[tuple[str, str]] = Counter()
    turn = list(by_company.values())
    while turn and len(drawn) < most:
        following: list[deque[Candidate]] = []
        while turn and len(drawn) < most:
            company = turn.pop(_rarest(turn, seen))
            drawn.append(company.popleft())
            seen.update(_traits(drawn[-1]))
            if company:
                following.append(company)
        turn = following
    return drawn


def balance_of(drawn: Sequence[Candidate], candidates: Sequence[Candidate]) -> Balance:
    """How the draw is spread, beside all who could have been drawn."""
    companies = Counter(one.company_id or -one.id for one in drawn)
    everywhere = {one.company_id or -one.id for one in candidates}
    return Balance(
        Share(None, len(companies), len(everywhere)),
        max(companies.values(), default=0),
        {trait: _shares(trait, drawn, candidates) for trait in TRAITS},
    )


def _shares(trait: str, drawn: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Share]:
    some, everybody = (Counter(getattr(one, trait) for one in people) for people in (drawn, candidates))
    return [Share(value, some[value], number) for value, number in everybody.most_common()]


def _rarest(turn: Sequence[deque[Candidate]], seen: Counter[tuple[str, str]]) -> int:
    """Which of the companies is next: of the first ones with an equal right, the one whose person adds most."""
    first = turn[0][0].turn
    near = [number for number in range(min(len(turn), LOOKED_AT)) if turn[number][0].turn == first]
    return min(near, key=lambda number: sum(seen[trait] for trait in _traits(turn[number][0])))


def _traits(one: Candidate) -> list[tuple[str, str]]:
    return [(trait, value) for trait in TRAITS if (value := getattr(one, trait))]
