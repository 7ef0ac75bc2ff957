"""How often somebody may do the same in a while: enough for a person, too few for a machine."""

from datetime import datetime, timedelta
from functools import cache
from math import ceil
from typing import Any

from flask_babel import LazyString
from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from .clock import now
from .database import fetch_rows
from .errors import TooMany
from .models import UTCDateTime


def refuse_flood(
    whose: InstrumentedAttribute[Any],
    number: int,
    at: InstrumentedAttribute[Any],
    *,
    most: int,
    within: timedelta,
    refusal: LazyString,
) -> None:
    """Raise TooMany where `most` rows or more of `number` (in the column `whose`) have a moment in the column `at` that
    is no longer ago than `within`. What `refusal` says is looked up only then.
    """
    moment = now()
    over = fetch_rows(_last_of(whose, at, most), {"number": number, "since": moment - within})
    if over:
        raise TooMany(str(refusal), seconds_until(over[0].at + within, moment))


def seconds_until(end: datetime, moment: datetime) -> int:
    """Whole seconds after `moment` in which `end` is surely past."""
    return max(1, ceil((end - moment).total_seconds()))


@cache
def _last_of(whose: InstrumentedAttribute[Any], at: InstrumentedAttribute[datetime], most: int) -> Select[Any]:
    """Of the newest `most` the oldest: when that is long enough ago, there is room for one more. Made once, as every
    vote asks it.
    """
    theirs = whose == bindparam("number", type_=Integer), at > bindparam("since", type_=UTCDateTime())
    return select(at.label("at")).where(*theirs).order_by(at.desc()).offset(most - 1).limit(1)
