"""What maps may send: a letter of the catalogue, through the contact policy."""

from flask_babel import gettext as _

from portal.access.models import User
from portal.kits.automation.map_actions import map_action
from portal.kits.automation.outcomes import DONE, Outcome
from portal.kits.automation.planned import Planned
from portal.kits.tasks.automation import plan_task
from portal.people.models import Member
from portal.people.queries.staff import colleague_of, first_colleague
from workflows.catalogue import ActionShape, Named, Names
from workflows.marking import N_

from .actions import send_message
from .contact_policy import REASONS, Limits
from .letters import OPTIONAL, TEMPLATES

HELD = "held"
MESSAGE = ActionShape(
    words=("template",),
    options={"from": "role", "wait": "duration", "max": "rate", "needs": "field"},
    sends=True,
    promotional=True,
)


def _templates() -> Names:
    known = {name: Named(letter.fields, promotional=letter.category in OPTIONAL) for name, letter in TEMPLATES.items()}
    return Names(
        known,
        unknown=N_("There is no template “%(name)s”."),
        without_field=N_("The template “%(name)s” has no field “%(field)s”."),
    )


def _held(reason: str) -> str:
    return str(_("held back: %(why)s", why=REASONS.get(reason, reason)))


@map_action("message", MESSAGE, names={"template": _templates}, outcomes={HELD: _held})
def message(planned: Planned, member: Member) -> Outcome:
    """Send it, or have a person write it where the letter needs words that only a person has."""
    if TEMPLATES[planned.name].fields:
        return plan_task(planned, member, planned.name, role=planned.role or "success")
    sent = send_message(
        member, planned.name, cause_key=planned.cause_key, sender=_sender(planned, member), limits=map_limits(planned)
    )
    return DONE if sent.posted else Outcome(HELD, sent.reason or "")


def map_limits(planned: Planned) -> Limits:
    """The limits of the map that wants it; ours where it has none."""
    limits = planned.limits()
    return Limits(*limits) if limits else Limits()


def _sender(planned: Planned, member: Member) -> User | None:
    role = str(planned.options.get("from", ""))
    return (colleague_of(member, role) or first_colleague(role)) if role else None
