"""The quotes that stop being cleared soon, so that somebody asks again before they do."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from portal.core.database import db

from .models import Permission, Testimonial
from .queries import holds, standing_permissions, usable, with_people

SOON = timedelta(days=15)
"""Two weeks, the last of their days among them."""


class Ending(NamedTuple):
    """A quote that stops being cleared on the day after `until`, unless its author says yes once more."""

    quote: Testimonial
    until: date
    never_asked: bool
    """Whether it ends because nobody ever asked for all of it."""


class Endings(NamedTuple):
    """The first of them, and how many there are."""

    quotes: list[Ending]
    total: int


def ending_soon(at: datetime, most: int) -> Endings:
    """Quotes that are cleared now and will not be after two weeks, the next to end first."""
    ends = usable(at), ~usable(at + SOON)
    total = db.session.scalar(select(func.count()).select_from(Testimonial).where(*ends)) or 0
    if not total:
        return Endings([], 0)
    last = (
        select(func.max(Permission.until))
        .where(Permission.version_id == Testimonial.current_version_id, holds(at))
        .correlate(Testimonial)
        .scalar_subquery()
    )
    statement = with_people(select(Testimonial).where(*ends)).order_by(last, Testimonial.id).limit(most)
    page = list(db.session.scalars(statement))
    permissions = standing_permissions([quote.current_version_id for quote in page], at)
    return Endings([_ending(quote, permissions[quote.current_version_id]) for quote in page], total)


def _ending(quote: Testimonial, permissions: Sequence[Permission]) -> Ending:
    last = max((each for each in permissions if each.until), key=lambda each: each.until or date.min)
    return Ending(quote, last.until or date.max, "until" in (last.never_asked or {}))
