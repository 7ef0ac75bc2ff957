"""What happens with cases and calls."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb

REACHED = "reached"
"""The outcome of a call in which the member themselves was spoken with."""


def _spoke(facts: Mapping[str, Any]) -> bool:
    return facts.get("outcome") == REACHED


CASE_OPENED = add_verb(
    "case.opened", _l("Something is wrong"), "alert-circle", "bad", facts={"score": int, "triage": bool}
)
CASE_HEARD = add_verb("case.heard", _l("Said more about it"), "message-2", "bad")
CASE_OVERDUE = add_verb("case.overdue", _l("Waited longer than we promised"), "alarm", "bad")
CASE_ASSIGNED = add_verb("case.assigned", _l("Somebody took it on"), "alert-circle", "bad")
CASE_ANSWERED = add_verb("case.answered", _l("Case answered"), "circle-check", "good")
CASE_UNREACHABLE = add_verb("case.unreachable", _l("Could not be reached"), "alert-circle", "bad")
CASE_CLOSED = add_verb("case.closed", _l("Closed"), "circle-check")
CALL_LOGGED = add_verb("call.logged", _l("A call"), "phone", "info", heard=_spoke, facts={"outcome": str})
