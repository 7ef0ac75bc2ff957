"""Two records of a person become one: whoever stands twice under an idea counts once."""

from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import aliased

from portal.core.database import db, upserting
from portal.people.models import Member

from ..models import ClosingNote, Idea, IdeaFollower, Vote, VoteBudget
from .budget import NO_SYNC, refund
from .counting import count_one, count_votes, lock_idea


def join_votes(double: Member, stays: Member) -> None:
    """Settle what both have before the rest is turned to the one who stays, who keeps the fuller of two reasons."""
    for vote, kept in db.session.execute(_both(Vote, double, stays)):
        idea = db.session.get_one(Idea, vote.idea_id)
        lock_idea(idea)
        kept.reason = kept.reason or vote.reason
        kept.confirmed_at = max(kept.confirmed_at, vote.confirmed_at)
        if vote.spends:
            refund(idea.board_id, double.id)
        count_votes(idea, -1, -vote.weight)
        db.session.delete(vote)
    for follower, _kept in db.session.execute(_both(IdeaFollower, double, stays)):
        idea = db.session.get_one(Idea, follower.idea_id)
        lock_idea(idea)
        count_one(idea, "followers", -1)
        db.session.delete(follower)
    db.session.flush()
    _join_notes(double, stays)
    _join_budgets(double, stays)


def _both(table: Any, double: Member, stays: Member) -> Any:
    other = aliased(table)
    statement = select(table, other).join(other, (other.idea_id == table.idea_id) & (other.member_id == stays.id))
    return statement.where(table.member_id == double.id).order_by(table.idea_id)


def _join_notes(double: Member, stays: Member) -> None:
    """Nobody is told of one shipping twice: a note that was sent outweighs one that is owed."""
    for gone, kept in ((stays.id, double.id), (double.id, stays.id)):
        other = aliased(ClosingNote)
        told = exists().where(other.move_id == ClosingNote.move_id, other.member_id == kept, other.told_at.is_not(None))
        owed = ClosingNote.member_id == gone, ClosingNote.told_at.is_(None), told
        db.session.execute(delete(ClosingNote).where(*owed), execution_options=NO_SYNC)
    same = select(ClosingNote.move_id).where(ClosingNote.member_id == stays.id)
    again = ClosingNote.member_id == double.id, ClosingNote.move_id.in_(same), ClosingNote.told_at.is_(None)
    db.session.execute(delete(ClosingNote).where(*again), execution_options=NO_SYNC)


def _join_budgets(double: Member, stays: Member) -> None:
    gone = delete(VoteBudget).where(VoteBudget.member_id == double.id)
    for board_id, spent in db.session.execute(gone.returning(VoteBudget.board_id, VoteBudget.spent)).all():
        known = upserting(VoteBudget).values(board_id=board_id, member_id=stays.id, spent=spent)
        more = known.on_conflict_do_update(
            index_elements=["board_id", "member_id"], set_={"spent": VoteBudget.spent + known.excluded.spent}
        )
        db.session.execute(more)
