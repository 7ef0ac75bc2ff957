"""A board's budget: a vote on an open idea costs one of it, and comes back when the idea is decided."""

from sqlalchemy import ColumnElement, delete, func, select, update

from portal.core.database import db, upserting

from ..models import Idea, Vote, VoteBudget

NO_SYNC = {"synchronize_session": False}


def spend(board_id: int, budget: int | None, member_id: int) -> bool:
    """Take one vote out of the member's budget; whether there was one. One statement decides, however many ask."""
    if budget is None:
        return True
    known = upserting(VoteBudget)
    row = {"board_id": board_id, "member_id": member_id, "spent": 1}
    taken = known.values(row).on_conflict_do_update(
        index_elements=["board_id", "member_id"],
        set_={"spent": VoteBudget.spent + 1},
        where=VoteBudget.spent < budget,
    )
    return db.session.scalar(taken.returning(VoteBudget.spent)) is not None


def refund(board_id: int, member_id: int) -> None:
    """Put one vote back."""
    mine = VoteBudget.board_id == board_id, VoteBudget.member_id == member_id
    back = update(VoteBudget).where(*mine, VoteBudget.spent > 0).values(spent=VoteBudget.spent - 1)
    db.session.execute(back, execution_options=NO_SYNC)


def refund_voters(board_id: int, votes: ColumnElement[bool]) -> None:
    """Put back what these votes hold of a board's budget; they stand, and cost nothing from now on.

    Their idea is locked. Budgets are locked in one order first, so that two ideas decided at once do not wait for each
    other.
    """
    voters = select(Vote.member_id).where(votes, Vote.spends)
    theirs = VoteBudget.board_id == board_id, VoteBudget.member_id.in_(voters)
    db.session.execute(select(VoteBudget.member_id).where(*theirs).order_by(VoteBudget.member_id).with_for_update())
    back = update(VoteBudget).where(*theirs, VoteBudget.spent > 0).values(spent=VoteBudget.spent - 1)
    db.session.execute(back, execution_options=NO_SYNC)
    db.session.execute(update(Vote).where(votes, Vote.spends).values(spends=False), execution_options=NO_SYNC)


def recount_budgets(board_id: int) -> None:
    """Write down what the votes of a board's ideas hold."""
    db.session.execute(delete(VoteBudget).where(VoteBudget.board_id == board_id))
    held = (
        select(Vote.member_id, func.count())
        .join(Idea, Idea.id == Vote.idea_id)
        .where(Idea.board_id == board_id, Vote.spends)
        .group_by(Vote.member_id)
    )
    db.session.add_all(
        VoteBudget(board_id=board_id, member_id=member_id, spent=spent) for member_id, spent in db.session.execute(held)
    )
