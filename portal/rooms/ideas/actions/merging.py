"""Two ideas that say the same become one, and can be parted again with everybody where they were."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, exists, insert, literal, select, update
from sqlalchemy.orm import aliased

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError, Refused
from portal.ledger.ledger import record

from ..lifecycle import IDEA, OPEN
from ..models import Idea, IdeaComment, IdeaFollower, IdeaLink, IdeaMerge, MergedRow, Vote
from ..verbs import IDEA_MERGED, IDEA_PARTED
from .agreements import refuse_to_open
from .budget import NO_SYNC, refund_voters
from .counting import lock_ideas, recount
from .steps import write_step


def merge_idea(idea: Idea, into: Idea, actor: User) -> IdeaMerge:
    """Put `idea` into another: voters count once, comments and followers go over, its old address leads there.

    Votes and followers of those who stand in both stay where they are and lie still. What a vote held of a budget
    comes back to whoever has no second one, or another board's. Raises Refused where it cannot be: what was said
    behind an agreement is not opened to those who never signed it.
    """
    if idea.id == into.id:
        raise Refused(_("Choose another idea."))
    lock_ideas(idea, into)
    if into.status not in OPEN or into.deleted_at is not None or idea.deleted_at is not None:
        raise Refused(_("That idea is decided or deleted. Choose one that's open."))
    refuse_to_open(idea.board.agreement_id, into.board.agreement_id)
    status = IDEA.after(idea.status, "merge")
    merge = IdeaMerge(idea_id=idea.id, into_id=into.id, was=idea.status, by_id=actor.id, at=now())
    carry_over(merge)
    _give_back(merge, idea, into)
    write_step(idea, "merge", status, actor)
    idea.merged_into_id = into.id
    _forget_link(idea, into)
    recount(idea)
    recount(into)
    record(IDEA_MERGED, actor=actor, about=idea, facts={"into": into.id, "voters": into.voters})
    return merge


def carry_over(merge: IdeaMerge) -> None:
    """Keep the merge, and let votes, followers and comments go over, each noted so that it can come back."""
    db.session.add(merge)
    db.session.flush()
    _take_people(merge)
    _take(merge, "comment", IdeaComment, select(IdeaComment.id).where(IdeaComment.idea_id == merge.idea_id))


def undo_merge(merge: IdeaMerge, actor: User) -> None:
    """Part them again: what went over comes back, what was said or voted since stays where it was said.

    Raises DomainError when it was undone already, or while the other has itself become part of a third.
    """
    idea, into = merge.idea, merge.into
    lock_ideas(idea, into)
    db.session.refresh(merge, ["undone_at"], with_for_update={"of": IdeaMerge})
    if merge.undone_at is not None:
        raise DomainError(_("These two have been separated already."))
    if into.merged_into_id is not None:
        raise DomainError(_("Undo the later merge first: the other idea has been merged into a third."))
    for kind, table in _KINDS.items():
        went = select(MergedRow.row_id).where(MergedRow.merge_id == merge.id, MergedRow.kind == kind)
        back = update(table).where(table.id.in_(went), table.idea_id == into.id).values(idea_id=idea.id)
        db.session.execute(back, execution_options=NO_SYNC)
    merge.undone_at, merge.undone_by_id = now(), actor.id
    write_step(idea, f"part_as_{merge.was}", IDEA.after(idea.status, f"part_as_{merge.was}"), actor)
    idea.merged_into_id = None
    for other in db.session.scalars(_standing_into(into.id)):
        _take_people(other)
    recount(idea)
    recount(into)
    record(IDEA_PARTED, actor=actor, about=idea, facts={"from": into.id, "voters": idea.voters})


def _take_people(merge: IdeaMerge) -> None:
    """Votes and followers of those whom the other idea does not have; asked again when another is parted from it."""
    for kind, table in (("vote", Vote), ("follower", IdeaFollower)):
        there: Any = aliased(table)
        known = exists().where(there.idea_id == merge.into_id, there.member_id == table.member_id)
        _take(merge, kind, table, select(table.id).where(table.idea_id == merge.idea_id, ~known))


def _take(merge: IdeaMerge, kind: str, table: Any, statement: Select[Any]) -> None:
    """Note which rows go over, then let them."""
    noted = statement.with_only_columns(literal(merge.id), literal(kind), table.id)
    db.session.execute(insert(MergedRow).from_select(["merge_id", "kind", "row_id"], noted))
    rows = select(MergedRow.row_id).where(MergedRow.merge_id == merge.id, MergedRow.kind == kind)
    taken = update(table).where(table.id.in_(rows), table.idea_id == merge.idea_id).values(idea_id=merge.into_id)
    db.session.execute(taken, execution_options=NO_SYNC)


def _give_back(merge: IdeaMerge, idea: Idea, into: Idea) -> None:
    """Votes that lie still, and those that went over to another board, hold nothing of the budget they came from."""
    refund_voters(idea.board_id, Vote.idea_id == idea.id)
    if idea.board_id != into.board_id:
        rows = select(MergedRow.row_id).where(MergedRow.merge_id == merge.id, MergedRow.kind == "vote")
        refund_voters(idea.board_id, Vote.id.in_(rows))


def _standing_into(idea_id: int) -> Select[IdeaMerge]:
    standing = IdeaMerge.into_id == idea_id, IdeaMerge.undone_at.is_(None)
    return select(IdeaMerge).where(*standing).order_by(IdeaMerge.id)


def _forget_link(idea: Idea, into: Idea) -> None:
    """What says that the two are alike has been acted on."""
    for pair in ((idea.id, into.id), (into.id, idea.id)):
        link = db.session.get(IdeaLink, pair)
        if link is not None and link.kind == "same":
            db.session.delete(link)


_KINDS: dict[str, Any] = {"vote": Vote, "comment": IdeaComment, "follower": IdeaFollower}
