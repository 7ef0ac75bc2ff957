"""What codes of betas are called, and what a person is told about their place."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.people.timeline import fact_label

from .lifecycle import BETA, BETA_REPORT
from .models import Applicant

KIND_LABELS: dict[str, tuple[Any, str]] = {
    "issue": (_l("Something is wrong"), "alert-circle"),
    "idea": (_l("It could be better"), "bulb"),
    "praise": (_l("I like this"), "heart-handshake"),
}
SEVERITY_LABELS: dict[int, Any] = {
    1: _l("I can't work"),
    2: _l("It hurts"),
    3: _l("It annoys"),
    4: _l("It looks odd"),
}
SEAT_LABELS: dict[str, Any] = {
    "offered": _l("was offered a seat"),
    "accepted": _l("took the seat"),
    "asked": _l("was asked whether they still test"),
    "lapsed": _l("let the offer expire"),
    "passed_on": _l("stayed quiet; the seat moved on"),
    "declined": _l("said no, thank you"),
    "left": _l("left"),
    "removed": _l("was removed"),
}
NOT_ASKED: dict[str, Any] = {
    "in_it": _l("in this beta already"),
    "not_for_them": _l("not among the people it's for"),
    "no_login": _l("cannot sign in"),
    "break": _l("on a break"),
    "unsubscribed": _l("don't want emails like this"),
    "held": _l("have an open issue that we sort out first"),
    "pause": _l("paused by a colleague"),
    "said_no": _l("said no to a beta or left one in the last three months"),
}
"""Why somebody is not asked now (queries/candidates.py)."""

_PLACES: dict[str, Any] = {
    "invited": _l("Would you like to test it? A no costs you nothing."),
    "applied": _l("You applied. We say yes or no to everybody."),
    "waitlisted": _l("You're on the waitlist. A seat that becomes free goes to whoever has waited longest."),
    "selected": _l("A seat is yours if you want it."),
    "agreement_pending": _l("Your seat is kept. Read the agreement and sign it, then you are in."),
    "provisioned": _l("You're in. Set it up and tell us what you find."),
    "activated": _l("You're set up. Tell us what you find."),
    "active": _l("You're one of the testers. Thank you for the time you're giving it."),
    "silent": _l(
        "We haven't heard from you for a while. Are you still testing? If not, somebody else can have the seat."
    ),
    "completed": _l("The beta has ended. Thank you for testing."),
    "declined": _l("You said no this time. You're welcome to join the next one."),
    "withdrawn": _l("You left this beta. You're welcome to join the next one."),
    "expired": _l("The offer expired. You're welcome to join the next one."),
}
_RESTS: dict[str, Any] = {
    "paused": _l("It's paused at the moment; your seat stays yours."),
    "wrap_up": _l("Testing has ended. A summary and our thanks follow."),
}


def place_text(applicant: Applicant) -> str:
    """What somebody is told about how they stand: a person's words where one wrote some, else ours."""
    if applicant.told and applicant.status in {"not_this_round", "removed"}:
        return applicant.told
    if applicant.tests and applicant.beta.status in _RESTS:
        return str(_RESTS[applicant.beta.status])
    return str(_PLACES.get(applicant.status, _("Not this round.")))


@fact_label("status")
def _status(code: str) -> str | None:
    label = BETA.labels.get(code) or BETA_REPORT.labels.get(code)
    return _(label) if label else None


@fact_label("kind")
def _kind(code: str) -> str | None:
    return str(KIND_LABELS[code][0]) if code in KIND_LABELS else None
