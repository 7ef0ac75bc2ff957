"""What became of what somebody said, in words for them: who read it, and what each feature made of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db
from portal.core.registry import Registry, full_name
from portal.people.models import Member
from portal.people.viewer import Viewer

from .models import Feedback
from .queries import pieces
from .reading import Reader, readers_of

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Outcome(NamedTuple):
    """One thing that became of a piece: a sentence for its author, when, where to look, and what we say about it."""

    text: str
    icon: str
    tone: str = "neutral"
    at: datetime | None = None
    url: str = ""
    message: str = ""


class Told(NamedTuple):
    """Something that a member told us, with what became of it in the order of time."""

    piece: Feedback
    outcomes: list[Outcome]


Tell = Callable[[Viewer, Sequence[Feedback]], Iterable[tuple[int, Outcome]]]
_tellers: Registry[Tell] = Registry("outcome_of_feedback")


def outcome_of_feedback(tell: Tell) -> Tell:
    """Register what became of pieces: `tell(viewer, pieces)` gives (a piece's id, an outcome) as far as its author,
    `viewer`, may see it. Its number of statements does not grow with the pieces."""
    return _tellers.add(full_name(tell), tell)


def told_by(viewer: Viewer, member: Member, most: int) -> list[Told]:
    """What the member, who is looking, told us last, and what became of it."""
    mine = pieces(viewer).where(Feedback.member_id == member.id).options(joinedload(Feedback.read_by))
    newest = mine.order_by(Feedback.said_at.desc(), Feedback.id.desc()).limit(most)
    told = list(db.session.scalars(newest))
    became = _became(viewer, told)
    readers = readers_of([piece.id for piece in told if piece.is_unread and not became[piece.id]])
    return [Told(piece, _in_order(piece, became[piece.id], readers.get(piece.id))) for piece in told]


def promise_of(piece: Feedback) -> str:
    """Who reads a piece that waits, and by when."""
    return _promise(piece, readers_of([piece.id]).get(piece.id))


def _became(viewer: Viewer, told: Sequence[Feedback]) -> dict[int, list[Outcome]]:
    became: dict[int, list[Outcome]] = defaultdict(list)
    for tell in _tellers.values() if told else ():
        for feedback_id, outcome in tell(viewer, told):
            became[feedback_id].append(outcome)
    return became


def _in_order(piece: Feedback, became: Iterable[Outcome], reader: Reader | None) -> list[Outcome]:
    """That somebody reads it is said as long as nothing came of it; that somebody has, always."""
    outcomes = sorted(became, key=lambda outcome: outcome.at or LONG_AGO)
    if piece.read_at is not None:
        return [Outcome(_reading(piece), "eye-check", "info", piece.read_at), *outcomes]
    if piece.is_unread and not outcomes:
        return [Outcome(_promise(piece, reader), "clock")]
    return outcomes


def _reading(piece: Feedback) -> str:
    if piece.read_by is None:
        return str(_("Read by one of us"))
    if piece.captured_by_id == piece.read_by_id:
        return str(_("Written down by %(who)s", who=piece.read_by.name))
    return str(_("Read by %(who)s", who=piece.read_by.name))


def _promise(piece: Feedback, reader: Reader | None) -> str:
    due = piece.read_due_at or now()
    day, in_time = format_date(due, "EEE d MMM"), due >= now()
    if reader is None and in_time:
        return str(_("One of us will read it by %(day)s", day=day))
    if reader is None:
        return str(_("We're late: one of us should have read it by %(day)s", day=day))
    if in_time:
        return str(_("%(who)s will read it by %(day)s", who=reader.name, day=day))
    return str(_("We're late: %(who)s should have read it by %(day)s", who=reader.name, day=day))
