"""Questions that wait for a member's answer, and until when."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core.database import db
from portal.core.urls import path_for
from portal.kits.calendar.dates import Dated, calendar_dates
from portal.people.viewer import Viewer

from .models import SurveyRequest
from .questions import QUESTIONS


@calendar_dates("surveys", mark="ask")
def open_questions(viewer: Viewer, since: datetime, until: datetime, most: int) -> list[Dated]:
    """The viewer's own open questions."""
    if not viewer.is_member:
        return []
    waiting = select(SurveyRequest).where(
        SurveyRequest.member_id == viewer.member_id,
        SurveyRequest.answered_at.is_(None),
        SurveyRequest.expires_at.between(since, until),
    )
    return [
        Dated(
            asked.expires_at,
            f"question:{asked.id}",
            QUESTIONS[asked.kind].text,
            _l("the last day to answer"),
            path_for("surveys.own", request_id=asked.id),
            "gauge",
        )
        for asked in db.session.scalars(waiting.order_by(SurveyRequest.expires_at, SurveyRequest.id).limit(most))
    ]
