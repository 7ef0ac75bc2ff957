"""Scores that fade: what a member did long ago counts for less than what they did last week.

Exponential decay with a half-life h: after a time t, a value v is worth v * 2 ** (-t / h)
(the law of radioactive decay, written with base two). Results are rounded to 1e-6, so that
both databases and every order of equal moments give the same number.
"""

from datetime import datetime, timedelta
from math import exp2

DIGITS = 6


def decay(value: float, since: datetime, now: datetime, half_life: timedelta) -> float:
    """What `value`, true at `since`, is worth at `now`; a moment before `since` changes nothing."""
    age = max(now - since, timedelta())
    return round(value * exp2(-(age / half_life)), DIGITS)


def add(value: float, since: datetime, points: float, at: datetime, half_life: timedelta) -> tuple[float, datetime]:
    """The value and its moment after `points` earned at `at`; what arrives late is faded first."""
    moment = max(since, at)
    total = decay(value, since, moment, half_life) + decay(points, at, moment, half_life)
    return round(total, DIGITS), moment


def highest(points: float, every: timedelta, half_life: timedelta) -> float:
    """What `points` earned again and again, once `every`, can reach at most: a geometric series."""
    return points / (1.0 - exp2(-(every / half_life)))
