from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.core.working_days import working_days_after

LONDON = ZoneInfo("Europe/London")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("2026-07-27T09:30", "2026-07-29T09:30"),  # Monday → Wednesday
        ("2026-07-30T17:00", "2026-08-03T17:00"),  # Thursday → Monday
        ("2026-07-31T15:00", "2026-08-04T15:00"),  # Friday → Tuesday
        ("2026-08-01T11:00", "2026-08-05T00:00"),  # Saturday → the end of Tuesday
        ("2026-08-02T23:59", "2026-08-05T00:00"),  # Sunday likewise
    ],
)
def test_the_weekend_does_not_count(said: str, due: str) -> None:
    assert working_days_after(local(said), 2, LONDON) == local(due)


def test_the_night_when_clocks_change_keeps_the_time_of_day() -> None:
    friday = local("2026-10-23T10:00")
    due = working_days_after(friday, 2, LONDON)
    assert due.astimezone(LONDON).isoformat() == "2026-10-27T10:00:00+00:00"
    assert due.tzinfo is UTC


def test_the_weekday_is_that_of_the_zone() -> None:
    late_on_friday = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)
    tokyo = ZoneInfo("Asia/Tokyo")
    assert working_days_after(late_on_friday, 2, tokyo).astimezone(tokyo).weekday() == 2
