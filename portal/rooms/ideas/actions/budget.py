"""A board's budget: a vote on an open idea costs one of it, and comes back when the idea is decided."""

from sqlalchemy import ColumnElement, delete, func, select, update

from portal.core.database import db, upserting

from ..models import Idea, Vote, VotePurse

NO_SYNC = {"synchronize_session": False}


def spend(board_id: int, budget: int | None, member_id: int) -> bool:
    """Take one vote out of the member's purse; whether there was one. One statement decides, however many ask."""
    if budget is None:
        return True
    known = upserting(VotePurse)
    row = {"board_id": board_id, "member_id": member_id, "spent": 1}
    taken = known.values(row).on_conflict_do_update(
        index_elements=["board_id", "member_id"],
        set_={"spent": VotePurse.spent + 1},
        where=VotePurse.spent < budget,
    )
    return db.session.scalar(taken.returning(VotePurse.spent)) is not None


def refund(board_id: int, member_id: int) -> None:
    """Put one vote back."""
    mine = VotePurse.board_id == board_id, VotePurse.member_id == member_id
    back = update(VotePurse).where(*mine, VotePurse.spent > 0).values(spent=VotePurse.spent - 1)
    db.session.execute(back, execution_options=NO_SYNC)


def refund_voters(board_id: int, votes: ColumnElement[bool]) -> None:
    """Put back what these votes hold of a board's budget; they stand, and cost nothing from now on.

    Their idea is locked. Purses are locked in one order first, so that two ideas decided at once do not wait for each
    other.
    """
    voters = select(Vote.member_id).where(votes, Vote.spends)
    theirs = VotePurse.board_id == board_id, VotePurse.member_id.in_(voters)
    db.session.execute(select(VotePurse.member_id).where(*theirs).order_by(VotePurse.member_id).with_for_update())
    back = update(VotePurse).where(*theirs, VotePurse.spent > 0).values(spent=VotePurse.spent - 1)
    db.session.execute(back, execution_options=NO_SYNC)
    db.session.execute(update(Vote).where(votes, Vote.spends).values(spends=False), execution_options=NO_SYNC)


def recount_purses(board_id: int) -> None:
    """Write down what the votes of a board's ideas hold."""
    db.session.execute(delete(VotePurse).where(VotePurse.board_id == board_id))
    held = (
        select(Vote.member_id, func.count())
        .join(Idea, Idea.id == Vote.idea_id)
        .where(Idea.board_id == board_id, Vote.spends)
        .group_by(Vote.member_id)
    )
    db.session.add_all(
        VotePurse(board_id=board_id, member_id=member_id, spent=spent) for member_id, spent in db.session.execute(held)
    )
