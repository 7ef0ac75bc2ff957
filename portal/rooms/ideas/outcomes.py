"""What ideas make of what customers said: the idea that it speaks for, and where that stands."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import CTE, func, select
from sqlalchemy.orm import aliased

from portal.core.database import db
from portal.people.viewer import Viewer
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.outcomes import Outcome, outcome_of_feedback

from .actions.moves import STEPS
from .badges import ICONS, TONES, quarter_label, status_label
from .models import Idea, IdeaFeedback, StatusMove
from .queries.seeing import visible_to
from .urls import idea_url


@outcome_of_feedback
def became_ideas(viewer: Viewer, pieces: Sequence[Feedback]) -> Iterator[tuple[int, Outcome]]:
    """Each idea that the author may open, with what everybody reads about it there. One statement."""
    spoken_for = _spoken_for([piece.id for piece in pieces])
    move = aliased(StatusMove)
    decided = select(func.max(move.id)).where(move.idea_id == Idea.id, move.step.in_(STEPS)).correlate(Idea)
    statement = (
        select(spoken_for.c.feedback_id, spoken_for.c.noted_at, Idea, StatusMove.message)
        .join(Idea, Idea.id == spoken_for.c.idea_id)
        .outerjoin(StatusMove, StatusMove.id == decided.scalar_subquery())
        .where(visible_to(viewer), Idea.deleted_at.is_(None))
    )
    for feedback_id, noted_at, idea, message in db.session.execute(statement.order_by(Idea.id)):
        yield (
            feedback_id,
            Outcome(
                _sentence(idea),
                ICONS[idea.status],
                TONES[idea.status],
                max(noted_at, idea.status_at),
                idea_url(idea.id),
                message or idea.declined_because,
            ),
        )


def _spoken_for(feedback_ids: Sequence[int]) -> CTE:
    """(piece, idea, since when): the ideas that pieces were noted for, and those that these became part of."""
    noted: Any = select(IdeaFeedback.feedback_id, IdeaFeedback.idea_id, IdeaFeedback.noted_at)
    found: CTE = noted.where(IdeaFeedback.feedback_id.in_(feedback_ids)).cte("spoken_for", recursive=True)
    onward = select(found.c.feedback_id, Idea.merged_into_id, found.c.noted_at).join(Idea, Idea.id == found.c.idea_id)
    return found.union(onward.where(Idea.merged_into_id.is_not(None)))


def _sentence(idea: Idea) -> str:
    what = {"title": idea.title, "status": status_label(idea.status)}
    if idea.quarter and idea.status in ("planned", "in_progress"):
        quarter = quarter_label(idea.quarter)
        return str(_("Became part of the idea “%(title)s”: %(status)s, for %(quarter)s", quarter=quarter, **what))
    return str(_("Became part of the idea “%(title)s”: %(status)s", **what))
