"""Ideas that a colleague chooses: for a report to speak for, or for a beta to come from."""

from sqlalchemy import and_, false, or_, select

from portal.core.database import db
from portal.core.inputs import number_in
from portal.core.text import fold, like
from portal.people.viewer import Viewer
from portal.rooms.ideas.models import Idea
from portal.rooms.ideas.queries.seeing import visible_to as sees_idea

MAX_IDEAS, MAX_IDEAS_FOUND, MAX_SEARCH_WORDS = 200, 8, 8


def idea_to_link(viewer: Viewer, idea_id: int) -> Idea | None:
    """One idea, if the viewer sees it."""
    idea: Idea | None = db.session.scalar(select(Idea).where(Idea.id == idea_id, sees_idea(viewer)))
    return idea


def ideas_found(viewer: Viewer, typed: str) -> list[Idea]:
    """Ideas that the viewer sees and whose titles have every word, or part of a word, of what was typed; the most
    wanted first. A number finds the idea of that number."""
    words = fold(typed).split()[:MAX_SEARCH_WORDS]
    if not words:
        return []
    by_title = and_(*(Idea.folded.like(like(word), escape="\\") for word in words))
    number = number_in(typed.strip().removeprefix("#"))
    by_number = Idea.id == number if number else false()
    seen = sees_idea(viewer), Idea.deleted_at.is_(None)
    statement = select(Idea).where(or_(by_title, by_number), *seen).order_by(Idea.voters.desc(), Idea.id.desc())
    return list(db.session.scalars(statement.limit(MAX_IDEAS_FOUND)))


def ideas_to_test(viewer: Viewer) -> list[tuple[int, str]]:
    """Ideas that could be tested (planned, in progress or under review), the most wanted first: (id, title)."""
    statement = select(Idea.id, Idea.title).where(
        Idea.status.in_(("under_review", "planned", "in_progress")), sees_idea(viewer)
    )
    rows = db.session.execute(statement.order_by(Idea.voters.desc(), Idea.id).limit(MAX_IDEAS))
    return [(row.id, row.title) for row in rows]
