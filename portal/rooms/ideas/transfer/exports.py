"""Ideas with everything that is about them as files: a table with a row for each thing, or JSON with it inside.

Both come back through the import without loss, save boards: whom a board is for is decided by a person, so they are
made by hand. What went over with a merge stands with the idea that it came from, and the merge with both: brought in
in this order, each ends where it was, and can be parted again.
"""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.core.cells import BYTE_ORDER_MARK, csv_line
from portal.core.database import db
from portal.core.errors import Refused
from portal.people.viewer import Viewer

from ..models import Idea
from ..queries.seeing import BOARDS
from .contents import PARTS, after_all, moment, parts_of_page
from .headings import FIELDS
from .tag_names import cell_of, name_of

AT_ONCE = 500
NAMES = tuple(field.name for field in FIELDS)
OF_VOTE = ("voter", "voted_at", "confirmed_at", "reason", "source", "row_person")
OF_IDEA = (*NAMES[: NAMES.index("voter")], "status_at", "answered_at", "edited_at")
MOST_BYTES = 60 * 1024 * 1024


def ideas_csv(viewer: Viewer, board_id: int | None = None) -> Iterator[str]:
    """A table of the ideas that `viewer` sees, five hundred at a time; no cell is a formula."""
    yield BYTE_ORDER_MARK + csv_line(NAMES)
    yield from _table(_ideas(viewer, board_id))


def ideas_json(viewer: Viewer, board_id: int | None = None) -> Iterator[str]:
    """The same as a JSON list of ideas, each with what is about it inside."""
    yield "["
    comma = ""
    for each in _ideas(viewer, board_id):
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
    table.writelines(_table(ideas))
    return table.getvalue()


def _is_idea(each: object) -> bool:
    if not isinstance(each, dict) or not isinstance(each.get("title"), str):
        return False
    parts = [each.get(name, []) for name in ("votes", *PARTS)]
    return all(isinstance(part, list) and all(isinstance(row, dict) for row in part) for part in parts)


def _table(ideas: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The rows of these ideas; what points from one to another comes last, when each of them is there."""
    links: list[dict[str, str]] = []
    merges: list[dict[str, str]] = []
    for idea in ideas:
        for row in _rows(idea):
            if row.get("row") == "link":
                links.append(row)
            elif row.get("row") == "merge":
                merges.append(row)
            else:
                yield _line(row)
    yield from map(_line, [*links, *_as_they_happened(merges)])


def _as_they_happened(merges: list[dict[str, str]]) -> list[dict[str, str]]:
    """What became part of an idea did so before that one became part of a third: the longest way comes first."""
    into = {_named(row): tuple(row[name] for name in ("other_board", "other_title", "other_at")) for row in merges}

    def steps(row: Mapping[str, str]) -> int:
        at, seen = _named(row), set()
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        return len(seen)

    return sorted(merges, key=lambda row: (-steps(row), row["row_at"]))


def _named(row: Mapping[str, str]) -> tuple[str, ...]:
    return row["board"], row["title"], row["suggested_at"]


def _line(row: Mapping[str, str]) -> str:
    return csv_line(row.get(name, "") for name in NAMES)


def _rows(idea: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """A row for each vote, or one without a voter; then one for each other thing."""
    own = {name: _text(idea.get(name)) for name in OF_IDEA}
    for vote in idea.get("votes") or [{}]:
        yield {**own, **{name: _text(vote.get(name)) for name in OF_VOTE}}
    for part, kind in PARTS.items():
        for each in idea.get(part) or ():
            said = {name: _text(each.get(name)) for name in NAMES if name.startswith(("row_", "other_"))}
            yield {**own, **said, "row": "note" if each.get("internal") is True else kind}


def _text(value: object) -> str:
    if isinstance(value, list):
        return cell_of(map(str, value))
    return "" if value is None else str(value)


def _ideas(viewer: Viewer, board_id: int | None) -> Iterator[dict[str, Any]]:
    """A dozen statements for each five hundred."""
    last = 0
    into = aliased(Idea)
    seen = BOARDS.seen_ids(viewer)
    while True:
        wanted = select(Idea).outerjoin(into, into.id == Idea.merged_into_id)
        wanted = wanted.where(Idea.id > last, Idea.board_id.in_(seen), Idea.deleted_at.is_(None))
        wanted = wanted.where(or_(into.id.is_(None), into.board_id.in_(seen)))
        if board_id is not None:
            wanted = wanted.where(Idea.board_id == board_id)
        whole = joinedload(Idea.board), joinedload(Idea.author), selectinload(Idea.tags)
        page = db.session.scalars(wanted.options(*whole).order_by(Idea.id).limit(AT_ONCE)).all()
        if not page:
            return
        last = page[-1].id
        parts = parts_of_page([idea.id for idea in page], seen)
        yield from (_idea(idea, parts.get(idea.id, {})) for idea in page)


def _idea(idea: Idea, parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "board": idea.board.name,
        "title": idea.title,
        "body": idea.body,
        "status": after_all(idea, parts),
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
