"""What time it is where somebody is."""

import pytest
from flask import Flask

from portal.people.models import Member
from portal.people.zones import own_zone, zone_of


@pytest.mark.parametrize(
    ("country", "own", "zone"),
    [
        ("JP", None, "Asia/Tokyo"),
        ("DE", None, "Europe/Berlin"),  # Büsingen has a zone of its own and shows the same time
        ("US", None, None),
        ("US", "America/Denver", "America/Denver"),
        (None, None, None),
        ("XX", None, None),
        ("JP", "Nowhere/At_All", None),
    ],
)
def test_a_zone_is_ones_own_or_that_of_a_country_with_one_time(country: str, own: str, zone: str | None) -> None:
    member = Member(country=country, time_zone=own)

    assert str(own_zone(member)) == str(zone)


def test_a_zone_that_is_not_known_is_the_portals(app: Flask) -> None:
    app.config["TIME_ZONE"] = "Europe/Oslo"

    assert str(zone_of(Member(country="US"))) == "Europe/Oslo"
