"""Writing what an imported file says about ideas beside votes: followers, comments, notes, moves, links and merges."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.core.database import db, insert_or_ignore
from portal.core.text import fold

from ..actions.counting import lock_ideas, recount
from ..actions.merging import carry_over
from ..models import Idea, IdeaComment, IdeaFollower, IdeaLink, IdeaMerge, StatusMove


@dataclass(frozen=True)
class Part:
    """What a row says about its idea. `person` is an address; the `other` idea is meant by links and merges."""

    row: str
    person: str | None
    at: datetime | None
    words: str = ""
    changed_at: datetime | None = None
    message: str = ""
    condition: str = ""
    step: str = ""
    was: str = ""
    becomes: str = ""
    other_board: str = ""
    other_title: str = ""
    other_at: datetime | None = None

    @property
    def other(self) -> tuple[str, str, str]:
        """Which other idea is meant: its board, its title and the second in which it was suggested."""
        when = self.other_at.isoformat(timespec="seconds") if self.other_at else ""
        return fold(self.other_board)[:80], fold(self.other_title)[:250], when


class Written(NamedTuple):
    """A part with the rows that it is about: its idea, its person (a member's or a user's id) and the other idea."""

    part: Part
    idea_id: int
    person_id: int | None
    other_id: int | None


class KnownParts:
    """What is there already of some ideas. Five statements, however many rows a page has."""

    def __init__(self, idea_ids: Collection[int]) -> None:
        said, step, follower = IdeaComment, StatusMove, IdeaFollower
        self._found: set[tuple[Any, ...]] = set()
        for kind, columns in (
            ("follower", (follower.idea_id, follower.member_id)),
            ("comment", (said.idea_id, said.author_user_id, said.created_at, said.body, said.internal)),
            ("move", (step.idea_id, step.step, step.status, step.at)),
            ("link", (IdeaLink.idea_id, IdeaLink.other_id)),
        ):
            for row in db.session.execute(select(*columns).where(columns[0].in_(idea_ids))):
                self._found.add((kind, *map(_to_second, row)))
        standing = IdeaMerge.idea_id.in_(idea_ids), IdeaMerge.undone_at.is_(None)
        self._found |= {("merge", each) for each in db.session.scalars(select(IdeaMerge.idea_id).where(*standing))}

    def have(self, part: Part, idea_ids: Collection[int], person_id: int | None, other_id: int | None) -> bool:
        """Whether it was brought in before. `idea_ids`: its idea, and the one that this became part of."""
        said: dict[str, tuple[Any, ...]] = {
            "follower": (person_id,),
            "comment": (person_id, part.at, part.words, False),
            "note": (person_id, part.at, part.words, True),
            "move": (part.step, part.becomes, part.at),
            "link": (other_id,),
            "merge": (),
        }
        kind = "comment" if part.row == "note" else part.row
        rest = tuple(map(_to_second, said[part.row]))
        return any((kind, idea_id, *rest) in self._found for idea_id in idea_ids)


def keep_parts(parts: Sequence[Written]) -> None:
    """Write them down in their order; nobody is written to because of them."""
    for each in parts:
        _KEEP[each.part.row](each)
    db.session.flush()


def _to_second(value: Any) -> Any:
    """Files have seconds, and no more."""
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def _keep_follower(what: Written) -> None:
    row = {"idea_id": what.idea_id, "member_id": what.person_id, "since": what.part.at}
    insert_or_ignore(IdeaFollower, [row])


def _keep_comment(what: Written) -> None:
    part = what.part
    db.session.add(
        IdeaComment(
            idea_id=what.idea_id,
            author_user_id=what.person_id,
            body=part.words,
            internal=part.row == "note",
            created_at=part.at,
            edited_at=part.changed_at,
        )
    )


def _keep_move(what: Written) -> None:
    part = what.part
    words = {"reason": part.words, "message": part.message, "reopens_when": part.condition}
    steps = {"step": part.step, "came_from": part.was, "status": part.becomes}
    db.session.add(StatusMove(idea_id=what.idea_id, by_id=what.person_id, at=part.at, **steps, **words))


def _keep_link(what: Written) -> None:
    link = {"idea_id": what.idea_id, "other_id": what.other_id, "kind": what.part.step}
    insert_or_ignore(IdeaLink, [{**link, "noted_by_id": what.person_id, "noted_at": what.part.at}])


def _keep_merge(what: Written) -> None:
    """As `merge_idea` does it, without a step of its own: that one is a row of the file."""
    db.session.flush()
    idea, into = db.session.get_one(Idea, what.idea_id), db.session.get_one(Idea, what.other_id)
    lock_ideas(idea, into)
    if idea.merged_into_id is not None or idea.id == into.id:
        return
    carry_over(IdeaMerge(idea_id=idea.id, into_id=into.id, was=what.part.was, by_id=what.person_id, at=what.part.at))
    idea.status, idea.merged_into_id = "merged", into.id
    recount(idea)
    recount(into)


_KEEP: dict[str, Callable[[Written], None]] = {
    "follower": _keep_follower,
    "comment": _keep_comment,
    "note": _keep_comment,
    "move": _keep_move,
    "link": _keep_link,
    "merge": _keep_merge,
}
OF_USERS = ("comment", "note", "move", "link", "merge")
"""Parts whose person is somebody who signs in here; a follower is a member."""
OF_TWO = ("link", "merge")
"""Parts that speak of another idea."""
