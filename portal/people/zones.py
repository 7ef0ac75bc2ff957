"""What time it is where somebody is."""

from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import current_app

from portal.core.clock import now

from .models import Member


def zone_of(member: Member) -> ZoneInfo:
    """The member's zone: their own, else their country's only one, else the one in the settings."""
    return own_zone(member) or ZoneInfo(current_app.config["TIME_ZONE"])


def programme_day(moment: datetime) -> date:
    """Which day it is in the zone of the settings: what a day means that counts for everybody."""
    return moment.astimezone(ZoneInfo(current_app.config["TIME_ZONE"])).date()


class Somewhere(Protocol):
    """A member, or as much of one as was read."""

    @property
    def time_zone(self) -> str | None: ...
    @property
    def country(self) -> str | None: ...


def own_zone(member: Somewhere) -> ZoneInfo | None:
    """The zone that is known of the member themselves or follows from their country; None when it is a guess."""
    name = member.time_zone or _country_zones(now().year).get(member.country or "")
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


@cache
def _country_zones(year: int) -> dict[str, str]:
    """Countries whose clocks all show the same time through `year`, each with one of its zones."""
    return {
        country: zones[0]
        for country, zones in _zones_by_country().items()
        if len({_offsets(zone, year) for zone in zones}) == 1
    }


@cache
def _zones_by_country() -> dict[str, list[str]]:
    """The table of the time zone database."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    zones: dict[str, list[str]] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _where, zone, *_note = line.split("\t")
            zones.setdefault(country, []).append(zone)
    return zones


def _offsets(zone: str, year: int) -> tuple[timedelta | None, ...]:
    """How far `zone` is from UTC in the middle of each month."""
    here = ZoneInfo(zone)
    return tuple(datetime(year, month, 15, 12, tzinfo=here).utcoffset() for month in range(1, 13))
