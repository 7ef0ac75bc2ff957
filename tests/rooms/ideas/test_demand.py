"""Promoters are not the market: votes are weighed by who all the customers are."""

import random
from math import isclose

import pytest
from flask import Flask

from portal.core.clock import now
from portal.core.database import transaction
from portal.people.models import Company, Member
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.votes import cast_vote
from portal.rooms.ideas.demand import Demand, Group, demand_for, demands_for, reweighted, wilson
from portal.rooms.ideas.labels import demand_text, one_line_of
from portal.rooms.ideas.models import Idea
from portal.rooms.ideas.queries.wanting import Summary, summaries_of, summary_of
from tests.queries import counted
from tests.rooms.ideas.boards import a_board, an_idea

BASE = {"promoter": 60, "passive": 90, "detractor": 150}
HERE = {"promoter": 50, "passive": 20, "detractor": 10}
"""Of three hundred customers eighty are here, most of them promoters."""


def a_base() -> dict[str, list[int]]:
    """Everybody by segment, those who are here first; half of each on either plan."""
    people: dict[str, list[int]] = {}
    with transaction() as session:
        plans = [Company(name=plan, folded=plan, plan=plan, revenue=1000, created_at=now()) for plan in ("team", "all")]
        session.add_all(plans)
        session.flush()
        for segment, number in BASE.items():
            rows = [
                Member(
                    email=f"{segment}{n}@example.org",
                    folded=f"{segment}{n:03}",
                    segment=segment,
                    company_id=plans[n % 2].id,
                    joined_at=now() if n < HERE[segment] else None,
                    created_at=now(),
                )
                for n in range(number)
            ]
            session.add_all(rows)
            session.flush()
            people[segment] = [row.id for row in rows]
    return people


def vote_by(idea: Idea, ids: list[int]) -> None:
    with transaction() as session:
        for member_id in ids:
            cast_vote(ballot_of(session.get_one(Idea, idea.id)), session.get_one(Member, member_id))


def test_what_promoters_want_is_told_from_what_the_base_wants(app: Flask) -> None:
    people, board = a_base(), a_board()
    x, y = an_idea(board, "X"), an_idea(board, "Y")
    for idea, voting in ((x, (40, 2, 1)), (y, (5, 12, 6))):
        for (segment, ids), number in zip(people.items(), voting, strict=True):
            assert number <= HERE[segment]
            vote_by(idea, ids[:number])
    wants_x, wants_y = demand_for(x.id), demand_for(y.id)
    assert (wants_x.voted, wants_y.voted) == (43, 23)
    assert wants_x.raw > wants_y.raw
    # 60/300·40/50 + 90/300·2/20 + 150/300·1/10 = 0.24, and 0.02 + 0.18 + 0.30 = 0.50: halves are alike on both plans
    assert isclose(wants_x.share, 0.24)
    assert isclose(wants_y.share, 0.50)
    assert (wants_x.people, wants_y.people) == (72, 150)
    assert wants_x.low < 0.24 < wants_x.high < wants_y.share < wants_y.high < 0.75
    # (n_eff = 300² / Σ base²/here = 90000 / (72 + 405 + 2250) = 33.0)
    assert (wants_x.low, wants_x.high) == pytest.approx(wilson(0.24, 90000 / 2727))
    assert (wants_x.base, wants_x.here) == (300, 80)
    with counted(app) as asked:
        summaries, demands = summaries_of([x.id, y.id, 99]), demands_for([x.id, y.id, 99])
    assert asked.count == 5
    assert [demands[each] for each in (x.id, y.id)] == [wants_x, wants_y]
    assert summaries[99] == (0, 0, 0, None)
    summary = summary_of(x.id)
    assert summary == summaries[x.id]
    assert summary[:3] == (43, 2, 2000)
    assert summary.times == pytest.approx((40 / 50) / (3 / 30))


def test_too_few_are_too_few_to_tell() -> None:
    nothing = reweighted([Group("promoter", "team", 100, 40, 20), Group("detractor", "team", 100, 4, 4)])
    assert (nothing.too_few, nothing.missing) == (True, ("detractor",))
    assert demand_text(nothing) == "Too few detractors are here to tell what all customers want."
    assert nothing.share == nothing.low == nothing.high == 0
    assert reweighted([Group("promoter", "team", 100, 29, 20)]).too_few
    assert reweighted([]) == Demand(0.0, 0.0, 0.0, 0.0, 0, 0, 0, too_few=True)
    assert not reweighted([Group("promoter", "team", 100, 30, 20)]).too_few


def test_a_small_group_is_counted_with_those_who_are_alike() -> None:
    joined = reweighted([Group("promoter", "team", 60, 30, 15), Group("promoter", "all", 40, 3, 3)])
    assert joined.share == pytest.approx(18 / 33)  # three on one plan say nothing by themselves
    folded = reweighted([Group("promoter", "team", 98, 40, 10), Group("unknown", "team", 2, 0, 0)])
    assert folded.share == pytest.approx(10 / 40)


@pytest.mark.parametrize(("voted", "low", "high"), [(0, 0.0, 0.0713), (50, 0.9287, 1.0), (25, 0.3664, 0.6336)])
def test_an_interval_holds_where_nobody_and_where_everybody_wants_it(voted: int, low: float, high: float) -> None:
    found = reweighted([Group("promoter", "", 500, 50, voted)])  # Wilson's for 0, 50 and 25 of 50
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-4)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Two thousand communities drawn from a base where 30 % want it: at least 93 of 100 intervals hold the truth."""
    chance, truth, held = random.Random(7), 0.3, 0
    wants = {"promoter": 0.75, "passive": 0.3, "detractor": 0.12}
    base = {"promoter": 200, "passive": 300, "detractor": 500}
    assert isclose(sum(base[s] * wants[s] for s in base) / 1000, truth)
    for _ in range(2000):
        here = {"promoter": 120, "passive": 40, "detractor": 25}
        groups = [Group(s, "", base[s], here[s], sum(chance.random() < wants[s] for _ in range(here[s]))) for s in base]
        found = reweighted(groups)
        held += found.low <= truth <= found.high
    assert held / 2000 > 0.93


def test_product_reads_one_line(app: Flask) -> None:
    with app.test_request_context():
        assert one_line_of(Summary(41, 9, 1_200_000, 2.1)) == (
            "41 people, 9 companies, €1.2M; promoters want it twice as much as others"
        )
        assert one_line_of(Summary(1, 1, 0, None)) == "1 person, 1 company"
        assert one_line_of(Summary(5, 0, 0, 0.25)) == "5 people; others want it 4 times as much as promoters"
        assert one_line_of(Summary(5, 0, 0, 1.1)) == "5 people; promoters want it about as much as others"
        assert demand_text(Demand(0.24, 0.13, 0.41, 0.5, 300, 80, 43)) == (
            "About 24 % of all customers want it (between 13 % and 41 %)."
        )
        assert demand_text(reweighted([])).startswith("Too few customers")
