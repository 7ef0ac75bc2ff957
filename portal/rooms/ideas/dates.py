"""What has a day among ideas: until when one of us answers, for those who answer for the board."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core.database import db
from portal.kits.calendar.dates import Dated, calendar_dates
from portal.people.viewer import Viewer

from .models import BoardOwner, Idea
from .queries.seeing import visible_to
from .urls import idea_url


@calendar_dates("ideas")
def answers_due(viewer: Viewer, since: datetime, until: datetime, most: int) -> list[Dated]:
    """Ideas to which none of us has said a word, on boards that the viewer answers for."""
    if not viewer.may("ideas.decide"):
        return []
    due = select(Idea.id, Idea.title, Idea.answer_due_at).where(
        Idea.answered_at.is_(None),
        Idea.answer_due_at.between(since, until),
        Idea.deleted_at.is_(None),
        Idea.board_id.in_(select(BoardOwner.board_id).where(BoardOwner.user_id == viewer.id)),
        visible_to(viewer),
    )
    return [
        Dated(due_at, f"idea:{idea_id}", title, _l("an answer of ours is due"), idea_url(idea_id), "bulb")
        for idea_id, title, due_at in db.session.execute(due.order_by(Idea.answer_due_at, Idea.id).limit(most))
        if due_at is not None
    ]
