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
def polls(viewer: Viewer, since: datetime, until: datetime, most: int) -> list[Dated]:
    """Polls that close in this span and that the viewer may see."""
    return _closing("poll", viewer, (since, until), most)


@calendar_dates("forum_questions", mark="ask")
def questions(viewer: Viewer, since: datetime, until: datetime, most: int) -> list[Dated]:
    """Questions of ours that can be answered until then."""
    return _closing("company_question", viewer, (since, until), most)


def _closing(kind: str, viewer: Viewer, span: tuple[datetime, datetime], most: int) -> list[Dated]:
    ending = select(Topic.id, Topic.title, Topic.closes_at).where(
        Topic.closes_at.between(*span),
        Topic.kind == kind,
        Topic.deleted_at.is_(None),
        Topic.closed_at.is_(None),
        sees_topic(viewer),
    )
    return [
        Dated(closes_at, f"topic:{topic_id}", title, ENDS[kind], topic_url(topic_id), KIND_LABELS[kind].icon)
        for topic_id, title, closes_at in db.session.execute(ending.order_by(Topic.closes_at, Topic.id).limit(most))
        if closes_at is not None
    ]
