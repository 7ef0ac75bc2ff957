"""What time it is where somebody is."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import current_app

from .models import Member


def zone_of(member: Member) -> ZoneInfo:
    """The member's zone: their own, else their country's only one, else the one in the settings."""
    return own_zone(member) or ZoneInfo(current_app.config["TIME_ZONE"])


def own_zone(member: Member) -> ZoneInfo | None:
    """The zone that is known of the member themselves or follows from their country; None when it is a guess."""
    name = member.time_zone or _only_zones().get(member.country or "")
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


@cache
def _only_zones() -> dict[str, str]:
    """Countries with a single zone, from the table of the time zone database."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    zones: dict[str, list[str]] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _where, zone, *_note = line.split("\t")
            zones.setdefault(country, []).append(zone)
    return {country: found[0] for country, found in zones.items() if len(found) == 1}
