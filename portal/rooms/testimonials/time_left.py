"""The end of a question as people say it."""

from flask_babel import format_date, format_time

from portal.core.clock import now
from portal.kits.notices.zones import zone_of

from .models import ApprovalRequest


def answer_by(request: ApprovalRequest, *, names_zone: bool = False) -> str:
    """The last moment for an answer by the customer's own clock: "Wednesday, 2 December 2026, 20:00"; empty: none.
    Where nobody knows their zone, the one that counts is named; so it is, with `names_zone`, to somebody else.
    """
    if request.lapses_at is None:
        return ""
    author = request.version.testimonial.author
    there = request.lapses_at.astimezone(zone_of(author))
    moment = f"{format_date(there.date(), 'full')}, {format_time(there.replace(tzinfo=None), 'short', rebase=False)}"
    return moment if author.time_zone and not names_zone else f"{moment} {there.tzname()}"


def lapsed_early(request: ApprovalRequest) -> bool:
    """Whether a question ended before its time: they had changed jobs."""
    ended, due = request.answered_at, request.lapses_at
    return request.answer == "lapsed" and ended is not None and due is not None and ended < due


def is_over(request: ApprovalRequest) -> bool:
    """Whether the last evening for an answer has passed without one."""
    return request.answered_at is None and request.lapses_at is not None and request.lapses_at <= now()
