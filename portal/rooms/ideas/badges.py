"""How a status and a quarter look and read."""

from datetime import date, timedelta
from typing import Any

from babel.dates import format_skeleton
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.core.filters import span

from .labels import ANSWER_LABELS, SOURCE_LABELS, STEP_LABELS
from .lifecycle import IDEA, OPEN

TONES = {
    "new": "info",
    "under_review": "yellow",
    "planned": "purple",
    "in_progress": "orange",
    "shipped": "good",
    "declined": "neutral",
    "merged": "neutral",
}
ICONS = {
    "new": "bulb",
    "under_review": "eye",
    "planned": "calendar-event",
    "in_progress": "tools",
    "shipped": "rocket",
    "declined": "circle-x",
    "merged": "arrow-merge",
}
ANSWER_TONES = {"yes": "good", "nearly": "yellow", "no": "bad"}


def quarter_label(quarter: str | None) -> str:
    """A quarter as people say it: "2026-Q4" → "Q4 2026"."""
    year, _dash, name = (quarter or "").partition("-")
    return f"{name} {year}".strip()


def month_label(month: str) -> str:
    """A month as a chart names it: "2026-06" → "Jun 2026"."""
    year, number = month.split("-")
    return str(format_skeleton("yMMM", date(int(year), int(number), 1), locale=get_locale() or "en"))


def hours_label(hours: int) -> str:
    """A number of hours as people say it: 120 → "5 days"."""
    return span(timedelta(hours=hours))


def status_label(status: str) -> str:
    """A status in the reader's language."""
    return str(_(IDEA.labels[status]))


def template_context() -> dict[str, Any]:
    """What every template of ideas reads besides its rows."""
    return {
        "tones": TONES,
        "icons": ICONS,
        "status_label": status_label,
        "quarter_label": quarter_label,
        "hours_label": hours_label,
        "steps": STEP_LABELS,
        "sources": SOURCE_LABELS,
        "takes_votes": OPEN,
        "answer_labels": ANSWER_LABELS,
        "answer_tones": ANSWER_TONES,
    }
