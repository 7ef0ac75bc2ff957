"""What ends on a day in the forum: polls, and questions from us."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core.database import db
from portal.kits.calendar.dates import Dated, calendar_dates
from portal.people.viewer import Viewer

from .labels import KIND_LABELS
from .models import Topic
from .queries.seeing import sees_topic
from .views.blueprint import topic_url

ENDS = {"poll": _l("the poll closes"), "company_question": _l("the last day to answer")}


@calendar_dates("forum")
def closing(viewer: Viewer, since: datetime, until: datetime, most: int) -> list[Dated]:
    """Topics that close in this span and that the viewer may see."""
    ending = select(Topic.id, Topic.kind, Topic.title, Topic.closes_at).where(
        Topic.closes_at.between(since, until),
        Topic.kind.in_(ENDS),
        Topic.deleted_at.is_(None),
        Topic.closed_at.is_(None),
        sees_topic(viewer),
    )
    return [
        Dated(closes_at, f"topic:{topic_id}", title, ENDS[kind], topic_url(topic_id), KIND_LABELS[kind].icon)
        for topic_id, kind, title, closes_at in db.session.execute(
            ending.order_by(Topic.closes_at, Topic.id).limit(most)
        )
        if closes_at is not None
    ]
