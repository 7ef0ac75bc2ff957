"""Kinds, levels, reactions and reasons in the reader's words, with the marks by which they are known."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from portal.people.timeline import fact_label


class Kind(NamedTuple):
    """How a kind of topic is called and looks."""

    label: Any
    icon: str
    tone: str


class Level(NamedTuple):
    """How a level is called, what it means, and its mark."""

    label: Any
    means: Any
    icon: str


KIND_LABELS: dict[str, Kind] = {
    "discussion": Kind(_l("Discussion"), "messages", "neutral"),
    "question": Kind(_l("Question"), "message-circle-question", "info"),
    "company_question": Kind(_l("A question from us"), "message-circle-heart", "brand"),
    "announcement": Kind(_l("Announcement"), "speakerphone", "orange"),
    "poll": Kind(_l("Poll"), "chart-bar", "purple"),
}
LEVEL_LABELS: dict[str, Level] = {
    "watching": Level(_l("Watching"), _l("You're notified of every post."), "bell"),
    "tracking": Level(_l("Tracking"), _l("You see how many posts you have not read."), "eye"),
    "normal": Level(_l("Normal"), _l("It's in the list; you're notified when somebody answers you."), "message"),
    "muted": Level(_l("Muted"), _l("It's left out of your lists, and you're not notified."), "bell-off"),
}
REACTION_LABELS: dict[str, tuple[Any, str]] = {
    "like": (_l("Like"), "thumb-up"),
    "thanks": (_l("Thank you"), "heart"),
    "insight": (_l("New to me"), "bulb"),
    "same_here": (_l("Same here"), "users"),
}
REASON_LABELS: dict[str, Any] = {
    "off_topic": _l("It belongs somewhere else"),
    "unkind": _l("It is unkind"),
    "confidential": _l("It says something confidential"),
    "spam": _l("It is advertising"),
    "other": _l("Something else"),
}
GONE = _l("A former member")
"""What stands in the place of an author who is not known any more."""
DECISION_LABELS: dict[str, Any] = {
    "keep": _l("Kept"),
    "ask_edit": _l("Asked for an edit"),
    "remove": _l("Removed"),
    "restore": _l("Restored"),
}
CHANGE_LABELS: dict[str, Any] = {
    "locked": _l("Closed"),
    "unlocked": _l("Reopened"),
    "pinned": _l("Pinned"),
    "unpinned": _l("Unpinned"),
}


@fact_label("kind")
def _kind(code: str) -> str | None:
    """Of a topic, or of a reaction."""
    labels = {kind: label for kind, (label, *_look) in (KIND_LABELS | REACTION_LABELS).items()}
    return str(labels[code]) if code in labels else None


@fact_label("reason")
def _reason(code: str) -> str | None:
    return str(REASON_LABELS[code]) if code in REASON_LABELS else None


@fact_label("decision")
def _decision(code: str) -> str | None:
    return str(DECISION_LABELS[code]) if code in DECISION_LABELS else None


@fact_label("what")
def _change(code: str) -> str | None:
    return str(CHANGE_LABELS[code]) if code in CHANGE_LABELS else None
