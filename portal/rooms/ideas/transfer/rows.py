"""One row of a file of ideas: an idea and, where it has them, a vote for it or another thing about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.core.addresses import normal_address
from portal.core.cells import as_written
from portal.core.text import clean, fold, one_line
from portal.kits.transfer.imports import Reading, RowRefused
from portal.kits.transfer.imports.addresses import optional_address

from ..actions.ideas import MAX_BODY_CHARS, MAX_TITLE_CHARS
from ..actions.moves import QUARTER
from ..actions.votes import MAX_REASON_CHARS
from ..lifecycle import IDEA
from ..models.votes import SOURCES
from .naming import IdeaKey, board_key, second_of, title_key
from .parts import Part, read_part
from .tag_names import names_in

MAX_TAG_CHARS = 100
"""Of a tag with its kind."""
STATUSES = {fold(str(name)): code for code, label in IDEA.labels.items() for name in (code, label) if code != "merged"}
OTHER_STATUSES = {
    "open": "new",
    "pending": "new",
    "considering": "under_review",
    "started": "in_progress",
    "completed": "shipped",
    "complete": "shipped",
    "done": "shipped",
    "closed": "declined",
    "rejected": "declined",
}
"""What another tool may call a status."""


@dataclass(frozen=True)
class IdeaRow:
    """One row of such a file; people are addresses."""

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
    on_behalf_by: str | None
    status_at: datetime | None
    answered_at: datetime | None
    edited_at: datetime | None
    part: Part | None

    @property
    def board_key(self) -> str:
        return board_key(self.board)

    @property
    def title_key(self) -> str:
        return title_key(self.title)

    @property
    def identity(self) -> str:
        """What makes it the same row."""
        names = self.board_key, fold(self.title), second_of(self.suggested_at), self.voter or ""
        return "\n".join((*names, self.part.identity if self.part else ""))

    def key(self, board_id: int) -> IdeaKey:
        """What makes its idea the same."""
        return IdeaKey(board_id, self.title_key, second_of(self.suggested_at))


def read_row(cells: Mapping[str, str], reading: Reading) -> IdeaRow:
    """The row that these cells are. Raises RowRefused."""
    cells = {name: as_written(cell) for name, cell in cells.items()}
    title, body, reason = _texts(cells)
    return IdeaRow(
        board=one_line(cells["board"]),
        title=title,
        body=body,
        status=_status(cells["status"]),
        quarter=_quarter(cells["quarter"]),
        author=normal_address(cells["suggested_by"]) if cells["suggested_by"] else None,
        suggested_at=reading.moment_or_none(cells["suggested_at"]),
        shipped_at=reading.moment_or_none(cells["shipped_at"]),
        because=clean(cells["declined_because"]),
        reopens_when=clean(cells["reopens_when"]),
        tags=_tags(cells["tags"]),
        voter=optional_address(cells["voter"]),
        voted_at=reading.moment_or_none(cells["voted_at"]),
        confirmed_at=reading.moment_or_none(cells["confirmed_at"]),
        reason=reason,
        source=_source(cells["source"]),
        on_behalf_by=optional_address(cells["row_person"]) if cells["voter"] else None,
        status_at=reading.moment_or_none(cells["status_at"]),
        answered_at=reading.moment_or_none(cells["answered_at"]),
        edited_at=reading.moment_or_none(cells["edited_at"]),
        part=read_part(cells, reading),
    )


def _texts(cells: Mapping[str, str]) -> tuple[str, str, str]:
    """Title, description and the voter's reason."""
    title, body, reason = one_line(cells["title"]), clean(cells["body"]), clean(cells["reason"])
    if not any(letter.isalnum() for letter in title):
        raise RowRefused(_("There is no title in this row."))
    if len(title) > MAX_TITLE_CHARS or len(body) > MAX_BODY_CHARS or len(reason) > MAX_REASON_CHARS:
        raise RowRefused(_("The title, the description or the reason is too long."))
    return title, body, reason


def _status(cell: str) -> str:
    name = fold(cell).replace("-", " ")
    return STATUSES.get(name) or OTHER_STATUSES.get(name) or "new"


def _quarter(cell: str) -> str | None:
    quarter = cell.upper().replace(" ", "-")
    return quarter if QUARTER.fullmatch(quarter) else None


def _tags(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (one_line(name)[:MAX_TAG_CHARS] for name in names_in(cell)))))


def _source(cell: str) -> str:
    source = fold(cell)
    return source if source in SOURCES else "import"
