from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.quiet_hours import EVERY_DAY, QuietHours, next_allowed, parse_days, parse_quiet

LONDON, BERLIN, NEW_YORK = (ZoneInfo(name) for name in ("Europe/London", "Europe/Berlin", "America/New_York"))
NIGHT = parse_quiet("21:00-08:00")
WEEK = parse_days("mon-fri")


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_by_day_nothing_has_to_wait() -> None:
    noon = at("2026-06-03 12:00").astimezone(UTC)
    assert next_allowed(noon, LONDON, NIGHT, WEEK) == noon


@pytest.mark.parametrize("late", ["2026-06-02 21:00", "2026-06-02 23:59", "2026-06-03 00:00", "2026-06-03 07:59"])
def test_quiet_hours_cross_midnight(late: str) -> None:
    assert next_allowed(at(late), LONDON, NIGHT) == at("2026-06-03 08:00")


def test_quiet_hours_at_noon_do_not_cross_midnight() -> None:
    siesta = parse_quiet("13:00-15:30")
    assert next_allowed(at("2026-06-03 14:00"), LONDON, siesta) == at("2026-06-03 15:30")
    assert next_allowed(at("2026-06-03 23:00"), LONDON, siesta) == at("2026-06-03 23:00")


def test_friday_night_waits_for_monday_morning() -> None:
    assert next_allowed(at("2026-06-05 21:30"), LONDON, NIGHT, WEEK) == at("2026-06-08 08:00")


def test_it_is_the_members_clock_that_counts() -> None:
    moment = at("2026-06-03 20:30")
    assert next_allowed(moment, LONDON, NIGHT) == moment
    assert next_allowed(moment, BERLIN, NIGHT) == at("2026-06-04 08:00", BERLIN)


def test_in_the_short_night_morning_comes_an_hour_earlier() -> None:
    night = at("2026-03-28 22:00", BERLIN)
    assert next_allowed(night, BERLIN, NIGHT) - night.astimezone(UTC) == timedelta(hours=9)


def test_in_the_long_night_morning_comes_an_hour_later() -> None:
    night = at("2026-10-24 22:00", BERLIN)
    assert next_allowed(night, BERLIN, NIGHT) - night.astimezone(UTC) == timedelta(hours=11)


def test_quiet_until_a_time_that_the_clock_jumps_over_ends_with_the_jump() -> None:
    quiet = parse_quiet("22:00-02:30")
    assert next_allowed(at("2026-03-29 01:00", BERLIN), BERLIN, quiet) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_quiet_until_a_time_that_comes_twice_lasts_until_the_second() -> None:
    quiet = parse_quiet("22:00-02:30")
    first = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert next_allowed(first, BERLIN, quiet) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.sampled_from([LONDON, BERLIN, NEW_YORK, ZoneInfo("Asia/Kolkata")]),
    st.sampled_from(["21:00-08:00", "20:15-06:45", "12:00-14:00", "08:00-08:00"]),
    st.sampled_from(["mon-fri", "sun-thu", "tue", "mon-sun"]),
)
def test_it_is_the_first_allowed_minute_and_no_other(moment: datetime, zone: ZoneInfo, hours: str, week: str) -> None:
    quiet, days = parse_quiet(hours), parse_days(week)
    expected = moment
    while not allowed(expected.astimezone(zone), quiet, days):
        expected += timedelta(minutes=15) if expected.minute % 15 == 0 else timedelta(minutes=1)
    assert next_allowed(moment, zone, quiet, days) == expected


def allowed(there: datetime, quiet: QuietHours, days: frozenset[int]) -> bool:
    clock = there.time().replace(tzinfo=None)
    crosses = quiet.start > quiet.end
    inside = (clock >= quiet.start or clock < quiet.end) if crosses else quiet.start <= clock < quiet.end
    return there.weekday() in days and not inside


def test_weekdays_may_go_over_the_weekend() -> None:
    assert parse_days("fri-mon") == {4, 5, 6, 0}
    assert parse_days("mon-sun") == EVERY_DAY
    assert parse_quiet("21:00-08:00") == QuietHours(time(21), time(8))


@pytest.mark.parametrize("text", ["21-8", "25:00-08:00", "21:00", "21:00-08:60", "9:00-17:00"])
def test_what_are_not_quiet_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="are not quiet hours"):
        parse_quiet(text)


@pytest.mark.parametrize("text", ["", "monday", "mon-", "mon-fry", "mon,tue"])
def test_what_are_not_weekdays_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="are not weekdays"):
        parse_days(text)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        next_allowed(at("2026-01-01 12:00").replace(tzinfo=None), LONDON)
