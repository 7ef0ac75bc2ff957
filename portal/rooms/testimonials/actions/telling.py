"""Whoever asked for a quote hears what others do to it: that it is not asked any more, that it is a draft again."""

from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db
from portal.kits.notices.actions import notify
from portal.kits.notices.addressing import responsible
from portal.ledger.models import Activity

from ..models import ApprovalRequest, Testimonial
from ..notices import ANSWERED, questions_about
from .steps import void_open_request


def stop_asking(testimonial: Testimonial, by: User) -> None:
    """A colleague ends what the customer has not answered."""
    for request in void_open_request(testimonial):
        whom = responsible(request.asked_by_id, testimonial.member, "quotes.edit")
        notify(ANSWERED.name, whom, about=("approvalrequest", request.id), actor=by)


def tell_of_draft(testimonial: Testimonial, line_id: int) -> None:
    """It is one again by nobody's act, as the ledger says in this line; it may be in use today."""
    asked = select(ApprovalRequest.asked_by_id).where(ApprovalRequest.id.in_(questions_about(testimonial.id)))
    asked_by = db.session.scalar(asked.order_by(ApprovalRequest.id.desc()).limit(1))
    whom = responsible(asked_by, testimonial.member, "quotes.edit")
    line = db.session.get_one(Activity, line_id)
    notify(ANSWERED.name, whom, about=("testimonial", testimonial.id), cause=line)
