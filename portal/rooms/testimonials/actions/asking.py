"""Asking a customer whether their words may be used."""

from datetime import date, datetime

from flask_babel import format_date
from flask_babel import gettext as _

from portal.access.links import mail_link
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.urls import mail_url
from portal.kits.notices.actions import Outcome, send_message
from portal.ledger.ledger import record
from portal.people.actions.segments import standing_holds
from portal.people.holds import refuse_while_paused
from portal.people.logins import login_is_closed
from portal.people.models import Member

from ..asked_for import Ask
from ..letters import QUOTE_APPROVAL
from ..lifecycle import ALLOWED_ONCE
from ..models import ApprovalRequest, Testimonial
from ..verbs import TESTIMONIAL_SENT
from .deadlines import deadline_for
from .delegating import carry_over
from .pictures import carry_pictures
from .steps import current, lock_rows, revoke_permissions, step
from .wording import letter_about

QUESTION = "quote:"
"""How the causes of questions begin; the number of the question follows."""


def ask_customer(
    testimonial: Testimonial, ask: Ask, sender: User, needed_by: datetime | None = None
) -> ApprovalRequest:
    """Send the customer the exact words and a link. Silence will never approve them: from some day on it is a no. What
    they allowed before ends with the question."""
    testimonial = lock_rows(testimonial)
    _check_asking(testimonial, ask)
    deadline = deadline_for(testimonial.author, ask, sender, needed_by)
    allowed = testimonial.status in ALLOWED_ONCE
    step(testimonial, "send")
    if allowed:
        revoke_permissions(testimonial, sender)
    version, member = current(testimonial), testimonial.author
    request = ApprovalRequest(version=version, asked_by_id=sender.id, asked_for=ask.stored(), sent_at=now())
    request.needed_by, request.lapses_at, request.remind_at = needed_by, *deadline
    db.session.add(request)
    db.session.flush()
    _send(request, sender, f"{QUESTION}{request.id}")
    carry_over(request)
    carry_pictures(request)
    record(TESTIMONIAL_SENT, member=member, actor=sender, about=testimonial)
    return request


def check_rest(until: date | None) -> None:
    """Refuse to come back to a quote that was declined, before its year is over."""
    if until is not None and until > now().date():
        raise Refused(_("They said no to this one. It rests until %(day)s.", day=format_date(until, "long")))


def _send(request: ApprovalRequest, sender: User, cause_key: str) -> None:
    outcome = write_question(request, sender, cause_key)
    if not outcome.posted:
        raise Refused(_("They can't be asked right now: %(reason)s.", reason=outcome.why))


def write_question(request: ApprovalRequest, sender: User | None, cause_key: str) -> Outcome:
    """Write the question to where the customer is reached now, once for each cause."""
    member = request.version.testimonial.author
    return send_message(
        member,
        QUOTE_APPROVAL.name,
        cause_key=cause_key,
        category="service",
        sender=sender,
        context=lambda: what_is_asked(request, member),
    )


def what_is_asked(request: ApprovalRequest, member: Member) -> dict[str, object]:
    """What a letter to the customer says, with a link of its own."""
    request.link, placeholder = mail_link("quote", request.id, member.email, member_id=member.id)
    return letter_about(request, mail_url("approval.approve", token=placeholder))


def _check_asking(testimonial: Testimonial, ask: Ask) -> None:
    if not ask.channels or not ask.territories or not ask.where:
        raise Refused(_("Say where the quote would be used: at least one channel and one country."))
    if ask.over(now().date()):
        raise Refused(_("The last day is in the past. Choose a later one."))
    check_rest(testimonial.rests_until)
    member = testimonial.author
    if login_is_closed(member):
        raise Refused(_("The login of %(name)s is closed. Ask once it is open again.", name=member.name))
    if member.paused_until is not None and member.paused_until > now():
        raise Refused(_("%(name)s is taking a break. Ask when they are back.", name=member.name))
    if standing_holds(member.id, "promotion"):
        raise Refused(_("%(name)s has an open case. Settle that first; then ask.", name=member.name))
    refuse_while_paused(member)
