"""Ideas that a colleague chooses: for a report to speak for, or for a beta to come from."""

from sqlalchemy import select

from ...core.database import db
from ...ideas.models import Idea
from ...ideas.queries.seeing import visible_to as sees_idea
from ...members.access import Viewer

MOST = 200


def idea_to_link(viewer: Viewer, idea_id: int) -> Idea | None:
    """One idea, if the viewer sees it."""
    found: Idea | None = db.session.scalar(select(Idea).where(Idea.id == idea_id, sees_idea(viewer)))
    return found


def ideas_to_test(viewer: Viewer) -> list[tuple[int, str]]:
    """Ideas that could be tested (planned, in progress or under review), the most wanted first: (id, title)."""
    wanted = select(Idea.id, Idea.title).where(
        Idea.status.in_(("under_review", "planned", "in_progress")), sees_idea(viewer)
    )
    rows = db.session.execute(wanted.order_by(Idea.voters.desc(), Idea.id).limit(MOST))
    return [(row.id, row.title) for row in rows]
