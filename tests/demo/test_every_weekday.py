"""The demo is laid out from today backwards, and today may be any day of the week."""

from datetime import date, time, timedelta

import pytest

from portal.demo.desk import open_house
from portal.demo.load import _laid_out
from portal.demo.timeline import LAST_THING, Act, Play, Step

MONDAY = date(2026, 11, 23)


class Noting(Play):
    """A play that also notes for when each step was meant, in the order of days."""

    def __init__(self, anchor: date) -> None:
        super().__init__(anchor)
        self.meant: list[tuple[int, time, Step]] = []

    def on(self, days_ago: int, at: time, act: Act, *, settled: bool = False) -> None:
        super().on(days_ago, at, act, settled=settled)
        self.meant.append((-days_ago, at, self._steps[-1]))


@pytest.mark.parametrize("weekday", range(7))
def test_colleagues_and_companies_are_there_before_anybody_comes(weekday: int) -> None:
    today = MONDAY + timedelta(days=weekday)
    house = Play(today)
    open_house(house, "")
    opened = sorted(step.at for step in house._steps)[:2]
    assert sorted(step.at for step in _laid_out(today)._steps)[:2] == opened


@pytest.mark.parametrize("weekday", range(7))
def test_what_is_done_on_the_boards_and_in_betas_keeps_its_order_and_no_weekend_is_worked(
    weekday: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.demo.load.Play", Noting)
    play = _laid_out(MONDAY + timedelta(days=weekday))
    assert isinstance(play, Noting)
    assert len(play.meant) > 500
    assert max(at for _day, at, _step in play.meant) < LAST_THING
    meant = [step.at for _day, _at, step in sorted(play.meant, key=lambda each: each[:2])]
    assert meant == sorted(meant)
    assert all(step.at.weekday() < 5 for step in play._steps)
    assert max(step.at for step in play._steps).date() < play.anchor
