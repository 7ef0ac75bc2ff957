"""The rows of a file of ideas, and which ideas of ours they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from portal.core.database import db
from portal.core.text import fold

from ..models import Idea, Vote
from .parts import Part

Key = tuple[int, str, str]
"""What makes an idea the same: its board, its folded title and, where the file says it, the second it was suggested."""


@dataclass(frozen=True)
class IdeaRow:
    """One row of such a file: an idea and, if there is one, a vote for it."""

    board: str
    title: str
    body: str
    status: str
    quarter: str | None
    author: str | None
    suggested_at: datetime | None
    shipped_at: datetime | None
    because: str
    reopens_when: str
    tags: tuple[str, ...]
    voter: str | None
    voted_at: datetime | None
    confirmed_at: datetime | None
    reason: str
    source: str
    on_behalf_by: str | None = None
    status_at: datetime | None = None
    answered_at: datetime | None = None
    edited_at: datetime | None = None
    part: Part | None = None

    @property
    def board_key(self) -> str:
        return fold(self.board)[:80]

    @property
    def title_key(self) -> str:
        return fold(self.title)[:250]


class Known(NamedTuple):
    """What is known of a row: its board, the idea that is there, who suggested it, who votes and for which company.

    `person_id`: who of us voted for them, or who the row's part is by. `other_id`: the other idea, if it is there.
    """

    board_id: int
    idea_id: int | None
    author_id: int | None
    voter: tuple[int, int | None] | None
    person_id: int | None = None
    other_id: int | None = None
    other: Key | None = None


class Standing(NamedTuple):
    """An idea that is there. `id` is where it went in the end, where it became part of another."""

    id: int
    own_id: int
    created_at: datetime
    deleted: bool


class KnownIdeas:
    """The ideas that rows of a page could mean. Two statements, and one more for who voted."""

    def __init__(self, boards: Mapping[str, int], rows: Sequence[IdeaRow]) -> None:
        self._boards = boards
        self._found: dict[tuple[int, str], list[Standing]] = {}
        titles = {row.title_key for row in rows} | {row.part.other[1] for row in rows if row.part}
        here = (
            select(Idea.board_id, Idea.folded, Idea.id, Idea.created_at, Idea.deleted_at.is_not(None))
            .where(Idea.board_id.in_(boards.values()), Idea.folded.in_(titles))
            .order_by(Idea.id)
        )
        went = _where_they_went()
        for board_id, folded, idea_id, created_at, deleted in db.session.execute(here):
            standing = Standing(went.get(idea_id, idea_id), idea_id, created_at, bool(deleted))
            self._found.setdefault((board_id, folded), []).append(standing)

    def like(self, row: IdeaRow) -> Standing | None:
        """The idea that the row means."""
        second = _second(row.suggested_at) if row.suggested_at else ""
        return self.named((self._boards[row.board_key], row.title_key, second))

    def named(self, key: Key) -> Standing | None:
        """The idea of this board and title, suggested in that second if one is said."""
        board_id, title, second = key
        same = self._found.get((board_id, title), [])
        if second:
            same = [each for each in same if _second(each.created_at) == second]
        return same[0] if same else None

    def voters(self) -> set[tuple[int, int]]:
        """(idea, member) of every vote for one of them."""
        wanted = select(Vote.idea_id, Vote.member_id).where(Vote.idea_id.in_(self.ids()))
        return {(idea_id, member_id) for idea_id, member_id in db.session.execute(wanted)}

    def ids(self) -> set[int]:
        """Theirs, and those of what they became part of."""
        return {each for found in self._found.values() for one in found for each in (one.id, one.own_id)}


def _where_they_went() -> dict[int, int]:
    """Of each idea that became part of another: where it is in the end. Few ideas are."""
    merged = select(Idea.id, Idea.merged_into_id).where(Idea.merged_into_id.is_not(None))
    into: dict[int, int] = {each: to for each, to in db.session.execute(merged) if to is not None}
    ends = {}
    for idea_id in into:
        at, seen = idea_id, set()
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        ends[idea_id] = at
    return ends


def key_of(row: IdeaRow, board_id: int) -> Key:
    """What makes the row's idea the same."""
    return board_id, row.title_key, _second(row.suggested_at) if row.suggested_at else ""


def _second(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
