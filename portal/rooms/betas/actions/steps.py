"""Locking rows while seats change: always the beta first, then one of its applicants, read afresh."""

from typing import Any

from sqlalchemy import update

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.ledger.ledger import Line, record_lines
from portal.ledger.verbs import Verb

from ..lifecycle import APPLICANT
from ..models import IN_TEST, Applicant, Beta, SeatChange

NO_KEY_UPDATE: dict[str, Any] = {"key_share": True}
"""FOR NO KEY UPDATE: rows that only point to the beta are written meanwhile. SQLite has one writer anyway.

A row is read again with the joins that it came with, of which PostgreSQL locks no outer one: so the table is named.
"""


def lock_beta_row(beta: Beta) -> None:
    """Nobody else changes this beta or its seats until the transaction ends."""
    db.session.refresh(beta, with_for_update={"of": Beta, **NO_KEY_UPDATE})


def lock_rows(applicant: Applicant) -> Beta:
    """The same for one applicant; their beta, locked too."""
    beta = db.session.get_one(Beta, applicant.beta_id)
    lock_beta_row(beta)
    db.session.refresh(applicant, with_for_update={"of": Applicant, **NO_KEY_UPDATE})
    return beta


def move(applicant: Applicant, trigger: str) -> None:
    """Change the status; raises MoveNotAllowed. What the clock waited for is over."""
    applicant.status = APPLICANT.after(applicant.status, trigger)
    applicant.changed_at, applicant.due_at = now(), None


def take_seat(beta: Beta) -> bool:
    """Take one of the free seats, if there is one: the condition stands in the statement itself."""
    db.session.flush()
    taking = update(Beta).where(Beta.id == beta.id, Beta.taken < Beta.capacity).values(taken=Beta.taken + 1)
    return _count(beta, taking)


def free_seat(beta: Beta) -> bool:
    """Give one seat back."""
    db.session.flush()
    return _count(beta, update(Beta).where(Beta.id == beta.id, Beta.taken > 0).values(taken=Beta.taken - 1))


def _count(beta: Beta, statement: Any) -> bool:
    counted = db.session.execute(
        statement.returning(Beta.taken), execution_options={"synchronize_session": False}
    ).scalar_one_or_none()
    db.session.refresh(beta, ["taken"])
    return counted is not None


def seen(applicant: Applicant, beta: Beta) -> None:
    """A sign of life: it ends a silence, and the next one is measured from here, while the beta runs."""
    if applicant.status == "silent":
        move(applicant, "take_part")
    applicant.seen_at = now()
    start_clock(applicant, beta)


def start_clock(applicant: Applicant, beta: Beta) -> None:
    """Say when the worker should look at a tester again; never while nobody is expected to test."""
    if applicant.status not in IN_TEST:
        return
    span = beta.answer_span if applicant.status == "silent" else beta.silence_span
    applicant.due_at = now() + span if beta.status == "running" else None


def note_seat(
    applicant: Applicant, what: str, *, by: User | None = None, why: str = "", next_one: Applicant | None = None
) -> None:
    """Write the change of a seat down where it stays."""
    db.session.add(
        SeatChange(
            beta_id=applicant.beta_id,
            applicant_id=applicant.id,
            what=what,
            next_applicant_id=next_one.id if next_one else None,
            by_user_id=by.id if by else None,
            why=why[:300],
            at=now(),
        )
    )


def record_for(verb: Verb, *applicants: Applicant, actor: User | None = None, **facts: Any) -> None:
    """A line of the ledger for each of these, about them in this beta."""
    db.session.flush()
    record_lines(
        [
            Line(
                verb,
                member_id=applicant.member_id,
                company_id=applicant.company_id,
                actor_user_id=actor.id if actor else None,
                about=("applicant", applicant.id),
                facts=facts,
            )
            for applicant in applicants
        ]
    )
