"""Which ideas of ours the rows of a file mean, and what is there already of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.core.database import db

from ..models import Idea, IdeaComment, IdeaFollower, IdeaLink, IdeaMerge, StatusMove, Vote
from .naming import IdeaKey, second_of
from .parts import Part
from .rows import IdeaRow


class ExistingIdea(NamedTuple):
    """An idea that is there. `id` is where it went in the end, where it became part of another."""

    id: int
    own_id: int
    created_at: datetime
    deleted: bool


class ExistingIdeas:
    """The ideas that rows of a page could mean. Two statements, and one more for who voted."""

    def __init__(self, boards: Mapping[str, int], rows: Sequence[IdeaRow]) -> None:
        self._ideas: dict[tuple[int, str], list[ExistingIdea]] = {}
        titles = {row.title_key for row in rows} | {row.part.other.title for row in rows if row.part}
        here = (
            select(Idea.board_id, Idea.folded, Idea.id, Idea.created_at, Idea.deleted_at)
            .where(Idea.board_id.in_(boards.values()), Idea.folded.in_(titles))
            .order_by(Idea.id)
        )
        ends = _where_they_went()
        for row in db.session.execute(here):
            idea = ExistingIdea(ends.get(row.id, row.id), row.id, row.created_at, row.deleted_at is not None)
            self._ideas.setdefault((row.board_id, row.folded), []).append(idea)

    def named(self, key: IdeaKey) -> ExistingIdea | None:
        """The idea of this board and title, suggested in that second if one is said."""
        same = self._ideas.get((key.board_id, key.title), [])
        if key.second:
            same = [idea for idea in same if second_of(idea.created_at) == key.second]
        return same[0] if same else None

    def voters(self) -> set[tuple[int, int]]:
        """(idea, member) of every vote for one of them."""
        votes = select(Vote.idea_id, Vote.member_id).where(Vote.idea_id.in_(self.ids()))
        return {(vote.idea_id, vote.member_id) for vote in db.session.execute(votes)}

    def ids(self) -> set[int]:
        """Theirs, and those of what they became part of."""
        return {each for ideas in self._ideas.values() for idea in ideas for each in (idea.id, idea.own_id)}


class ExistingParts:
    """What is there already of some ideas. Five statements, however many rows a page has."""

    def __init__(self, idea_ids: Collection[int]) -> None:
        comment, move, follower = IdeaComment, StatusMove, IdeaFollower
        self._parts: set[tuple[Any, ...]] = set()
        for kind, columns in (
            ("follower", (follower.idea_id, follower.member_id)),
            ("comment", (comment.idea_id, comment.author_user_id, comment.created_at, comment.body, comment.internal)),
            ("move", (move.idea_id, move.step, move.status, move.at)),
            ("link", (IdeaLink.idea_id, IdeaLink.other_id)),
        ):
            for row in db.session.execute(select(*columns).where(columns[0].in_(idea_ids))):
                self._parts.add((kind, *map(_to_second, row)))
        merged = select(IdeaMerge.idea_id).where(IdeaMerge.idea_id.in_(idea_ids), IdeaMerge.undone_at.is_(None))
        self._parts |= {("merge", idea_id) for idea_id in db.session.scalars(merged)}

    def have(self, part: Part, idea_ids: Collection[int], person_id: int | None, other_id: int | None) -> bool:
        """Whether it was brought in before. `idea_ids`: its idea, and the one that this became part of."""
        content: dict[str, tuple[Any, ...]] = {
            "follower": (person_id,),
            "comment": (person_id, part.at, part.text, False),
            "note": (person_id, part.at, part.text, True),
            "move": (part.step, part.becomes, part.at),
            "link": (other_id,),
            "merge": (),
        }
        kind = "comment" if part.kind == "note" else part.kind
        rest = tuple(map(_to_second, content[part.kind]))
        return any((kind, idea_id, *rest) in self._parts for idea_id in idea_ids)


def _to_second(value: Any) -> Any:
    """Files have seconds, and no more."""
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def _where_they_went() -> dict[int, int]:
    """Of each idea that became part of another: where it is in the end. Few ideas are."""
    merged = select(Idea.id, Idea.merged_into_id).where(Idea.merged_into_id.is_not(None))
    into: dict[int, int] = {row.id: row.merged_into_id for row in db.session.execute(merged)}
    ends = {}
    for idea_id in into:
        at, seen = idea_id, set()
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        ends[idea_id] = at
    return ends
