from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from portal.kits.notices.zones import zone_of
from portal.people.models import Member


@pytest.mark.parametrize(
    ("zone", "country", "expected"),
    [
        ("America/Chicago", "JP", "America/Chicago"),
        (None, "JP", "Asia/Tokyo"),
        (None, "DE", "Europe/Berlin"),
        (None, "US", "Europe/London"),
        (None, None, "Europe/London"),
        (None, "XX", "Europe/London"),
        ("Mars/Olympus", "IN", "Asia/Kolkata"),
        ("../../etc/passwd", None, "Europe/London"),
    ],
)
def test_a_member_lives_by_their_own_clock_or_their_countrys(
    app: Flask, zone: str | None, country: str | None, expected: str
) -> None:
    assert zone_of(Member(time_zone=zone, country=country)) == ZoneInfo(expected)
