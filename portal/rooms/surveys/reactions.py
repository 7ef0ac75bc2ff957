"""What a new email address, and a login that is open again, do to questions that wait for an answer."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.access.verbs import USER_REACTIVATED
from portal.core.clock import now
from portal.core.database import db
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.people.verbs import ADDRESS_CHANGED, ADDRESS_RETURNED

from .actions import ask_again
from .models import SurveyRequest


@subscriber("surveys", ADDRESS_CHANGED, ADDRESS_RETURNED, USER_REACTIVATED)
def ask_where_they_are_reached(lines: Sequence[Activity]) -> None:
    """What they have not answered goes to where they are reached now."""
    waiting = select(SurveyRequest).where(
        SurveyRequest.member_id.in_({line.member_id for line in lines}),
        SurveyRequest.answered_at.is_(None),
        SurveyRequest.expires_at > now(),
    )
    for request in db.session.scalars(waiting.order_by(SurveyRequest.id)):
        ask_again(request)
