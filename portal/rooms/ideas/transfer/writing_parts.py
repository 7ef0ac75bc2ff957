"""Writing what an imported file says about ideas beside votes: followers, comments, notes, moves, links and merges."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from portal.core.database import db, insert_or_ignore

from ..actions.counting import lock_ideas, recount
from ..actions.merging import carry_over
from ..models import Idea, IdeaComment, IdeaFollower, IdeaLink, IdeaMerge, StatusMove
from .parts import Part


class PlacedPart(NamedTuple):
    """A part with the rows that it is about: its idea, its person (a member's or a user's id) and the other idea."""

    part: Part
    idea_id: int
    person_id: int | None
    other_id: int | None


def keep_parts(parts: Iterable[PlacedPart]) -> None:
    """Write them down in their order; nobody is written to because of them."""
    for placed in parts:
        _KEEP[placed.part.kind](placed)
    db.session.flush()


def _keep_follower(placed: PlacedPart) -> None:
    row = {"idea_id": placed.idea_id, "member_id": placed.person_id, "since": placed.part.at}
    insert_or_ignore(IdeaFollower, [row])


def _keep_comment(placed: PlacedPart) -> None:
    part = placed.part
    db.session.add(
        IdeaComment(
            idea_id=placed.idea_id,
            author_user_id=placed.person_id,
            body=part.text,
            internal=part.kind == "note",
            created_at=part.at,
            edited_at=part.changed_at,
        )
    )


def _keep_move(placed: PlacedPart) -> None:
    part = placed.part
    texts = {"reason": part.text, "message": part.message, "reopens_when": part.condition}
    steps = {"step": part.step, "came_from": part.was, "status": part.becomes}
    db.session.add(StatusMove(idea_id=placed.idea_id, by_id=placed.person_id, at=part.at, **steps, **texts))


def _keep_link(placed: PlacedPart) -> None:
    link = {"idea_id": placed.idea_id, "other_id": placed.other_id, "kind": placed.part.step}
    insert_or_ignore(IdeaLink, [{**link, "noted_by_id": placed.person_id, "noted_at": placed.part.at}])


def _keep_merge(placed: PlacedPart) -> None:
    """As `merge_idea` does it, without a step of its own: that one is a row of the file."""
    db.session.flush()
    idea, into = db.session.get_one(Idea, placed.idea_id), db.session.get_one(Idea, placed.other_id)
    lock_ideas(idea, into)
    if idea.merged_into_id is not None or idea.id == into.id:
        return
    was, at = placed.part.was, placed.part.at
    carry_over(IdeaMerge(idea_id=idea.id, into_id=into.id, was=was, by_id=placed.person_id, at=at))
    idea.status, idea.merged_into_id = "merged", into.id
    recount(idea)
    recount(into)


_KEEP: dict[str, Callable[[PlacedPart], None]] = {
    "follower": _keep_follower,
    "comment": _keep_comment,
    "note": _keep_comment,
    "move": _keep_move,
    "link": _keep_link,
    "merge": _keep_merge,
}
