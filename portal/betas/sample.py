"""Drawing testers: as many companies as possible, and within a company whoever has waited longest for a turn."""

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import NamedTuple


class Candidate(NamedTuple):
    """Somebody who could be drawn. `id` is what the caller counts people by."""

    id: int
    company_id: int | None
    turned_away: int = 0
    """In how many betas they got a no from us: they were promised to be first."""
    tested: int = 0
    """In how many betas they had a seat."""


def balanced(candidates: Iterable[Candidate], most: int) -> list[Candidate]:
    """At most `most` of them, in the order of being drawn.

    Companies take turns, so none has two more than another that still had people. Each company sends first whom we
    turned away before, then who tested least, then who comes first in `candidates`. The companies' order is that of
    their first people by the same rule. A person without a company counts as one of their own.
    """
    by_company: dict[tuple[str, int], deque[Candidate]] = defaultdict(deque)
    for each in sorted(candidates, key=lambda one: (-one.turned_away, one.tested)):
        by_company[("company", each.company_id) if each.company_id else ("person", each.id)].append(each)
    turns = deque(by_company.values())
    drawn: list[Candidate] = []
    while turns and len(drawn) < most:
        company = turns.popleft()
        drawn.append(company.popleft())
        if company:
            turns.append(company)
    return drawn
