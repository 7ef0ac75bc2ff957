"""What became of what a member wanted: the newest step of each of their ideas."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select

from portal.core.clock import now
from portal.core.database import db
from portal.core.rows import columns_for
from portal.people.viewer import Viewer

from ..actions.moves import STEPS
from ..models import ClosingNote, Idea, IdeaFollower, StatusMove, Vote
from .seeing import visible_to

LATELY = timedelta(days=90)


class News(NamedTuple):
    """The newest step of an idea that somebody suggested, voted for or follows."""

    idea: Idea
    move: StatusMove


def news_for(viewer: Viewer, most: int = 3) -> list[News]:
    """What moved lately of the viewer's ideas, the newest first. One statement.

    What they are asked to answer about ("does it fix it?") stands by itself and is left out.
    """
    if not viewer.is_member:
        return []
    mine = viewer.member_id
    voted = select(Vote.idea_id).where(Vote.member_id == mine)
    followed = select(IdeaFollower.idea_id).where(IdeaFollower.member_id == mine)
    theirs = or_(Idea.author_member_id == mine, Idea.id.in_(voted), Idea.id.in_(followed))
    asked = select(ClosingNote.idea_id).where(
        ClosingNote.member_id == mine, ClosingNote.told_at.is_not(None), ClosingNote.answer.is_(None)
    )
    newest = (
        select(func.max(StatusMove.id))
        .join(Idea, Idea.id == StatusMove.idea_id)
        .where(theirs, Idea.id.not_in(asked), Idea.deleted_at.is_(None), visible_to(viewer))
        .where(StatusMove.step.in_(STEPS), StatusMove.at > now() - LATELY)
        .group_by(StatusMove.idea_id)
    )
    statement = (
        select(*columns_for(News, idea=Idea, move=StatusMove))
        .join(StatusMove, StatusMove.idea_id == Idea.id)
        .where(StatusMove.id.in_(newest))
    )
    return [News._make(row) for row in db.session.execute(statement.order_by(StatusMove.id.desc()).limit(most))]
