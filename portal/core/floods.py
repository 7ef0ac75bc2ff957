"""How often somebody may do the same in a while: enough for a person, too few for a machine."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask_babel import LazyString
from sqlalchemy import Integer, Select, bindparam, func, select
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
    (recent,) = fetch_rows(_recent(whose, at), {"number": number, "since": now() - within})
    if recent.times >= most:
        raise TooMany(str(refusal))


@cache
def _recent(whose: InstrumentedAttribute[Any], at: InstrumentedAttribute[datetime]) -> Select[Any]:
    """Made once, as every vote asks it."""
    theirs = whose == bindparam("number", type_=Integer), at > bindparam("since", type_=UTCDateTime())
    return select(func.count().label("times")).where(*theirs)
