"""The demo is laid out from today backwards, and today may be any day of the week."""

from datetime import date, timedelta

import pytest

from portal.demo.desk import open_house
from portal.demo.load import _laid_out
from portal.demo.timeline import Play


@pytest.mark.parametrize("weekday", range(7))
def test_colleagues_and_companies_are_there_before_anybody_comes(weekday: int) -> None:
    today = date(2026, 11, 23) + timedelta(days=weekday)
    house = Play(today)
    open_house(house, "")
    opened = sorted(step.at for step in house._steps)[:2]
    assert sorted(step.at for step in _laid_out(today, "")._steps)[:2] == opened
