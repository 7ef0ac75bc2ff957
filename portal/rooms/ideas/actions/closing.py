"""Closing the loop: whoever wanted it hears that it is there, in words of ours with their own reason quoted back."""

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, select, update

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError, Refused
from portal.core.text import clean
from portal.kits.admission.agreements import signed_by
from portal.ledger.ledger import Line, record, record_lines
from portal.people.audience import members_in
from portal.people.models import Company, Member

from ..models import Board, ClosingNote, Idea, IdeaFollower, StatusMove, Vote
from ..models.closing import ANSWERS
from ..verbs import VOTER_ANSWERED, VOTER_TOLD
from .budget import NO_SYNC
from .parts import whole_of

MAX_MESSAGE_CHARS = 5_000
AT_ONCE = 500
"""How many are told in one transaction."""


def owe_everybody(idea: Idea, move: StatusMove) -> None:
    """From the moment it ships, every voter and follower who may see it is owed a word. Two statements."""
    columns = ["idea_id", "move_id", "member_id", "voted", "message", "quoted", "answer_text", "named", "owed_since"]
    voted = exists().where(Vote.idea_id == idea.id, Vote.member_id == Member.id)
    followed = exists().where(IdeaFollower.idea_id == idea.id, IdeaFollower.member_id == Member.id)
    for whom, voter in ((voted, True), (followed & ~voted, False)):
        empty = literal("")
        values = (literal(idea.id), literal(move.id), Member.id, literal(voter), empty, empty, empty, literal(False))
        owed = (
            select(*values, literal(now(), type_=ClosingNote.owed_since.type))
            .select_from(Member)
            .outerjoin(Company, Company.id == Member.company_id)
            .where(whom, may_hear(idea.board))
        )
        db.session.execute(insert(ClosingNote).from_select(columns, owed))


def forget_debts(idea: Idea) -> None:
    """It is not shipped after all: nobody is owed a word who has not had it."""
    db.session.execute(
        delete(ClosingNote).where(ClosingNote.idea_id == idea.id, ClosingNote.told_at.is_(None)),
        execution_options=NO_SYNC,
    )


def notify_voters(idea: Idea, by: User, message: str, note_ids: Collection[int] | None = None) -> int:
    """Tell those who are owed a word (or these of them), each with their own reason quoted; how many were told.

    At most five hundred at a time: call it again while it gives that many. The worker sends what is written here.
    """
    message = _checked(message)
    if idea.status != "shipped":
        raise DomainError(_("There's nothing to tell before it has shipped."))
    notes = _mark_told(idea, by, message, note_ids)
    companies: dict[int, int | None] = dict(
        db.session.execute(
            select(Member.id, Member.company_id).where(Member.id.in_([note.member_id for note in notes]))
        ).all()
    )
    record_lines(
        [
            Line(
                VOTER_TOLD,
                member_id=note.member_id,
                company_id=companies.get(note.member_id),
                actor_user_id=by.id,
                about=("closingnote", note.id),
                facts={"idea": idea.id},
            )
            for note in sorted(notes, key=lambda note: note.id)
        ]
    )
    return len(notes)


def answer_note(
    note: ClosingNote, answer: str, text: str = "", actor: User | None = None, *, named: bool = False
) -> None:
    """Does it fix it? Another answer replaces the first. `named`: we may thank them by name on the idea's page."""
    if answer not in ANSWERS:
        raise Refused(_("Choose one of the answers."))
    text = clean(text)
    if len(text) > MAX_MESSAGE_CHARS:
        raise Refused(_("Use at most %(most)s characters.", most=MAX_MESSAGE_CHARS))
    if note.told_at is None:
        raise DomainError(_("There is nothing to answer yet."))
    news = note.answer != answer
    note.answer, note.answer_text, note.answered_at, note.named = answer, text, now(), named
    if news:
        facts = {"idea": note.idea_id, "answer": answer}
        record(VOTER_ANSWERED, member=note.member, actor=actor, about=note, facts=facts)


def may_hear(board: Board) -> ColumnElement[bool]:
    """Members (with their company) whom the board would let in; behind an agreement, those who have signed it."""
    admitted = Member.merged_into_id.is_(None) & members_in(board.see_audience)
    if board.agreement_id is None:
        return admitted
    signed = exists().where(User.member_id == Member.id, signed_by(literal(board.agreement_id), User.id))
    return admitted & signed


def _checked(message: str) -> str:
    message = clean(message)
    if not message:
        raise Refused(_("Write to them in your own words, even if it is one sentence."))
    if len(message) > MAX_MESSAGE_CHARS:
        raise Refused(_("Use at most %(most)s characters.", most=MAX_MESSAGE_CHARS))
    return message


def _mark_told(idea: Idea, by: User, message: str, note_ids: Collection[int] | None) -> Sequence[Any]:
    """The notes (id, member_id) that were owed until now: of two who tell the same people, one finds none."""
    owed = [ClosingNote.idea_id == idea.id, ClosingNote.told_at.is_(None)]
    if note_ids is not None:
        owed.append(ClosingNote.id.in_(note_ids))
    some = select(ClosingNote.id).where(*owed).order_by(ClosingNote.id).limit(AT_ONCE)
    told = update(ClosingNote).where(ClosingNote.id.in_(some), ClosingNote.told_at.is_(None))
    values = {"message": message, "quoted": _own_reason(idea.id), "by_id": by.id, "told_at": now()}
    returning = told.values(values).returning(ClosingNote.id, ClosingNote.member_id)
    return db.session.execute(returning, execution_options=NO_SYNC).all()


def _own_reason(idea_id: int) -> ColumnElement[str]:
    """What the member of a note wrote beside their vote here or, where that is empty, in what became part of it."""
    theirs = Vote.member_id == ClosingNote.member_id, Vote.idea_id.in_(whole_of(idea_id)), Vote.reason != ""
    own = select(Vote.reason).where(*theirs).order_by((Vote.idea_id != idea_id), Vote.id).limit(1)
    return func.coalesce(own.correlate(ClosingNote).scalar_subquery(), "")
