"""Writing a page of imported ideas and votes in a few statements; nobody is written to because of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, upserting
from portal.kits.search.changes import note_written
from portal.kits.transfer.imports.addresses import KnownMember
from portal.ledger.ledger import Line, record_lines
from portal.rooms.feedback.actions import tag_named

from ..actions.counting import rank_of
from ..models import Idea, IdeaTag, Vote
from ..verbs import IDEA_CAPTURED, VOTE_CAPTURED
from .counters import recount_ideas
from .judging import Target
from .naming import IdeaKey
from .rows import IdeaRow
from .tag_names import facet_and_name
from .writing_parts import PlacedPart, keep_parts

IDEAS: Any = Idea.__table__
Judged = tuple[IdeaRow, Target]
"""A row that is to be kept, and what it goes to."""
Placed = tuple[int, IdeaRow, Target]
"""The same with the id of its idea, now that each is there."""


def keep_ideas(rows: Sequence[Judged], by_id: int | None) -> None:
    """Keep the ideas that are new, the first row of each saying what it is, then votes, and whatever else is said.

    Merges come last, as they carry over what the other rows have brought.
    """
    new = _keep_new(rows, by_id)
    placed = [(target.idea_id or new[row.key(target.board_id)], row, target) for row, target in rows]
    _keep_votes(placed, by_id)
    parts = list(_parts(placed, new))
    touched = {*new.values(), *(idea_id for idea_id, _row, _target in placed)}
    keep_parts(placed_part for placed_part in parts if placed_part.part.kind != "merge")
    recount_ideas(touched)
    keep_parts(placed_part for placed_part in parts if placed_part.part.kind == "merge")
    note_written(Idea, sorted({*new.values(), *(placed_part.idea_id for placed_part in parts)}))


def _keep_new(rows: Sequence[Judged], by_id: int | None) -> dict[IdeaKey, int]:
    """The ids of ideas that were not there yet, by what makes them the same."""
    first: dict[IdeaKey, Judged] = {}
    for row, target in rows:
        if target.idea_id is None:
            first.setdefault(row.key(target.board_id), (row, target))
    return dict(zip(first, _insert(list(first.values()), by_id), strict=True))


def _insert(rows: Sequence[Judged], by_id: int | None) -> list[int]:
    if not rows:
        return []
    inserted = insert(IDEAS).returning(IDEAS.c.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(inserted, [_idea_values(row, target, by_id) for row, target in rows]))
    _tag(ids, rows)
    record_lines([_idea_line(idea_id, *judged, by_id) for idea_id, judged in zip(ids, rows, strict=True)])
    return ids


def _tag(ids: Sequence[int], rows: Sequence[Judged]) -> None:
    names = sorted({name for row, _target in rows for name in row.tags})
    tags = {name: tag_named(*facet_and_name(name)).id for name in names}
    tagged = [
        {"idea_id": idea_id, "tag_id": tags[name]}
        for idea_id, (row, _target) in zip(ids, rows, strict=True)
        for name in row.tags
    ]
    insert_or_ignore(IdeaTag, tagged)


def _keep_votes(placed: Iterable[Placed], by_id: int | None) -> None:
    votes = [
        _vote_values(idea_id, row, target.voter, target.person_id or by_id)
        for idea_id, row, target in placed
        if target.voter is not None
    ]
    if not votes:
        return
    kept = upserting(Vote).on_conflict_do_nothing(index_elements=["idea_id", "member_id"])
    inserted = db.session.execute(kept.returning(Vote.idea_id, Vote.member_id), votes)
    new = {(vote.idea_id, vote.member_id) for vote in inserted}
    record_lines([_vote_line(vote, by_id) for vote in votes if (vote["idea_id"], vote["member_id"]) in new])


def _parts(placed: Iterable[Placed], new: Mapping[IdeaKey, int]) -> Iterable[PlacedPart]:
    for idea_id, row, target in placed:
        if row.part is not None:
            other_id = target.other_id or new.get(target.other) if target.other else None
            yield PlacedPart(row.part, idea_id, target.person_id, other_id)


def _idea_values(row: IdeaRow, target: Target, by_id: int | None) -> dict[str, Any]:
    moment = row.suggested_at or now()
    declined = row.status == "declined"
    return {
        "board_id": target.board_id,
        "author_member_id": target.author_id,
        "entered_by_id": by_id,
        "title": row.title,
        "folded": row.title_key,
        "body": row.body,
        "status": row.status,
        "status_at": row.status_at or row.shipped_at or moment,
        "version": 1,
        "quarter": row.quarter,
        "shipped_at": (row.shipped_at or moment) if row.status == "shipped" else None,
        "declined_because": row.because if declined else "",
        "reopens_when": row.reopens_when if declined else "",
        "answered_at": row.answered_at or (moment if row.status != "new" else None),
        "edited_at": row.edited_at,
        **dict.fromkeys(("points", "voters", "comments", "followers"), 0),
        "rank": rank_of(0, moment),
        "created_at": moment,
    }


def _vote_values(idea_id: int, row: IdeaRow, voter: KnownMember, on_behalf_by_id: int | None) -> dict[str, Any]:
    voted_at = row.voted_at or row.suggested_at or now()
    return {
        "idea_id": idea_id,
        "member_id": voter.id,
        "company_id": voter.company_id,
        "weight": 1,
        "reason": row.reason,
        "source": row.source,
        "on_behalf_by_id": on_behalf_by_id if row.source != "portal" else None,
        "spends": False,
        "created_at": voted_at,
        "confirmed_at": row.confirmed_at or voted_at,
    }


def _idea_line(idea_id: int, row: IdeaRow, target: Target, by_id: int | None) -> Line:
    return Line(
        IDEA_CAPTURED,
        member_id=target.author_id,
        actor_user_id=by_id,
        about=("idea", idea_id),
        facts={"board": target.board_id, "source": "import"},
        occurred_at=row.suggested_at,
        historic=True,
    )


def _vote_line(vote: Mapping[str, Any], by_id: int | None) -> Line:
    return Line(
        VOTE_CAPTURED,
        member_id=vote["member_id"],
        company_id=vote["company_id"],
        actor_user_id=by_id,
        about=("idea", vote["idea_id"]),
        facts={"idea": vote["idea_id"], "source": vote["source"]},
        occurred_at=vote["created_at"],
        historic=True,
    )
