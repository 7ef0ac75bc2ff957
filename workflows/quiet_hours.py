"""When a member may be written to: quiet hours and weekdays, told by the clock on their own wall."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflows.marking import say

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))
_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` until `end`; an end before the start is on the next morning. Equal: never quiet."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


NEVER_QUIET = QuietHours(time(), time())


def parse_quiet(text: str) -> QuietHours:
    """`21:00-08:00`; raises ValueError for anything else."""
    parts = _HOURS.fullmatch(text)
    if parts is None:
        raise ValueError(say("“%(text)s” are not quiet hours; write them like 21:00-08:00", text=text))
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in parts.groups())
    return QuietHours(time(from_hour, from_minute), time(to_hour, to_minute))


def parse_days(text: str) -> frozenset[int]:
    """`mon-fri` or `tue`: Monday is 0; `fri-mon` goes over the weekend. Raises ValueError."""
    first, dash, last = text.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        raise ValueError(say("“%(text)s” are not weekdays; write them like mon-fri", text=text))
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return frozenset((begin + step) % 7 for step in range((end - begin) % 7 + 1))


def next_allowed(
    moment: datetime, zone: ZoneInfo, quiet: QuietHours = NEVER_QUIET, days: frozenset[int] = EVERY_DAY
) -> datetime:
    """The first moment from `moment` on that is neither quiet nor on another weekday, in UTC."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be placed on anybody's clock")
    if not days:
        raise ValueError("there is no weekday on which anything is allowed")
    for begin, end in _windows(moment.astimezone(zone).date(), zone, quiet, days):
        if begin < end and moment < end:
            return max(moment, begin).astimezone(UTC)
    raise AssertionError("a year without an allowed minute")


def _windows(day: date, zone: ZoneInfo, quiet: QuietHours, days: frozenset[int]) -> Iterator[tuple[datetime, datetime]]:
    for ahead in range(366):
        date_there = day + timedelta(days=ahead)
        if date_there.weekday() not in days:
            continue
        midnight = _first(datetime.combine(date_there, time()), zone)
        next_midnight = _first(datetime.combine(date_there + timedelta(days=1), time()), zone)
        quiet_from = _first(datetime.combine(date_there, quiet.start), zone)
        quiet_until = _last(datetime.combine(date_there, quiet.end), zone)
        if quiet.start == quiet.end:
            yield midnight, next_midnight
        elif quiet.start < quiet.end:
            yield midnight, quiet_from
            yield quiet_until, next_midnight
        else:
            yield quiet_until, quiet_from


def _first(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock there shows `wall`, or jumps over it."""
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return early if _shows(early, wall, zone) else _jump(wall, zone)


def _last(wall: datetime, zone: ZoneInfo) -> datetime:
    """The last instant at which the clock there shows `wall`, or jumps over it."""
    late = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return late if _shows(late, wall, zone) else _jump(wall, zone)


def _shows(instant: datetime, wall: datetime, zone: ZoneInfo) -> bool:
    return instant.astimezone(zone).replace(tzinfo=None) == wall


def _jump(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clock there jumps over `wall`, found by halving."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
