"""How the stages of a beta look and what leads from one to the next is called, for colleagues."""

from typing import Any

from flask_babel import lazy_gettext as _l

MOVES: dict[str, tuple[Any, str, str]] = {
    "recruit": (_l("Look for testers"), "speakerphone", "primary"),
    "choose": (_l("Choose testers"), "user-check", "primary"),
    "onboard": (_l("Let them begin"), "door-enter", "primary"),
    "run": (_l("Run it"), "player-play", "primary"),
    "pause": (_l("Pause it"), "player-pause", ""),
    "resume": (_l("Go on"), "player-play", "primary"),
    "wrap_up": (_l("Wrap it up"), "checks", ""),
    "archive": (_l("Put it away"), "archive", ""),
    "cancel": (_l("Cancel it"), "x", ""),
}
TONES = {
    "draft": "neutral",
    "recruiting": "info",
    "selecting": "info",
    "onboarding": "brand",
    "running": "good",
    "paused": "warn",
    "wrap_up": "warn",
}
PEOPLE_TONES = {
    "applied": "info",
    "waitlisted": "info",
    "selected": "warn",
    "agreement_pending": "warn",
    "provisioned": "good",
    "activated": "good",
    "active": "good",
    "completed": "good",
    "silent": "bad",
}


def move_words(trigger: str) -> tuple[Any, str, str]:
    """The button for a move: its words, its drawing and its tone."""
    return MOVES[trigger]
