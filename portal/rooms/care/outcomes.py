"""What cases make of what customers said: somebody works on it, so it was read; and what we told them in the end."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from portal.access.models import User
from portal.core.database import db
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.people.viewer import Viewer
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.outcomes import Outcome, outcome_of_feedback
from portal.rooms.feedback.reading import note_read

from .models import Call, Case, Concern
from .verbs import CALL_LOGGED, CASE_ANSWERED, CASE_CLOSED, CASE_UNREACHABLE

ANSWERED = ("answered", "closed")
PIECE = "feedback:"


def source_of(piece: Feedback) -> str:
    """Where a concern was said that a piece of feedback is: its answer, or the piece itself."""
    return piece.source_key if piece.source == "survey" and piece.source_key else f"{PIECE}{piece.id}"


def piece_of(member_id: int, feedback_id: int | None) -> Feedback | None:
    """The piece, if this member said it."""
    piece = db.session.get(Feedback, feedback_id) if feedback_id else None
    return piece if piece is not None and piece.member_id == member_id else None


@outcome_of_feedback
def answers(viewer: Viewer, pieces: Sequence[Feedback]) -> Iterator[tuple[int, Outcome]]:
    """Who answered, and what they told the customer; never our own notes. One statement."""
    by_source = {source_of(piece): piece.id for piece in pieces}
    statement: Any = (
        select(Concern.source, Case, User.name)
        .join(Case, Case.id == Concern.case_id)
        .outerjoin(User, User.id == Case.answered_by_id)
        .where(Concern.source.in_(by_source), Case.member_id == viewer.member_id)
        .where(Case.answered_at.is_not(None), Case.status.in_(ANSWERED))
    )
    for source, case, name in db.session.execute(statement):
        who = _("Answered by %(who)s", who=name) if name else _("Answered")
        yield by_source[source], Outcome(str(who), "message-check", "good", case.answered_at, message=case.told)


@subscriber("care.read", CASE_ANSWERED, CASE_CLOSED, CASE_UNREACHABLE, CALL_LOGGED)
def note_what_was_read(lines: Sequence[Activity]) -> None:
    """Whoever settles a case, or calls about it, has read what the customer said."""
    cases = _cases_of(lines)
    said = _said_in(set(cases.values()))
    for line in lines:
        if line.actor_user_id is not None and line.id in cases:
            note_read(said[cases[line.id]], line.actor_user_id, line.occurred_at)


def _cases_of(lines: Sequence[Activity]) -> dict[int, int]:
    """The case that each line is about, by the line; a call may be about none."""
    calls = {line.about_id for line in lines if line.verb == CALL_LOGGED}
    about = dict(db.session.execute(select(Call.id, Call.case_id).where(Call.id.in_(calls))).all())
    found = {line.id: about.get(line.about_id or 0) if line.verb == CALL_LOGGED else line.about_id for line in lines}
    return {line_id: case_id for line_id, case_id in found.items() if case_id is not None}


def _said_in(case_ids: Collection[int]) -> dict[int, list[int]]:
    """The pieces of feedback that stand in these cases, by case."""
    concerns: Any = select(Concern.source, Concern.case_id).where(
        Concern.case_id.in_(case_ids), Concern.source.is_not(None)
    )
    case_of: dict[str, int] = dict(db.session.execute(concerns).all())
    ids = [int(source.removeprefix(PIECE)) for source in case_of if source.startswith(PIECE)]
    pieces = select(Feedback).where(or_(Feedback.source_key.in_(case_of), Feedback.id.in_(ids)))
    said: dict[int, list[int]] = defaultdict(list)
    for piece in db.session.scalars(pieces):
        said[case_of[source_of(piece)]].append(piece.id)
    return said
