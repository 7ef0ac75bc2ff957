"""Which clock hangs on a member's wall."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global
from flask import current_app

from portal.people.models import Member

_MONTHS = tuple(datetime(2026, month, 15, 12, tzinfo=UTC) for month in range(1, 13))


def zone_of(member: Member) -> ZoneInfo:
    """The member's own zone, else their country's only one, else the portal's."""
    names = (member.time_zone, only_zones().get(member.country or ""), current_app.config["TIME_ZONE"])
    return next(zone for name in names if (zone := known_zone(name)))


@cache
def only_zones() -> Mapping[str, str]:
    """The zone of each country whose clocks all show the same time, whatever number of names they have."""
    zones: dict[str, list[str]] = defaultdict(list)
    for name, country in sorted(get_global("zone_territories").items()):
        zones[country].append(name)
    return {country: names[0] for country, names in zones.items() if len({_year(name) for name in names}) == 1}


def _year(name: str) -> object:
    zone = known_zone(name)
    return tuple(moment.astimezone(zone).utcoffset() for moment in _MONTHS) if zone else name


def known_zone(name: str | None) -> ZoneInfo | None:
    """The zone of this name, None where there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
