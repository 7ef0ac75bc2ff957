"""What is found at the last look at an email about a question, before it goes out."""

from portal.core.database import db
from portal.kits.notices.contact_policy import WHILE_WAITING
from portal.ledger.models import Mail
from portal.people.holds import reason_to_wait
from portal.people.queries.addresses import is_address_of

from ..models import ApprovalRequest, Delegate
from ..time_left import is_over
from .asking import QUESTION
from .delegating import NAMED, has_ended
from .lapsing import REMINDER, TO_DELEGATE

GIVEN = ("approved", "changes_requested", "declined")
"""Answers of somebody there; with any other it was ours to end the question."""


def why_not_asked(mail: Mail) -> str | None:
    """Why its reader can't answer what this email asks; None where they can, or where it asks nothing about quotes."""
    if mail.key.startswith(NAMED):
        return _against_delegate(int(mail.key.removeprefix(NAMED)))
    begins = next((each for each in (QUESTION, REMINDER) if mail.key.startswith(each)), None)
    if begins is None:
        return None
    which, _, whom = mail.key.removeprefix(begins).partition(">")
    if whom.startswith(TO_DELEGATE):
        return _against_delegate(int(whom.removeprefix(TO_DELEGATE)))
    return _against_author(int(which.partition(":")[0]), mail.recipient)


def why_kept_waiting(mail: Mail) -> str | None:
    """Why its reader is to be asked for nothing now."""
    if not mail.key.startswith(QUESTION) or mail.member_id is None:
        return None
    reason = reason_to_wait(mail.member_id)
    return WHILE_WAITING[reason] if reason else None


def _against_author(request_id: int, address: str) -> str | None:
    request = db.session.get(ApprovalRequest, request_id)
    if request is None:
        return "withdrawn"
    moved = not is_address_of(request.version.testimonial.author, address)
    return _why_closed(request) or ("moved" if moved else None)


def _against_delegate(delegate_id: int) -> str | None:
    delegate = db.session.get(Delegate, delegate_id)
    if delegate is None or has_ended(delegate):
        return "withdrawn"
    return _why_closed(delegate.request)


def _why_closed(request: ApprovalRequest) -> str | None:
    if request.answered_at is None:
        return "withdrawn" if is_over(request) else None
    return "answered" if request.answer in GIVEN else "withdrawn"
