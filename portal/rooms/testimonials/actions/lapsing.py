"""What time does to a question: one reminder, and an end that allows nothing."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, update

from portal.core.clock import now
from portal.core.database import db
from portal.kits.notices.actions import send_message
from portal.kits.notices.contact_policy import suppressed
from portal.kits.notices.zones import zone_of
from portal.ledger.ledger import record
from portal.ledger.outbox.mail import add_mails_to_others
from portal.people.holds import reason_to_wait
from portal.people.logins import login_is_closed
from portal.people.models import Member

from ..letters import QUOTE_REMINDER
from ..lifecycle import TESTIMONIAL
from ..models import ApprovalRequest, Delegate
from ..time_left import is_over
from ..verbs import TESTIMONIAL_LAPSED, TESTIMONIAL_REMINDED
from .asking import what_is_asked
from .deadlines import halfway
from .delegating import delegates_of, has_ended, write_to
from .steps import lock_rows, step

REMINDER = "quote-reminder:"
"""What the cause of every reminder begins with; the number of its question follows."""
JUST_NAMED = timedelta(hours=4)
"""So long whoever the customer named is not reminded of what they were only now asked."""
TO_DELEGATE = "d"
"""What stands before the number of the one whom the customer named, after that."""
add_mails_to_others(f"{REMINDER}%>{TO_DELEGATE}%")


def still_asked() -> ColumnElement[bool]:
    """The questions that can be answered now: nobody has, and the last evening is not over."""
    in_time = or_(ApprovalRequest.lapses_at.is_(None), ApprovalRequest.lapses_at > now())
    return and_(ApprovalRequest.answered_at.is_(None), in_time)


def lapse(request: ApprovalRequest, answer: str = "lapsed") -> bool:
    """Nobody answered: it is not asked any more, and nothing is allowed. False if an answer was faster."""
    testimonial = lock_rows(request.version.testimonial)
    open_one = ApprovalRequest.id == request.id, ApprovalRequest.answered_at.is_(None)
    over = update(ApprovalRequest).where(*open_one).values(answered_at=now(), answer=answer, remind_at=None)
    if db.session.execute(over.returning(ApprovalRequest.id)).first() is None:
        return False
    db.session.refresh(request)
    if "lapse" in TESTIMONIAL.triggers(testimonial.status):
        step(testimonial, "lapse")
    record(TESTIMONIAL_LAPSED, member=testimonial.member, about=testimonial)
    return True


def end_unsent(request: ApprovalRequest) -> bool:
    """Nobody can answer what never reached them: whoever asked hears of it now, and not on the last evening."""
    return lapse(request, "unsent")


def remind(request: ApprovalRequest) -> bool:
    """Write the one reminder, in the middle of the time that they have: to everybody whom the customer named by an
    address, and otherwise to the customer. False where none is wanted any more, or not yet: whoever was named just now
    has read the question at most a moment ago, and half of their own time comes later."""
    testimonial = lock_rows(request.version.testimonial)
    db.session.refresh(request)
    if request.remind_at is None or request.answered_at is not None or is_over(request):
        return False
    request.remind_at = None
    member = testimonial.author
    if not _may_be_reminded(member):
        return False
    asked = [each for each in delegates_of(request) if _is_asked_by_email(each)]
    waiting = [each for each in asked if each.created_at <= now() - JUST_NAMED]
    if asked and not waiting:
        request.remind_at = halfway(now(), request.lapses_at, zone_of(member)) if request.lapses_at else None
        return False
    posted = _remind_delegates(request, waiting) or _remind_author(request, member)
    if posted:
        record(TESTIMONIAL_REMINDED, member=member, about=testimonial)
    return posted


def _remind_delegates(request: ApprovalRequest, named: Collection[Delegate]) -> bool:
    """Where the customer named somebody whom we reach, it is their turn, and the customer has done what they could."""
    for delegate in named:
        write_to(delegate, key=f"{REMINDER}{request.id}>{TO_DELEGATE}{delegate.id}", reminder=True)
    return bool(named)


def _is_asked_by_email(delegate: Delegate) -> bool:
    return bool(delegate.email) and not has_ended(delegate) and not suppressed(delegate.email)


def _remind_author(request: ApprovalRequest, member: Member) -> bool:
    outcome = send_message(
        member,
        QUOTE_REMINDER.name,
        cause_key=f"{REMINDER}{request.id}",
        sender=request.asked_by,
        context=lambda: what_is_asked(request, member),
    )
    return outcome.posted


def _may_be_reminded(member: Member) -> bool:
    """A favour is asked of nobody who is held, paused or on a break, or whose login is closed."""
    return reason_to_wait(member.id) is None and not login_is_closed(member)
