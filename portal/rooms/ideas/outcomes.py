"""What ideas make of what customers said: the idea that it speaks for, and where that stands."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, func, select
from sqlalchemy.orm import aliased

from portal.core.database import db
from portal.people.viewer import Viewer
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.outcomes import Outcome, outcome_of_feedback

from .actions.moves import STEPS
from .badges import ICONS, TONES, quarter_label
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


BECAME: dict[str, Any] = {
    "new": _l("Now part of the idea “%(title)s”, which is new"),
    "under_review": _l("Now part of the idea “%(title)s”, which is under review"),
    "planned": _l("Now part of the idea “%(title)s”, which is planned"),
    "in_progress": _l("Now part of the idea “%(title)s”, which is in progress"),
    "shipped": _l("Now part of the idea “%(title)s”, which has shipped"),
    "declined": _l("Now part of the idea “%(title)s”, which we declined"),
    "merged": _l("Now part of the idea “%(title)s”, which was merged into another"),
}
"""The sentence for each status."""
FOR_A_QUARTER: dict[str, Any] = {
    "planned": _l("Now part of the idea “%(title)s”, which is planned for %(quarter)s"),
    "in_progress": _l("Now part of the idea “%(title)s”, which is in progress for %(quarter)s"),
}


def _sentence(idea: Idea) -> str:
    sentences = FOR_A_QUARTER if idea.quarter and idea.status in FOR_A_QUARTER else BECAME
    return str(sentences[idea.status]) % {"title": idea.title, "quarter": quarter_label(idea.quarter)}
