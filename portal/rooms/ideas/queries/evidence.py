"""Feedback that bears an idea out: what is noted, and what shares words with it."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.core.text import like
from portal.kits.search.sources import sources
from portal.people.viewer import Viewer
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.queries import pieces
from search_index import IndexUnavailable

from ..models import Idea, IdeaFeedback
from .seeing import visible_to
from .similar import by_index, search_words

MAX_PIECES = 10
KIND = "feedback"


def feedback_like(viewer: Viewer, typed: str, idea_id: int) -> list[Feedback]:
    """Pieces that `viewer` may read and that share telling words with `typed`, the closest first; those that bear this
    idea out already are left out. While the index is away: the newest that have one of the words."""
    words = search_words(f"{typed} ")
    if not words:
        return []
    known = select(IdeaFeedback.feedback_id).where(IdeaFeedback.idea_id == idea_id)
    statement = pieces(viewer).where(Feedback.id.not_in(known))
    try:
        scores = by_index(KIND, sources()[KIND].audience(viewer), words)
    except IndexUnavailable:
        has = or_(*(func.lower(Feedback.text).like(like(word.lower()), escape="\\") for word in words))
        newest = statement.where(has).order_by(Feedback.said_at.desc(), Feedback.id.desc())
        return list(db.session.scalars(newest.limit(MAX_PIECES)))
    closest = [piece_id for piece_id, _score in sorted(scores.items(), key=lambda each: (-each[1], -each[0]))]
    by_id = {
        piece.id: piece for piece in db.session.scalars(statement.where(Feedback.id.in_(closest[: MAX_PIECES * 3])))
    }
    return [by_id[piece_id] for piece_id in closest if piece_id in by_id][:MAX_PIECES]


def piece_for(viewer: Viewer, feedback_id: int) -> Feedback | None:
    """The piece, if `viewer` may read it."""
    piece: Feedback | None = db.session.scalar(pieces(viewer).where(Feedback.id == feedback_id))
    return piece


def ideas_supported_by(viewer: Viewer, feedback_id: int) -> list[Idea]:
    """The ideas that a piece bears out, as far as `viewer` may open them, the most wanted first."""
    noted = select(IdeaFeedback.idea_id).where(IdeaFeedback.feedback_id == feedback_id)
    statement = select(Idea).where(Idea.id.in_(noted), visible_to(viewer), Idea.deleted_at.is_(None))
    return list(db.session.scalars(statement.options(joinedload(Idea.board)).order_by(Idea.voters.desc(), Idea.id)))
