"""What the customer answers: yes, other words, or no."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update

from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import clean
from portal.ledger.ledger import record

from ..asked_for import Ask, check_granted
from ..labels import attribution_line
from ..models import ApprovalRequest, Permission, PermissionScope, Testimonial
from ..time_left import is_over
from ..verbs import PERMISSION_GRANTED, TESTIMONIAL_APPROVED, TESTIMONIAL_CHANGES_REQUESTED, TESTIMONIAL_DECLINED
from .drafting import add_version
from .lapsing import still_asked
from .pictures import cover_pictures
from .steps import lock_rows, step

REST = timedelta(days=365)


class AnsweredAlready(Refused):
    """Somebody was faster: an answer came first, or the words were changed meanwhile."""


def approve(request: ApprovalRequest, granted: Ask, evidence: str, kind: str = "link") -> Permission:
    """The customer says yes, to all of what was asked or to less of it; `kind` is one of EVIDENCE."""
    testimonial = _answer(request, "approved")
    check_granted(Ask.of(request), granted)
    if granted.over(now().date()):
        raise Refused(_("The last day that we asked for has passed, so there is nothing to allow any more."))
    step(testimonial, "approve")
    permission = Permission(
        version_id=request.version_id,
        attribution=granted.attribution,
        named_as=attribution_line(testimonial, granted.attribution),
        logo=granted.logo,
        photo=granted.photo,
        starts_on=now().date(),
        until=granted.until,
        evidence=evidence,
        evidence_kind=kind,
        granted_at=now(),
        scopes=_scopes(granted),
    )
    db.session.add(permission)
    cover_pictures(request, permission)
    member = testimonial.member
    record(TESTIMONIAL_APPROVED, member=member, about=testimonial)
    record(PERMISSION_GRANTED, member=member, about=testimonial, facts={"version": request.version.number})
    return permission


def request_changes(request: ApprovalRequest, text: str, by_delegate: str = "") -> None:
    """The customer would rather say it in other words: those become a version by them, or by whom they had asked to
    agree, and are asked for again."""
    if clean(text) == request.version.text:
        raise Refused(_("These are the same words. Approve them, or write how you would say it."))
    testimonial = _answer(request, "changes_requested", text)
    step(testimonial, "request_changes")
    add_version(testimonial, text, None, request.version.incentive, by_delegate)
    record(TESTIMONIAL_CHANGES_REQUESTED, member=testimonial.member, about=testimonial)


def decline(request: ApprovalRequest) -> None:
    """The customer says no. The quote rests for a year."""
    testimonial = _answer(request, "declined")
    step(testimonial, "decline")
    testimonial.rests_until = (now() + REST).date()
    record(TESTIMONIAL_DECLINED, member=testimonial.member, about=testimonial)


def _answer(request: ApprovalRequest, answer: str, text: str = "") -> Testimonial:
    """Note the answer; whoever comes second is told."""
    testimonial = lock_rows(request.version.testimonial)
    first = (
        update(ApprovalRequest)
        .where(ApprovalRequest.id == request.id, still_asked())
        .values(answered_at=now(), answer=answer, answer_text=clean(text))
        .returning(ApprovalRequest.id)
    )
    if db.session.execute(first).first() is None:
        if is_over(request):
            raise AnsweredAlready(_("The time for an answer has passed, so nothing is used."))
        raise AnsweredAlready(_("This question has been answered already, or the text has changed in the meantime."))
    db.session.refresh(request)
    return testimonial


def _scopes(granted: Ask) -> list[PermissionScope]:
    kinds = (("channel", granted.channels), ("territory", granted.territories), ("language", granted.languages))
    return [PermissionScope(kind=kind, value=value) for kind, values in kinds for value in values]
