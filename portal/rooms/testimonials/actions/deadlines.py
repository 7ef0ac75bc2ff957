"""Until when a customer can answer, and when they are reminded, by the clock on their own wall."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from portal.access.models import User
from portal.core.clock import now
from portal.core.errors import Refused
from portal.core.working_days import working_day_before
from portal.kits.notices.contact_policy import WORKING_DAYS, Limits, civil_hour
from portal.kits.notices.mornings import zone_of_user
from portal.kits.notices.zones import zone_of
from portal.people.models import Member
from workflows.quiet_hours import next_allowed, parse_quiet

from ..asked_for import Ask

EVENING = time(20)
"""Late enough for a day at work, early enough for whoever waits to hear of it the same evening."""
OPEN_FOR = timedelta(days=90)
AT_LEAST = timedelta(hours=1)
AFTER_WORK = parse_quiet("17:00-09:00")

NO_TIME = _l("That leaves them no time to answer. Choose a later day: they have until the evening before.")
ENDS_TOO_SOON = _l(
    "That leaves them no time to answer: what we ask for would be over before they can. Choose a later end."
)


class Deadline(NamedTuple):
    """When a question lapses, and when its one reminder is due; None where there is no time for one."""

    lapses_at: datetime
    remind_at: datetime | None


def deadline_for(member: Member, ask: Ask, sender: User, needed_by: datetime | None) -> Deadline:
    """The deadline of a question that is sent now, never after what it asks for is over. Raises Refused where the
    customer would have no time to answer.

    Counted from when they get the email. The working day before is one where the sender is; its evening is where the
    customer is.
    """
    if needed_by is not None and needed_by <= now():
        raise Refused(NO_TIME)
    theirs = zone_of(member)
    reached = civil_hour(member, "service", now(), Limits())
    answer_by = _evening(_last_day(_asked_for(needed_by, sender), theirs), theirs)
    answer_by = min(answer_by, needed_by) if needed_by is not None else answer_by
    lapses_at = min(answer_by, _evening(ask.until, theirs)) if ask.until else answer_by
    if lapses_at < reached + AT_LEAST:
        raise Refused(NO_TIME if lapses_at == answer_by else ENDS_TOO_SOON)
    return Deadline(lapses_at, halfway(reached, lapses_at, theirs))


def _asked_for(needed_by: datetime | None, sender: User) -> date | None:
    """The day before which the answer is needed, where the sender is."""
    return needed_by.astimezone(zone_of_user(sender)).date() if needed_by else None


def _last_day(needed_on: date | None, theirs: ZoneInfo) -> date:
    """The customer's last day, as far as that is ours to say."""
    return working_day_before(needed_on) if needed_on else (now() + OPEN_FOR).astimezone(theirs).date()


def _evening(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, EVENING, zone)


def halfway(reached: datetime, lapses_at: datetime, theirs: ZoneInfo) -> datetime | None:
    """Half the time has gone, and they are at work."""
    middle = reached + (lapses_at - reached) / 2
    at_work = next_allowed(middle, theirs, AFTER_WORK, WORKING_DAYS)
    return at_work if at_work <= lapses_at - AT_LEAST else None
