"""Asking once more where a customer is reached now, after another address or a login that was opened again."""

from portal.core.clock import now
from portal.people.holds import reason_to_wait
from portal.people.logins import login_is_closed
from portal.people.queries.addresses import why_fallen

from ..asked_for import Ask
from ..models import ApprovalRequest
from .asking import QUESTION, write_question
from .lapsing import end_unsent


def ask_again(request: ApprovalRequest, cause: int) -> None:
    """Send an open request once more to where the customer is reached now; the link that went elsewhere ends.

    `cause` is the ledger line of the new address: heard twice, it asks once. Where nothing may be asked of them now and
    no link of theirs stands, the question ends, so that whoever asked hears of it. While their login is closed it only
    waits: it is asked again once that is open.
    """
    member = request.version.testimonial.author
    if request.answered_at is not None or Ask.of(request).over(now().date()) or login_is_closed(member):
        return
    if reason_to_wait(member.id) is None and _is_written(request, cause):
        return
    if request.link is None or why_fallen(member, request.link) is not None:
        end_unsent(request)


def _is_written(request: ApprovalRequest, cause: int) -> bool:
    return write_question(request, request.asked_by, f"{QUESTION}{request.id}:{cause}").posted
