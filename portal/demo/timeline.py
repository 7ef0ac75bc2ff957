"""The play itself: steps at their moments, day by day, with the worker's part in the evening."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from portal.core.clock import at
from portal.core.database import transaction
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.due_tasks import note_due_tasks
from portal.nurture.cli import tick_once
from portal.people.reactions import invitations
from portal.rooms.betas.actions.clocks import mind_clocks
from portal.rooms.care.reactions import note_overdue, promises_due
from portal.rooms.testimonials.actions.clocks import mind_deadlines
from portal.rooms.testimonials.reactions import note_ended_permissions

EVENING = time(18, tzinfo=UTC)
LAST_THING, LAST_MINUTES = time(17, 40), timedelta(minutes=10)
"""When on a Friday the acts of a Saturday begin, those of a Sunday as much later."""
SATURDAY = 5
ROUNDS = (1, 4)
"""The weekdays (Monday is 0) on whose evenings the worker goes round; every day would only take longer."""
Act = Callable[[], object]


@dataclass(frozen=True)
class Step:
    """Something that somebody does. A settled one waits until everything before it has had its consequences."""

    at: datetime
    act: Act
    settled: bool = False


def same_round(one: date, other: date) -> bool:
    """Whether the worker goes round on no evening between these days."""
    first, last = sorted((one, other))
    return all((first + timedelta(days=n)).weekday() not in ROUNDS for n in range(min((last - first).days, 7)))


class Play:
    """Every step of the demo. Days are counted back from the anchor, which is today."""

    def __init__(self, anchor: date) -> None:
        self.anchor = anchor
        self.joined: dict[str, int] = {}
        """How many days ago each person came in, by name."""
        self._steps: list[Step] = []

    def add(self, step: Step) -> None:
        self._steps.append(step)

    def on(self, days_ago: int, at: time, act: Act, *, settled: bool = False) -> None:
        """Let it happen on the day so long ago (see `day`), at this time, which lies before LAST_THING.

        What a weekend brings is done in the last minutes of the Friday, so that everything keeps its order.
        """
        day, weekend = self.day(days_ago), self.anchor - timedelta(days=days_ago)
        moment = datetime.combine(day, at, UTC)
        if late := (weekend - day).days:
            share = (moment - datetime.combine(day, time(), UTC)) / timedelta(days=1)
            moment = datetime.combine(day, LAST_THING, UTC) + (late - 1 + share) * LAST_MINUTES
        self.add(Step(moment, act, settled))

    def day(self, days_ago: int) -> date:
        """The day so long ago, or the Friday before it when it falls on a weekend."""
        day = self.anchor - timedelta(days=days_ago)
        return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))

    @property
    def days(self) -> int:
        """How many days the play lasts."""
        return (self.anchor - min(step.at for step in self._steps).date()).days + 1

    def run(self, told: Callable[[int], object]) -> None:
        """Play everything; `told` hears of each day that is over."""
        steps = sorted(self._steps, key=lambda step: step.at)
        by_day = {day: list(found) for day, found in groupby(steps, key=lambda step: step.at.date())}
        day = steps[0].at.date()
        while day < self.anchor:
            _play_day(by_day.get(day, []))
            if day.weekday() in ROUNDS:
                _evening(datetime.combine(day, EVENING), also_rare=day.weekday() == ROUNDS[0])
            told(1)
            day += timedelta(days=1)
        _evening(datetime.combine(self.anchor, time(tzinfo=UTC)), also_rare=True)
        told(1)


def _play_day(steps: list[Step]) -> None:
    while steps:
        if steps[0].settled:
            with at(steps[0].at):
                _round()
        together = [steps[0]]
        for step in steps[1:]:
            if step.settled:
                break
            together.append(step)
        with transaction():
            for step in together:
                with at(step.at):
                    step.act()
        steps = steps[len(together) :]


def _round() -> None:
    """The worker comes by: clocks of seats, then everything that follows from what was done."""
    while mind_clocks():
        pass
    tick_once()


def _evening(moment: datetime, *, also_rare: bool) -> None:
    """What the worker would have done by now; what hardly ever comes is looked at once a week."""
    with at(moment):
        if also_rare:
            invitations()
            note_ended_permissions()
            mind_deadlines()
        note_overdue()
        note_due_tasks()
        promises_due()
        _round()
        while also_rare and write_due_mails():
            pass
