from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.scores import add, decay, highest

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HALF_LIFE = timedelta(days=60)


def test_after_one_half_life_half_of_a_score_is_left() -> None:
    assert decay(10, START, START + HALF_LIFE, HALF_LIFE) == 5
    assert decay(10, START, START + 3 * HALF_LIFE, HALF_LIFE) == 1.25


def test_a_score_does_not_grow_towards_the_past() -> None:
    assert decay(10, START, START - timedelta(days=1), HALF_LIFE) == 10


def test_points_are_added_to_what_is_left() -> None:
    assert add(10, START, 3, START + HALF_LIFE, HALF_LIFE) == (8, START + HALF_LIFE)


def test_points_that_arrive_late_have_faded_already() -> None:
    assert add(10, START, 4, START - HALF_LIFE, HALF_LIFE) == (12, START)


@given(st.floats(0, 1000), st.floats(0, 1000), st.integers(0, 400), st.integers(0, 400))
def test_the_order_of_arrival_does_not_matter(one: float, other: float, early: int, late: int) -> None:
    first, second = START + timedelta(days=early), START + timedelta(days=late)
    forward = add(*add(0, START, one, first, HALF_LIFE), other, second, HALF_LIFE)
    backward = add(*add(0, START, other, second, HALF_LIFE), one, first, HALF_LIFE)
    assert forward[1] == backward[1]
    assert forward[0] == pytest.approx(backward[0], abs=1e-5)


def test_daily_points_never_reach_more_than_the_highest() -> None:
    value, at = 0.0, START
    for day in range(4000):
        value, at = add(value, at, 1, START + timedelta(days=day), HALF_LIFE)
    assert value == pytest.approx(highest(1, timedelta(days=1), HALF_LIFE), rel=1e-4)


def test_scores_are_rounded_so_that_they_are_the_same_everywhere() -> None:
    assert decay(1, START, START + timedelta(days=7), HALF_LIFE) == 0.922316
