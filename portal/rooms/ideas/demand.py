"""How much of the whole customer base wants an idea, when only some of it is here to vote.

Who joins a community is no sample of the customers: promoters come first and vote most. So votes are counted within
groups that are alike (segment and plan), and each group weighs as much as it has people among all customers:
post-stratification (Holt and Smith, "Post Stratification", Journal of the Royal Statistical Society A 142, 1979).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from sqlalchemy import case, func, select

from portal.core.database import db
from portal.people.models import Company, Member

from .models import Vote

LEAST_IN_A_GROUP = 5
"""Fewer people than that say nothing about a group, and could be told from each other."""
LEAST_ASKED = 30
NEGLIGIBLE = 0.05
"""A group that is a smaller part of the base than this is counted with the others when too few of it are here."""
CONFIDENCE = 1.959964
"""The normal deviate of an interval of 95 %."""


class Group(NamedTuple):
    """People who are alike: how many among all customers, how many of them are here, how many of those voted."""

    segment: str
    plan: str
    base: int
    here: int
    voted: int


@dataclass(frozen=True)
class Demand:
    """An estimate. Shares are between 0 and 1: `share` of the whole base, with its interval; `raw` of those here.

    With `too_few`, nothing can be said of the base and the three are 0; `missing` are the segments that have too few
    people here, if that is why.
    """

    share: float
    low: float
    high: float
    raw: float
    base: int
    here: int
    voted: int
    too_few: bool = False
    missing: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """How many of the base that would be."""
        return round(self.share * self.base)


def demand_for(idea_id: int) -> Demand:
    """The demand for an idea among everybody who works for a customer."""
    return demands_for([idea_id])[idea_id]


def demands_for(idea_ids: Collection[int]) -> dict[int, Demand]:
    """The same for several ideas. Two statements, however many."""
    return {idea_id: reweighted(groups) for idea_id, groups in groups_for(idea_ids).items()}


def groups_for(idea_ids: Collection[int]) -> dict[int, list[Group]]:
    """For each idea the customer base by segment and plan. Here is who has joined.

    Votes that one of us gave for people who have not joined are left out: those who want nothing never say so, and
    only the others would count.
    """
    here = Member.joined_at.is_not(None)
    plan = func.coalesce(Company.plan, "")
    base = Member.merged_into_id.is_(None), Company.kind == "customer", Company.merged_into_id.is_(None)
    counted = select(Member.segment, plan, func.count(), func.sum(case((here, 1), else_=0)))
    counted = counted.join(Company, Company.id == Member.company_id).where(*base).group_by(Member.segment, plan)
    voted = select(Vote.idea_id, Member.segment, plan, func.count()).join(Member, Member.id == Vote.member_id)
    voted = voted.join(Company, Company.id == Member.company_id).where(Vote.idea_id.in_(idea_ids), here, *base)
    by_group = voted.group_by(Vote.idea_id, Member.segment, plan)
    votes = {(idea_id, segment, name): many for idea_id, segment, name, many in db.session.execute(by_group)}
    everybody = db.session.execute(counted.order_by(Member.segment, plan)).all()
    return {
        idea_id: [
            Group(segment, name, number, here, votes.get((idea_id, segment, name), 0))
            for segment, name, number, here in everybody
        ]
        for idea_id in idea_ids
    }


def reweighted(groups: Sequence[Group]) -> Demand:
    """The share of the base that wants it, with an interval of 95 %.

    The estimate is the sum of W·p over the groups: W a group's share of the base, p the share of voters among those
    of it who are here. Groups with fewer than five here are counted with the rest of their segment.

    The interval is Wilson's ("Probable Inference", Journal of the American Statistical Association 22, 1927) with an
    effective number of people: Kish's n / (n·Σw²/(Σw)²), each person weighing base/here of their group ("Survey
    Sampling", 1965, 11.7). It holds for a share of nought or of all too, and is rather too wide than too narrow: it
    takes no credit for what strata explain, nor for how much of a small base is here (compare Franco, Little, Louis
    and Slud in the Journal of Survey Statistics and Methodology 7, 2019).
    """
    cells = _collapsed(groups)
    base, here, voted = (sum(getattr(cell, name) for cell in groups) for name in ("base", "here", "voted"))
    raw = voted / here if here else 0.0
    if cells is None or here < LEAST_ASKED:
        return Demand(0.0, 0.0, 0.0, raw, base, here, voted, too_few=True, missing=_missing(groups))
    whole = sum(cell.base for cell in cells)
    share = sum(cell.base / whole * cell.voted / cell.here for cell in cells)
    effective = whole**2 / sum(cell.base**2 / cell.here for cell in cells)
    low, high = wilson(share, effective)
    return Demand(share, low, high, raw, base, here, voted)


def wilson(share: float, number: float, deviate: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's interval for a share that was seen among (effectively) so many."""
    square = deviate**2 / number
    middle = (share + square / 2) / (1 + square)
    half = deviate / (1 + square) * sqrt(share * (1 - share) / number + square / (4 * number))
    return max(0.0, middle - half), min(1.0, middle + half)


def _collapsed(groups: Iterable[Group]) -> list[Group] | None:
    """The groups that count: small ones joined within their segment, small segments with the largest other.

    None where a segment that matters has too few people here to speak for it.
    """
    cells: list[Group] = []
    by_segment: dict[str, list[Group]] = {}
    for group in groups:
        by_segment.setdefault(group.segment, []).append(group)
    for segment, parts in by_segment.items():
        small = [each for each in parts if each.here < LEAST_IN_A_GROUP]
        large = [each for each in parts if each.here >= LEAST_IN_A_GROUP]
        if small and large and sum(each.here for each in small) < LEAST_IN_A_GROUP:
            small.append(large.pop(min(range(len(large)), key=lambda at: large[at].here)))
        cells += large + ([_joined(segment, small)] if small else [])
    whole = sum(cell.base for cell in cells)
    speaking = [cell for cell in cells if cell.here >= LEAST_IN_A_GROUP]
    silent = [cell for cell in cells if cell.here < LEAST_IN_A_GROUP]
    if not speaking or sum(cell.base for cell in silent) > NEGLIGIBLE * whole:
        return None
    if silent:
        largest = max(speaking, key=lambda cell: cell.here)
        speaking[speaking.index(largest)] = _joined(largest.segment, [largest, *silent])
    return speaking


def _missing(groups: Iterable[Group]) -> tuple[str, ...]:
    """The segments with people among the customers and too few of them here, the largest first."""
    base: Counter[str] = Counter()
    here: Counter[str] = Counter()
    for each in groups:
        base[each.segment] += each.base
        here[each.segment] += each.here
    return tuple(segment for segment, _people in base.most_common() if here[segment] < LEAST_IN_A_GROUP)


def _joined(segment: str, parts: Iterable[Group]) -> Group:
    base, here, voted = (
        sum(column) for column in zip(*((each.base, each.here, each.voted) for each in parts), strict=True)
    )
    return Group(segment, "", base, here, voted)
