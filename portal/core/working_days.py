"""Clocks that stand still at the weekend."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def working_days_after(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The moment `days` working days (Monday to Friday, in `zone`) after `moment`, at the same time of day.

    What is said at the weekend counts from the beginning of Monday, so that nobody gains or loses by it:
    Friday 15:00 and two days is Tuesday 15:00; Saturday at any hour and two days is the end of Tuesday.
    """
    local = moment.astimezone(zone).replace(tzinfo=None)
    while local.weekday() >= SATURDAY:
        local = datetime.combine(local.date() + timedelta(days=1), time())
    left = days
    while left:
        local += timedelta(days=1)
        left -= local.weekday() < SATURDAY
    return local.replace(tzinfo=zone).astimezone(UTC)


def working_day_before(day: date) -> date:
    """The last working day (Monday to Friday) before `day`."""
    before = day - timedelta(days=1)
    return before - timedelta(days=max(0, before.weekday() - SATURDAY + 1))


def next_working_day(day: date) -> date:
    """`day`, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)
