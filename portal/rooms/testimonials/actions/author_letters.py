"""The customer hears what somebody answered whom they had asked to agree: the words are still theirs."""

from portal.access.links import mail_link
from portal.core.urls import mail_url
from portal.kits.notices.actions import Outcome, send_message
from portal.people.models import Member

from ..letters import QUOTE_DELEGATE_ANSWERED
from ..models import ApprovalRequest, Delegate
from ..queries import who_answered


def tell_author(request: ApprovalRequest) -> Outcome | None:
    """Write to the customer if somebody else answered this question; None where they did so themselves."""
    delegate = who_answered(request)
    if delegate is None:
        return None
    member = request.version.testimonial.author
    return send_message(
        member,
        QUOTE_DELEGATE_ANSWERED.name,
        cause_key=f"quote-answered:{request.id}",
        sender=request.asked_by,
        context=lambda: _answer(delegate, member),
    )


def _answer(delegate: Delegate, member: Member) -> dict[str, object]:
    request = delegate.request
    _link, placeholder = mail_link("quote", request.id, member.email, member_id=member.id)
    return {
        "who": delegate.label,
        "answer": request.answer,
        "text": request.answer_text or request.version.text,
        "url": mail_url("approval.approve", token=placeholder),
    }
