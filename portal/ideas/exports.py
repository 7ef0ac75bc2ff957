"""Ideas with their votes as files: a table with a row for each vote, or JSON with the votes inside each idea.

Both come back through the import without loss. Comments stay here: they are conversations, not a list.
"""

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ..core.cells import BYTE_ORDER_MARK, csv_line
from ..core.database import db
from ..core.errors import Refused
from ..members.access import Viewer
from .headings import FIELDS
from .models import Idea, Vote
from .queries.seeing import visible_to

AT_ONCE = 500
NAMES = tuple(field.name for field in FIELDS)
OF_VOTE = ("voter", "voted_at", "confirmed_at", "reason", "source")
OF_IDEA = tuple(name for name in NAMES if name not in OF_VOTE)
MOST_BYTES = 60 * 1024 * 1024


def ideas_csv(viewer: Viewer, board_id: int | None = None) -> Iterator[str]:
    """A table of the ideas that `viewer` sees, five hundred at a time; no cell is a formula."""
    yield BYTE_ORDER_MARK + csv_line(NAMES)
    for page in _pages(viewer, board_id):
        yield "".join(csv_line(row.get(name, "") for name in NAMES) for each in page for row in _rows(each))


def ideas_json(viewer: Viewer, board_id: int | None = None) -> Iterator[str]:
    """The same as a JSON list of ideas, each with its votes."""
    yield "["
    comma = ""
    for page in _pages(viewer, board_id):
        for each in page:
            yield f"{comma}\n{json.dumps(each, ensure_ascii=False)}"
            comma = ","
    yield "\n]\n"


def table_of(file: IO[bytes]) -> str:
    """The table that a JSON file stands for, as the import reads it. Raises Refused for what is no list of ideas."""
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Refused(_("This file is larger than 60 MB. Split it and bring the parts one after the other."))
    try:
        ideas = json.loads(raw)
        if not isinstance(ideas, list) or not all(_is_idea(each) for each in ideas):
            raise Refused(_("This is no list of ideas: each needs a title and, if it has votes, a list of them."))
    except (ValueError, RecursionError):
        raise Refused(_("This is not a JSON file.")) from None
    table = io.StringIO()
    table.write(csv_line(NAMES))
    for each in ideas:
        for row in _rows(each):
            table.write(csv_line(row.get(name, "") for name in NAMES))
    return table.getvalue()


def _is_idea(each: object) -> bool:
    if not isinstance(each, dict) or not isinstance(each.get("title"), str):
        return False
    votes = each.get("votes", [])
    return isinstance(votes, list) and all(isinstance(vote, dict) for vote in votes)


def _rows(idea: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    """A row for each vote, or one without a voter."""
    own = {name: _text(idea.get(name)) for name in OF_IDEA}
    votes: Sequence[Mapping[str, Any]] = idea.get("votes") or [{}]
    return [{**own, **{name: _text(vote.get(name)) for name in OF_VOTE}} for vote in votes]


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _pages(viewer: Viewer, board_id: int | None) -> Iterator[list[dict[str, Any]]]:
    """Three statements a page."""
    last = 0
    while True:
        wanted = select(Idea).where(Idea.id > last, visible_to(viewer), Idea.deleted_at.is_(None))
        if board_id is not None:
            wanted = wanted.where(Idea.board_id == board_id)
        whole = joinedload(Idea.board), joinedload(Idea.author), selectinload(Idea.tags)
        page = db.session.scalars(wanted.options(*whole).order_by(Idea.id).limit(AT_ONCE)).all()
        if not page:
            return
        last = page[-1].id
        votes = _votes([idea.id for idea in page])
        yield [_idea(idea, votes.get(idea.id, [])) for idea in page]


def _votes(ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    wanted = select(Vote).where(Vote.idea_id.in_(ids)).options(joinedload(Vote.member)).order_by(Vote.id)
    for vote in db.session.scalars(wanted):
        found.setdefault(vote.idea_id, []).append(
            {
                "voter": vote.member.email,
                "voted_at": _moment(vote.created_at),
                "confirmed_at": _moment(vote.confirmed_at),
                "reason": vote.reason,
                "source": vote.source,
            }
        )
    return found


def _idea(idea: Idea, votes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "board": idea.board.name,
        "title": idea.title,
        "body": idea.body,
        "status": idea.status,
        "quarter": idea.quarter,
        "suggested_by": idea.author.email if idea.author else None,
        "suggested_at": _moment(idea.created_at),
        "shipped_at": _moment(idea.shipped_at),
        "declined_because": idea.declined_because,
        "reopens_when": idea.reopens_when,
        "tags": [tag.name for tag in idea.tags if tag.facet == "product_area"],
        "votes": votes,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
