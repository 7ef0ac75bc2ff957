"""How the stages of a beta look and what leads from one to the next is called, for colleagues."""

from typing import Any

from flask_babel import lazy_gettext as _l

from .models import IN_TEST, OFFERED

MOVES: dict[str, tuple[Any, str, str]] = {
    "recruit": (_l("Look for testers"), "speakerphone", "primary"),
    "choose": (_l("Choose testers"), "user-check", "primary"),
    "onboard": (_l("Let them start"), "door-enter", "primary"),
    "run": (_l("Run it"), "player-play", "primary"),
    "pause": (_l("Pause it"), "player-pause", ""),
    "resume": (_l("Go on"), "player-play", "primary"),
    "wrap_up": (_l("Wrap it up"), "checks", ""),
    "close": (_l("Thank and close"), "heart-handshake", "primary"),
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
PEOPLE_MOVES: dict[str, Any] = {
    "apply": _l("applies"),
    "turn_away": _l("not this round"),
    "waitlist": _l("waits"),
    "select": _l("is offered a seat"),
    "accept": _l("takes it"),
    "provision": _l("signed"),
    "activate": _l("sets it up"),
    "take_part": _l("takes part"),
    "fall_silent": _l("falls quiet"),
    "complete": _l("stays to the end"),
    "decline": _l("says no"),
    "withdraw": _l("leaves"),
    "remove": _l("is taken out"),
    "expire": _l("offer expires"),
}
ASIDE = ("not_this_round", "declined", "withdrawn", "removed", "expired")
"""Where people end who do not test: drawn beside the way, for almost every state leads there."""
SHELVES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "applied": (_l("Applied"), ("applied",)),
    "waiting": (_l("Waitlist"), ("waitlisted",)),
    "offered": (_l("Offered a seat"), OFFERED),
    "testing": (_l("Testing"), (*IN_TEST, "completed")),
    "silent": (_l("Quiet"), ("silent",)),
    "invited": (_l("Invited"), ("invited",)),
    "others": (_l("No longer in it"), ASIDE),
}
"""The people of a beta by how they stand."""
FIRST_SHELF = {
    **dict.fromkeys(("draft", "recruiting", "selecting"), "applied"),
    **dict.fromkeys(("onboarding", "running", "paused", "wrap_up"), "testing"),
}
"""Which of them is of use first, by the stage of the beta; once it is over, everybody at a glance."""
RECRUITS = _l(
    "While the beta is looking for testers, the people it's for can apply; the voters of its idea are the first to "
    "invite."
)
EMPTY_SHELVES: dict[str, tuple[Any, Any]] = {
    "applied": (_l("Nobody is waiting for an answer"), _l("People who apply are listed here until you say yes or no.")),
    "waiting": (_l("Nobody is waiting for a seat"), _l("A seat that becomes free goes to whoever has waited longest.")),
    "offered": (
        _l("No offer is open"),
        _l("People who are offered a seat are listed here until they take it, say no or let it expire."),
    ),
    "testing": (
        _l("Nobody tests"),
        _l("People who have a seat and are testing are listed here, with when we last heard from them."),
    ),
    "silent": (
        _l("Nobody is quiet"),
        _l("When we haven't heard from a tester for a while, we ask them, and they're listed here until they answer."),
    ),
    "invited": (_l("No invitation is open"), _l("People who are invited are listed here until they apply or say no.")),
    "others": (_l("Nobody is out of it"), _l("People who said no, left or weren't chosen this time are listed here.")),
}
"""What an empty shelf says; while the beta looks for testers, the first one says how they come (RECRUITS)."""
SHELF_OF = {state: shelf for shelf, (_label, states) in SHELVES.items() for state in states}


def empty_shelf(shelf: str, status: str) -> tuple[Any, Any]:
    """The title and the words of an empty shelf, as it suits the stage of the beta."""
    title, text = EMPTY_SHELVES[shelf]
    recruits = shelf == "applied" and status in {"draft", "recruiting"}
    return (_l("Nobody has applied yet"), RECRUITS) if recruits else (title, text)


def move_button(trigger: str) -> tuple[Any, str, str]:
    """The button for a move: its words, its drawing and its tone."""
    return MOVES[trigger]
