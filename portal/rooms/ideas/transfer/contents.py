"""The ideas that go into a file, with what is about each inside."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.core.database import db
from portal.people.viewer import Viewer

from ..models import Idea
from ..queries.seeing import BOARDS
from .outgoing_parts import PARTS, moment, parts_of_page, status_before_merging
from .tag_names import name_of

BATCH_IDEAS = 500


def ideas_with_parts(viewer: Viewer, board_id: int | None) -> Iterator[dict[str, Any]]:
    """Those that `viewer` sees. A dozen statements for each five hundred."""
    last_id = 0
    boards = BOARDS.seen_ids(viewer)
    while page := _page(boards, board_id, last_id):
        last_id = page[-1].id
        parts = parts_of_page([idea.id for idea in page], boards)
        yield from (_idea(idea, parts.get(idea.id, {})) for idea in page)


def _page(boards: Select[Any], board_id: int | None, after_id: int) -> Sequence[Idea]:
    into = aliased(Idea)
    ideas = select(Idea).outerjoin(into, into.id == Idea.merged_into_id)
    ideas = ideas.where(Idea.id > after_id, Idea.board_id.in_(boards), Idea.deleted_at.is_(None))
    ideas = ideas.where(or_(into.id.is_(None), into.board_id.in_(boards)))
    if board_id is not None:
        ideas = ideas.where(Idea.board_id == board_id)
    whole = joinedload(Idea.board), joinedload(Idea.author), selectinload(Idea.tags)
    return db.session.scalars(ideas.options(*whole).order_by(Idea.id).limit(BATCH_IDEAS)).all()


def _idea(idea: Idea, parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "board": idea.board.name,
        "title": idea.title,
        "body": idea.body,
        "status": status_before_merging(idea, parts),
        "quarter": idea.quarter,
        "suggested_by": idea.author.email if idea.author else None,
        "suggested_at": moment(idea.created_at),
        "shipped_at": moment(idea.shipped_at),
        "declined_because": idea.declined_because,
        "reopens_when": idea.reopens_when,
        "tags": [name_of(tag) for tag in idea.tags],
        "status_at": moment(idea.status_at),
        "answered_at": moment(idea.answered_at),
        "edited_at": moment(idea.edited_at),
        "votes": parts.get("votes", []),
        **{name: parts[name] for name in PARTS if parts.get(name)},
    }
