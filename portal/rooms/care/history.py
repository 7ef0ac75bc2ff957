"""What happened in a case, told once: the ledger's lines and our calls in one order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.ledger.models import Activity

from .forms import OUTCOME_LABELS
from .models import Case
from .queries import case_calls, case_lines, names_of
from .verbs import (
    CASE_ANSWERED,
    CASE_ASSIGNED,
    CASE_CLOSED,
    CASE_HEARD,
    CASE_OPENED,
    CASE_OVERDUE,
    CASE_UNREACHABLE,
)

LOOKS: dict[str, tuple[Any, str, str]] = {
    CASE_OPENED: (_l("Case opened"), "alert-circle", "bad"),
    CASE_HEARD: (_l("They said more about it"), "message-2", "bad"),
    CASE_OVERDUE: (_l("The deadline passed"), "alarm", "bad"),
    CASE_ASSIGNED: (_l("Somebody took it on"), "user-check", "brand"),
    CASE_ANSWERED: (_l("Answered"), "circle-check", "good"),
    CASE_UNREACHABLE: (_l("Could not be reached"), "phone-off", "warn"),
    CASE_CLOSED: (_l("Closed"), "archive", "neutral"),
}
TRIAGE_LOOK: tuple[Any, str, str] = (_l("An older answer came in; it's waiting for review"), "inbox", "neutral")
CALL_LOOKS = {
    "reached": ("phone-call", "good"),
    "left_message": ("microphone-2", "neutral"),
    "could_not_reach": ("phone-off", "warn"),
    "wrote": ("writing", "good"),
}


@dataclass(frozen=True)
class Event:
    """One line of the history."""

    title: Any
    icon: str
    tone: str
    at: datetime
    by: str | None
    text: str = ""


def history_of(case: Case) -> list[Event]:
    """Everything that happened, the newest first."""
    lines = case_lines(case)
    names = names_of({line.actor_user_id for line in lines if line.actor_user_id})
    told = [Event(*_look(line), at=line.occurred_at, by=names.get(line.actor_user_id or 0)) for line in lines]
    return sorted([*told, *_calls(case)], key=lambda event: event.at, reverse=True)


def _look(line: Activity) -> tuple[Any, str, str]:
    return TRIAGE_LOOK if line.facts.get("triage") else LOOKS[line.verb]


def _calls(case: Case) -> list[Event]:
    return [
        Event(
            OUTCOME_LABELS[call.outcome],
            *CALL_LOOKS[call.outcome],
            at=call.at,
            by=call.by.name if call.by else None,
            text=call.note,
        )
        for call in case_calls(case.id)
    ]
