"""Writing a page of imported ideas and votes in a few statements; nobody is written to because of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, upserting
from portal.kits.search.changes import note_written
from portal.ledger.ledger import Line, record_lines
from portal.rooms.feedback.actions import tag_named

from .actions.counting import rank_of
from .imported_parts import Written, keep_parts
from .imported_rows import IdeaRow, Key, Known, key_of
from .lifecycle import OPEN
from .models import Idea, IdeaComment, IdeaFollower, IdeaTag, Vote
from .tag_names import facet_and_name
from .verbs import IDEA_CAPTURED, VOTE_CAPTURED

IDEAS: Any = Idea.__table__


def keep_ideas(rows: Sequence[tuple[IdeaRow, Known]], by_id: int | None) -> None:
    """Keep the ideas that are new, the first row of each saying what it is, then votes, and whatever else is said."""
    new: dict[Key, tuple[IdeaRow, Known]] = {}
    for row, known in rows:
        if known.idea_id is None:
            new.setdefault(key_of(row, known.board_id), (row, known))
    ids = dict(zip(new, _insert(list(new.values()), by_id), strict=True))
    at = [known.idea_id or ids[key_of(row, known.board_id)] for row, known in rows]
    votes = [
        _vote_row(idea_id, row, known, known.voter, by_id)
        for idea_id, (row, known) in zip(at, rows, strict=True)
        if known.voter is not None
    ]
    _vote(votes, by_id)
    parts = [
        Written(row.part, idea_id, known.person_id, known.other_id or ids.get(known.other) if known.other else None)
        for idea_id, (row, known) in zip(at, rows, strict=True)
        if row.part is not None
    ]
    keep_parts([each for each in parts if each.part.row != "merge"])
    _recount({*ids.values(), *at})
    keep_parts([each for each in parts if each.part.row == "merge"])
    note_written(Idea, sorted({*ids.values(), *(each.idea_id for each in parts)}))


def _insert(rows: Sequence[tuple[IdeaRow, Known]], by_id: int | None) -> list[int]:
    if not rows:
        return []
    inserted = insert(IDEAS).returning(IDEAS.c.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(inserted, [_idea_row(row, known, by_id) for row, known in rows]))
    names = sorted({name for row, _ in rows for name in row.tags})
    tags = {name: tag_named(*facet_and_name(name)).id for name in names}
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
                IDEA_CAPTURED,
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
                VOTE_CAPTURED,
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
    public = IdeaComment.internal.is_(False), IdeaComment.deleted_at.is_(None)
    comments = _counted(IdeaComment.idea_id, ideas, *public)
    followers = _counted(IdeaFollower.idea_id, ideas)
    rows = []
    for idea_id, created_at in ideas.items():
        voters, points = votes.get(idea_id, (0, 0))
        counted_here = {"comments": comments.get(idea_id, 0), "followers": followers.get(idea_id, 0)}
        rank = rank_of(points, created_at)
        rows.append({"key": idea_id, "voters": voters, "points": points, "rank": rank, **counted_here})
    if rows:
        db.session.connection().execute(update(IDEAS).where(IDEAS.c.id == bindparam("key")), rows)


def _counted(column: Any, idea_ids: Iterable[int], *conditions: Any) -> dict[int, int]:
    counted = select(column, func.count()).where(column.in_(set(idea_ids)), *conditions)
    return dict(db.session.execute(counted.group_by(column)).all())


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
        "status_at": row.status_at or row.shipped_at or moment,
        "version": 1,
        "quarter": row.quarter,
        "shipped_at": (row.shipped_at or moment) if row.status == "shipped" else None,
        "declined_because": row.because if row.status == "declined" else "",
        "reopens_when": row.reopens_when if row.status == "declined" else "",
        "answered_at": row.answered_at or (moment if decided or row.status != "new" else None),
        "edited_at": row.edited_at,
        "points": 0,
        "voters": 0,
        "comments": 0,
        "followers": 0,
        "rank": rank_of(0, moment),
        "created_at": moment,
    }


def _vote_row(
    idea_id: int, row: IdeaRow, known: Known, voter: tuple[int, int | None], by_id: int | None
) -> dict[str, Any]:
    voted_at = row.voted_at or row.suggested_at or now()
    return {
        "idea_id": idea_id,
        "member_id": voter[0],
        "company_id": voter[1],
        "weight": 1,
        "reason": row.reason,
        "source": row.source,
        "on_behalf_by_id": (known.person_id or by_id) if row.source != "portal" else None,
        "spends": False,
        "created_at": voted_at,
        "confirmed_at": row.confirmed_at or voted_at,
    }
