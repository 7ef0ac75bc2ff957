"""One's own vote, and the idea as far as a vote needs it."""

from typing import Any

from sqlalchemy import Integer, Select, bindparam, select

from portal.core.database import db, fetch_rows
from portal.people.prepared import prepared
from portal.people.viewer import Viewer

from ..actions.counting import BALLOT, Ballot
from ..models import Idea, Vote
from .seeing import BOARDS, may_vote_on, visible_to


def ballot_for(viewer: Viewer, idea_id: int) -> Ballot | None:
    """The idea for a vote, if `viewer` has one on its board; others keep off until the transaction ends.

    One that has become part of another is given, too, so that the vote can say so; one that is gone is not.
    """
    statement, values = _locked_for_a_vote(viewer)
    ballots = [Ballot._make(row) for row in fetch_rows(statement, {**values, "idea": idea_id})]
    return next((ballot for ballot in ballots if ballot.deleted_at is None), None)


@prepared
def _locked_for_a_vote(viewer: Viewer) -> Select[Any]:
    statement: Any = select(*BALLOT).select_from(Idea).join(Idea.board)
    here = Idea.id == bindparam("idea", type_=Integer), Idea.board_id.in_(BOARDS.seen_ids(viewer)), may_vote_on(viewer)
    return statement.where(*here).with_for_update(of=Idea, key_share=True)  # type: ignore[no-any-return]


def own_vote(viewer: Viewer, idea_id: int) -> Vote | None:
    """The viewer's vote on an idea that they may open."""
    if not viewer.is_member:
        return None
    mine = Vote.member_id == viewer.member_id, Idea.id == idea_id, visible_to(viewer)
    return db.session.scalar(select(Vote).join(Idea, Idea.id == Vote.idea_id).where(*mine))
