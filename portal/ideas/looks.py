"""How a status and a quarter look and read."""

from typing import Any

from flask_babel import gettext as _

from workflows.lifecycles import IDEA

from .actions.counting import OPEN
from .words import SOURCE_WORDS, STEP_WORDS

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


def quarter_words(quarter: str | None) -> str:
    """A quarter as people say it: "2026-Q4" → "Q4 2026"."""
    year, _dash, name = (quarter or "").partition("-")
    return f"{name} {year}".strip()


def status_words(status: str) -> str:
    """A status in the reader's language."""
    return str(_(IDEA.labels[status]))


def looks() -> dict[str, Any]:
    """What every template of ideas reads besides its rows."""
    return {
        "tones": TONES,
        "icons": ICONS,
        "status_words": status_words,
        "quarter_words": quarter_words,
        "steps": STEP_WORDS,
        "sources": SOURCE_WORDS,
        "takes_votes": OPEN,
    }
