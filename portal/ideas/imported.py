"""Writing a page of imported ideas and votes in a few statements; nobody is written to because of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update

from ..activity.ledger import Line, record_lines
from ..core.clock import now
from ..core.database import db, insert_or_ignore, upserting
from ..core.text import fold
from ..feedback.actions import tag_named
from ..search.changes import note_written
from .actions.counting import OPEN, rank_of
from .models import Idea, IdeaTag, Vote

IDEAS: Any = Idea.__table__
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

    @property
    def board_key(self) -> str:
        return fold(self.board)[:80]

    @property
    def title_key(self) -> str:
        return fold(self.title)[:250]


class Known(NamedTuple):
    """What is known of a row: its board, the idea that is there, who suggested it, who votes and for which company."""

    board_id: int
    idea_id: int | None
    author_id: int | None
    voter: tuple[int, int | None] | None


class Standing(NamedTuple):
    """An idea that is there: of one that became part of another, the other one's id."""

    id: int
    created_at: datetime
    deleted: bool


class KnownIdeas:
    """The ideas that rows of a page could mean. One statement, and one more for who voted."""

    def __init__(self, boards: Mapping[str, int], rows: Sequence[IdeaRow]) -> None:
        self._boards = boards
        self._found: dict[tuple[int, str], list[Standing]] = {}
        titles = {row.title_key for row in rows}
        where_to = func.coalesce(Idea.merged_into_id, Idea.id)
        here = (
            select(Idea.board_id, Idea.folded, where_to, Idea.created_at, Idea.deleted_at.is_not(None))
            .where(Idea.board_id.in_(boards.values()), Idea.folded.in_(titles))
            .order_by(Idea.id)
        )
        for board_id, folded, idea_id, created_at, deleted in db.session.execute(here):
            self._found.setdefault((board_id, folded), []).append(Standing(idea_id, created_at, bool(deleted)))

    def like(self, row: IdeaRow) -> Standing | None:
        """The idea that the row means."""
        same = self._found.get((self._boards[row.board_key], row.title_key), [])
        if row.suggested_at is not None:
            same = [each for each in same if _second(each.created_at) == _second(row.suggested_at)]
        return same[0] if same else None

    def voters(self) -> set[tuple[int, int]]:
        """(idea, member) of every vote for one of them."""
        ids = {each.id for found in self._found.values() for each in found}
        wanted = select(Vote.idea_id, Vote.member_id).where(Vote.idea_id.in_(ids))
        return {(idea_id, member_id) for idea_id, member_id in db.session.execute(wanted)}


def keep_ideas(rows: Sequence[tuple[IdeaRow, Known]], by_id: int | None) -> None:
    """Keep the ideas that are new, the first row of each saying what it is, and then everybody's votes."""
    new: dict[Key, tuple[IdeaRow, Known]] = {}
    for row, known in rows:
        if known.idea_id is None:
            new.setdefault(_key(row, known), (row, known))
    ids = dict(zip(new, _insert(list(new.values()), by_id), strict=True))
    votes = [(known.idea_id or ids[_key(row, known)], row, known.voter) for row, known in rows if known.voter]
    _vote([_vote_row(idea_id, row, voter, by_id) for idea_id, row, voter in votes if voter is not None], by_id)
    _recount({*ids.values(), *(idea_id for idea_id, _row, _voter in votes)})
    note_written(Idea, list(ids.values()))


def _insert(rows: Sequence[tuple[IdeaRow, Known]], by_id: int | None) -> list[int]:
    if not rows:
        return []
    inserted = insert(IDEAS).returning(IDEAS.c.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(inserted, [_idea_row(row, known, by_id) for row, known in rows]))
    tags = {name: tag_named("product_area", name).id for name in sorted({name for row, _ in rows for name in row.tags})}
    insert_or_ignore(
        IdeaTag,
        [
            {"idea_id": idea_id, "tag_id": tags[name]}
            for idea_id, (row, _known) in zip(ids, rows, strict=True)
            for name in row.tags
        ],
    )
    record_lines(
        [
            Line(
                "idea.captured",
                member_id=known.author_id,
                actor_user_id=by_id,
                about=("idea", idea_id),
                facts={"board": known.board_id, "source": "import"},
                occurred_at=row.suggested_at,
                historic=True,
            )
            for idea_id, (row, known) in zip(ids, rows, strict=True)
        ]
    )
    return ids


def _vote(rows: list[dict[str, Any]], by_id: int | None) -> None:
    if not rows:
        return
    kept = upserting(Vote).on_conflict_do_nothing(index_elements=["idea_id", "member_id"])
    new = {tuple(pair) for pair in db.session.execute(kept.returning(Vote.idea_id, Vote.member_id), rows)}
    record_lines(
        [
            Line(
                "vote.captured",
                member_id=row["member_id"],
                company_id=row["company_id"],
                actor_user_id=by_id,
                about=("idea", row["idea_id"]),
                facts={"idea": row["idea_id"], "source": row["source"]},
                occurred_at=row["created_at"],
                historic=True,
            )
            for row in rows
            if (row["idea_id"], row["member_id"]) in new
        ]
    )


def _recount(ids: Iterable[int]) -> None:
    """Voters, points and rank of these ideas, which are locked in one order."""
    locked = select(IDEAS.c.id, Idea.created_at).where(IDEAS.c.id.in_(set(ids))).order_by(IDEAS.c.id)
    ideas: dict[int, datetime] = dict(db.session.execute(locked.with_for_update(key_share=True)).all())
    counted = select(Vote.idea_id, func.count(), func.sum(Vote.weight)).where(Vote.idea_id.in_(ideas))
    votes = {each: (voters, points) for each, voters, points in db.session.execute(counted.group_by(Vote.idea_id))}
    rows = []
    for idea_id, created_at in ideas.items():
        voters, points = votes.get(idea_id, (0, 0))
        rows.append({"key": idea_id, "voters": voters, "points": points, "rank": rank_of(points, created_at)})
    if rows:
        db.session.connection().execute(update(IDEAS).where(IDEAS.c.id == bindparam("key")), rows)


def _idea_row(row: IdeaRow, known: Known, by_id: int | None) -> dict[str, Any]:
    moment = row.suggested_at or now()
    decided = row.status not in OPEN
    return {
        "board_id": known.board_id,
        "author_member_id": known.author_id,
        "entered_by_id": by_id,
        "title": row.title,
        "folded": row.title_key,
        "body": row.body,
        "status": row.status,
        "status_at": row.shipped_at or moment,
        "version": 1,
        "quarter": row.quarter,
        "shipped_at": (row.shipped_at or moment) if row.status == "shipped" else None,
        "declined_because": row.because if row.status == "declined" else "",
        "reopens_when": row.reopens_when if row.status == "declined" else "",
        "answered_at": moment if decided or row.status != "new" else None,
        "points": 0,
        "voters": 0,
        "comments": 0,
        "followers": 0,
        "rank": rank_of(0, moment),
        "created_at": moment,
    }


def _vote_row(idea_id: int, row: IdeaRow, voter: tuple[int, int | None], by_id: int | None) -> dict[str, Any]:
    voted_at = row.voted_at or row.suggested_at or now()
    return {
        "idea_id": idea_id,
        "member_id": voter[0],
        "company_id": voter[1],
        "weight": 1,
        "reason": row.reason,
        "source": row.source,
        "on_behalf_by_id": by_id if row.source != "portal" else None,
        "spends": False,
        "created_at": voted_at,
        "confirmed_at": row.confirmed_at or voted_at,
    }


def _key(row: IdeaRow, known: Known) -> Key:
    return known.board_id, row.title_key, _second(row.suggested_at) if row.suggested_at else ""


def _second(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
