"""What a row of a file says about its idea beside a vote: a follower, comment, note, move, link or merge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _

from portal.core.text import clean, fold, one_line
from portal.kits.transfer.imports import Reading, RowRefused
from portal.kits.transfer.imports.addresses import optional_address

from ..actions.talk import MAX_COMMENT_CHARS
from ..lifecycle import IDEA
from ..models.ideas import LINKS
from .naming import NamedIdea, board_key, second_of, title_key

BY_USERS = ("comment", "note", "move", "link", "merge")
"""Parts whose person is somebody who signs in here; a follower is a member."""
ABOUT_TWO = ("link", "merge")
"""Parts that speak of another idea."""
STAYING = ("move", *ABOUT_TWO)
"""Parts that stay with their idea when it becomes part of another."""
MAX_CODE_CHARS = 20


@dataclass(frozen=True)
class Part:
    """What a row says about its idea. `person` is an address; the `other` idea is meant by links and merges."""

    kind: str
    person: str | None
    at: datetime | None
    text: str = ""
    changed_at: datetime | None = None
    message: str = ""
    condition: str = ""
    step: str = ""
    was: str = ""
    becomes: str = ""
    other_board: str = ""
    other_title: str = ""
    other_at: datetime | None = None

    @property
    def other(self) -> NamedIdea:
        """Which other idea is meant."""
        return NamedIdea(board_key(self.other_board), title_key(self.other_title), second_of(self.other_at))

    @property
    def identity(self) -> str:
        """What makes it another row than the others about its idea."""
        content = sha256(f"{self.text}\n{self.message}\n{self.condition}".encode()).hexdigest()
        codes = self.kind, self.person or "", str(self.at), self.step, self.was, self.becomes
        return "\n".join((*codes, *self.other, content))


def read_part(cells: Mapping[str, str], reading: Reading) -> Part | None:
    """What the row adds beside a vote. Raises RowRefused where that cannot be understood."""
    kind = fold(cells["row"])
    if kind in ("", "vote", "idea"):
        return None
    text, message, condition = (clean(cells[f"row_{name}"]) for name in ("words", "message", "condition"))
    step, was, becomes = (_code(cells[f"row_{name}"]) for name in ("step", "was", "becomes"))
    at = reading.moment_or_none(cells["row_at"])
    if at is None or not _is_complete(kind, cells["row_person"], text, step=step, was=was, becomes=becomes):
        raise RowRefused(_("This row does not say what it adds to the idea."))
    if max(map(len, (text, message, condition))) > MAX_COMMENT_CHARS:
        raise RowRefused(_("What is said in this row is too long."))
    return Part(
        kind=kind,
        person=optional_address(cells["row_person"]),
        at=at,
        text=text,
        changed_at=reading.moment_or_none(cells["row_changed_at"]),
        message=message,
        condition=condition,
        step=step,
        was=was,
        becomes=becomes,
        other_board=one_line(cells["other_board"]),
        other_title=one_line(cells["other_title"]),
        other_at=reading.moment_or_none(cells["other_at"]),
    )


def _code(cell: str) -> str:
    return fold(cell).replace(" ", "_")[:MAX_CODE_CHARS]


def _is_complete(kind: str, person: str, text: str, *, step: str, was: str, becomes: str) -> bool:
    complete = {
        "follower": bool(person),
        "comment": bool(text),
        "note": bool(text),
        "move": bool(step) and {was, becomes} <= set(IDEA.labels),
        "link": step in LINKS,
        "merge": was in IDEA.labels,
    }
    return complete.get(kind, False)
