"""What product owes: answers past their clock, and words to those who wanted what has shipped."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db
from portal.core.paging import By
from portal.core.rows import columns_for
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.feedback.models import Feedback, FeedbackTag, Tag

from ..lifecycle import OPEN
from ..models import BoardOwner, ClosingNote, Idea, IdeaTag, Vote
from .seeing import visible_to

BY_CLOCK = (By(Idea.answer_due_at), By(Idea.id))
OLDEST = (By(ClosingNote.id),)
STALE = timedelta(days=180)
"""A vote that was not confirmed for so long is asked about."""
LOOKED_BACK = timedelta(days=90)
LOW = 6
"""0 to 6 is a detractor's answer (Reichheld 2003)."""


class Debt(NamedTuple):
    """An idea that shipped and has people who were not told."""

    idea_id: int
    title: str
    people: int
    since: datetime


class Theme(NamedTuple):
    """What unhappy customers speak of: how many of them, and how many open ideas are about it."""

    tag_id: int
    name: str
    people: int
    ideas: int


def unanswered(viewer: Viewer, *, mine: bool = False) -> Select[Any]:
    """Ideas past the answer clock to which none of us has said a word; page them BY_CLOCK. `mine`: on boards that
    the viewer answers for."""
    late = select(Idea).where(
        Idea.answered_at.is_(None),
        Idea.answer_due_at.is_not(None),
        Idea.answer_due_at < now(),
        Idea.deleted_at.is_(None),
        Idea.status == "new",
        visible_to(viewer),
    )
    if mine:
        late = late.where(Idea.board_id.in_(select(BoardOwner.board_id).where(BoardOwner.user_id == viewer.id)))
    return late.options(joinedload(Idea.board), joinedload(Idea.author).joinedload(Member.company))


def debts(viewer: Viewer, most: int = 50) -> list[Debt]:
    """Shipped ideas with people who were not told, those who wait longest first. One statement."""
    owed = (
        select(ClosingNote.idea_id, func.count().label("people"), func.min(ClosingNote.owed_since).label("since"))
        .where(ClosingNote.told_at.is_(None))
        .group_by(ClosingNote.idea_id)
        .subquery()
    )
    statement = (
        select(*columns_for(Debt, idea_id=Idea.id, title=Idea.title, people=owed.c.people, since=owed.c.since))
        .join(owed, owed.c.idea_id == Idea.id)
        .where(Idea.deleted_at.is_(None), visible_to(viewer))
        .order_by(owed.c.since, Idea.id)
    )
    return [Debt._make(row) for row in db.session.execute(statement.limit(most))]


def to_notify(idea_id: int) -> Select[Any]:
    """Those who are owed a word about one idea; page them OLDEST first."""
    owed = select(ClosingNote).where(ClosingNote.idea_id == idea_id, ClosingNote.told_at.is_(None))
    return owed.options(joinedload(ClosingNote.member).joinedload(Member.company))


def notified(idea_id: int) -> Select[Any]:
    """Those who were told, with what they answered; page them OLDEST first."""
    had = select(ClosingNote).where(ClosingNote.idea_id == idea_id, ClosingNote.told_at.is_not(None))
    return had.options(joinedload(ClosingNote.member).joinedload(Member.company), joinedload(ClosingNote.by))


def answers_about(idea_id: int) -> dict[str, int]:
    """How many said yes, nearly, no."""
    counted = select(ClosingNote.answer, func.count()).where(
        ClosingNote.idea_id == idea_id, ClosingNote.answer.is_not(None)
    )
    return {str(answer): number for answer, number in db.session.execute(counted.group_by(ClosingNote.answer))}


def stale_votes(viewer: Viewer, most: int) -> Sequence[Any]:
    """(vote, idea) of the viewer's own votes on open ideas that they have not confirmed for long, the oldest first."""
    if not viewer.is_member:
        return []
    old = Vote.member_id == viewer.member_id, Vote.confirmed_at < now() - STALE
    statement = select(Vote, Idea).join(Idea, Idea.id == Vote.idea_id)
    statement = statement.where(*old, Idea.status.in_(OPEN), Idea.deleted_at.is_(None), visible_to(viewer))
    return db.session.execute(statement.order_by(Vote.confirmed_at, Vote.id).limit(most)).all()


def angriest_themes(viewer: Viewer, most: int = 5, since: datetime | None = None) -> list[Theme]:
    """What unhappy people speak of, by how many of them said so: feedback with a low score or from detractors, in
    ninety days. What was said in confidence is left out, and so are ideas that `viewer` may not open. One statement."""
    since = since or now() - LOOKED_BACK
    unhappy = (Feedback.score <= LOW) | (Member.segment == "detractor")
    people = func.count(Feedback.member_id.distinct())
    open_ideas = (
        select(func.count())
        .select_from(IdeaTag)
        .join(Idea, Idea.id == IdeaTag.idea_id)
        .where(IdeaTag.tag_id == Tag.id, Idea.status.in_(OPEN), Idea.deleted_at.is_(None), visible_to(viewer))
    )
    themes = (
        select(*columns_for(Theme, tag_id=Tag.id, name=Tag.name, people=people, ideas=open_ideas.scalar_subquery()))
        .join(FeedbackTag, FeedbackTag.tag_id == Tag.id)
        .join(Feedback, Feedback.id == FeedbackTag.feedback_id)
        .join(Member, Member.id == Feedback.member_id)
        .where(unhappy, Feedback.said_at >= since, Feedback.between_us.is_(False))
        .where(Tag.facet.in_(("product_area", "service", "deployment", "free")))
        .group_by(Tag.id, Tag.name)
        .order_by(people.desc(), Tag.name, Tag.id)
    )
    return [Theme._make(row) for row in db.session.execute(themes.limit(most))]
