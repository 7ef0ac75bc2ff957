"""Ideas with what is about them as the rows of a table."""

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from flask_babel import gettext as _

from portal.core.cells import csv_table
from portal.core.errors import Refused
from portal.kits.transfer.json_files import read_json

from .headings import FIELDS
from .outgoing_parts import PARTS
from .tag_names import cell_of

COLUMNS = tuple(field.name for field in FIELDS)
OF_VOTE = ("voter", "voted_at", "confirmed_at", "reason", "source", "row_person")
OF_IDEA = (*COLUMNS[: COLUMNS.index("voter")], "status_at", "answered_at", "edited_at")
OF_PART = tuple(name for name in COLUMNS if name.startswith(("row_", "other_")))
Idea = Mapping[str, Any]
"""An idea as JSON has it."""
Row = dict[str, str]


def table_of(file: IO[bytes]) -> str:
    """The table that a JSON file stands for, as the import reads it. Raises Refused for what is no list of ideas."""
    ideas = read_json(file)
    if not isinstance(ideas, list) or not all(_is_idea(each) for each in ideas):
        raise Refused(_("This is no list of ideas: each needs a title and, if it has votes, a list of them."))
    return "".join(csv_table(COLUMNS, table_rows(ideas)))


def table_rows(ideas: Iterable[Idea]) -> Iterator[list[str]]:
    """The rows of these ideas; what points from one to another comes last, when each of them is there."""
    links: list[Row] = []
    merges: list[Row] = []
    for idea in ideas:
        for row in _rows(idea):
            if row.get("row") == "link":
                links.append(row)
            elif row.get("row") == "merge":
                merges.append(row)
            else:
                yield _cells(row)
    yield from map(_cells, [*links, *_as_they_happened(merges)])


def _is_idea(thing: object) -> bool:
    if not isinstance(thing, dict) or not isinstance(thing.get("title"), str):
        return False
    parts = [thing.get(name, []) for name in ("votes", *PARTS)]
    return all(isinstance(part, list) and all(isinstance(row, dict) for row in part) for part in parts)


def _as_they_happened(merges: list[Row]) -> list[Row]:
    """What became part of an idea did so before that one became part of a third: the longest way comes first."""
    into = {_named(row): tuple(row[name] for name in ("other_board", "other_title", "other_at")) for row in merges}

    def steps(row: Row) -> int:
        at, seen = _named(row), set()
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        return len(seen)

    return sorted(merges, key=lambda row: (-steps(row), row["row_at"]))


def _named(row: Row) -> tuple[str, ...]:
    return row["board"], row["title"], row["suggested_at"]


def _cells(row: Row) -> list[str]:
    return [row.get(name, "") for name in COLUMNS]


def _rows(idea: Idea) -> Iterator[Row]:
    """A row for each vote, or one without a voter; then one for each other thing."""
    own = {name: _text(idea.get(name)) for name in OF_IDEA}
    for vote in idea.get("votes") or [{}]:
        yield {**own, **{name: _text(vote.get(name)) for name in OF_VOTE}}
    for part, kind in PARTS.items():
        for each in idea.get(part) or ():
            content = {name: _text(each.get(name)) for name in OF_PART}
            yield {**own, **content, "row": "note" if each.get("internal") is True else kind}


def _text(value: object) -> str:
    if isinstance(value, list):
        return cell_of(map(str, value))
    return "" if value is None else str(value)
