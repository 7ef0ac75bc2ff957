"""When a reader's morning begins, and when the next digest is due there."""

from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from flask import current_app

from portal.access.models import User
from portal.people.logins import member_of
from workflows.quiet_hours import EVERY_DAY, next_allowed, parse_days

from .contact_policy import NIGHTS, WORKING_DAYS
from .zones import known_zone, zone_of

Rhythm = Literal["daily", "weekly", "none"]
RHYTHMS: tuple[Rhythm, ...] = ("daily", "weekly", "none")
WEEKLY_DAY = parse_days("tue")
"""Monday's inbox is full."""


def default_rhythm(*, is_staff: bool) -> Rhythm:
    """How often the digest comes to somebody who chose nothing: colleagues begin their day with it."""
    return "daily" if is_staff else "weekly"


def zone_of_user(user: User) -> ZoneInfo:
    """The zone of the member this user is, else the user's own, else the portal's."""
    member = member_of(user)
    if member is not None:
        return zone_of(member)
    return known_zone(user.time_zone) or ZoneInfo(current_app.config["TIME_ZONE"])


def not_at_night(user: User, moment: datetime) -> datetime:
    """`moment`, or the end of the night in which it falls where the reader lives. Weekends are no nights."""
    return next_allowed(moment, zone_of_user(user), NIGHTS, EVERY_DAY)


def digest_hour(user: User, rhythm: str, moment: datetime) -> datetime:
    """`moment` where a digest may be read then, else the next such moment."""
    return next_allowed(moment, zone_of_user(user), NIGHTS, _days(user, rhythm))


def is_round_up(user: User, rhythm: str, moment: datetime) -> bool:
    """Whether this digest also says what is new for everybody. Those of colleagues do so once a week."""
    there = moment.astimezone(zone_of_user(user))
    return rhythm == "weekly" or not user.is_staff or there.weekday() in WEEKLY_DAY


def _days(user: User, rhythm: str) -> frozenset[int]:
    if rhythm == "weekly":
        return WEEKLY_DAY
    return WORKING_DAYS if user.is_staff else EVERY_DAY


def next_digest(user: User, rhythm: str, after: datetime) -> datetime | None:
    """The next morning of a digest on a later day than `after`, by the reader's own clock; None for no rhythm."""
    if rhythm == "none":
        return None
    there = after.astimezone(zone_of_user(user))
    tonight = there.replace(hour=21, minute=0, second=0, microsecond=0, fold=0)
    return digest_hour(user, rhythm, max(tonight, there) + timedelta(seconds=1))
