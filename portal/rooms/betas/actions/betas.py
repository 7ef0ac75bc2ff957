"""Beginning a beta, changing its plan and its questions, and taking it from stage to stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import clean, one_line
from portal.kits.admission.actions import Terms, put_audience
from portal.ledger.ledger import record
from portal.people.absences import judge_owner

from ..lifecycle import APPLICANT, BETA
from ..models import MAX_QUESTIONS, OFFERED, SEATED, Applicant, Beta, BetaQuestion
from ..verbs import BETA_CHANGED, BETA_CREATED, BETA_MOVED, BETA_TURNED_AWAY, SEAT_REMOVED
from .choosing import queue_the_rest
from .seats import fill_seats, restart_clocks
from .steps import lock_beta_row, move, note_seat, record_for


@dataclass(frozen=True)
class Plan:
    """Everything about a beta that people write. Times are in hours and days; `capacity` in seats."""

    name: str
    purpose: str
    capacity: int
    instructions: str = ""
    audience: Terms | None = None
    """Whom it is for, by list; empty or None for every member."""
    agreement_id: int | None = None
    idea_id: int | None = None
    owner: User | None = None
    offer_hours: int = 72
    silence_days: int = 7
    answer_days: int = 3
    apply_until: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Question:
    """One screening question; `otherwise` is what those are told whose answer is not in `fits`."""

    text: str
    choices: tuple[str, ...]
    fits: tuple[str, ...]
    otherwise: str = ""


def open_beta(plan: Plan, actor: User, questions: Sequence[Question] = ()) -> Beta:
    """Begin a beta as a draft that only colleagues see. Raises Refused for a plan that cannot be."""
    beta = Beta(status=BETA.initial, created_at=now(), **_columns(plan))
    beta.changed_at = beta.created_at
    beta.owner_user_id = plan.owner.id if plan.owner else actor.id
    put_audience(beta, "audience", plan.audience or {})
    db.session.add(beta)
    db.session.flush()
    ask_questions(beta, questions)
    record(BETA_CREATED, actor=actor, about=beta)
    return beta


def edit_beta(beta: Beta, plan: Plan, version: int, actor: User) -> None:
    """Change the plan, as it was read in `version`. Seats that were added go to the waitlist at once.

    Raises Refused where somebody changed it meanwhile, or for fewer seats than are taken.
    """
    lock_beta_row(beta)
    if beta.version != version:
        raise Refused(_("Somebody changed this beta while you were writing. Open it again to see the changes."))
    if plan.capacity < beta.taken:
        raise Refused(_("%(taken)d seats are taken already. Keep at least that many.", taken=beta.taken))
    for name, value in _columns(plan).items():
        setattr(beta, name, value)
    put_audience(beta, "audience", plan.audience or {})
    if plan.owner is not None and plan.owner.id != beta.owner_user_id:
        judge_owner(plan.owner.id)
        beta.owner_user_id = plan.owner.id
    beta.version += 1
    beta.changed_at = now()
    record(BETA_CHANGED, actor=actor, about=beta)
    fill_seats(beta)


def ask_questions(beta: Beta, questions: Sequence[Question]) -> None:
    """Set the screening questions, while nobody has answered them. Raises Refused for more than five."""
    if beta.status != BETA.initial:
        raise Refused(_("People have seen these questions already, so they can't be changed."))
    if len(questions) > MAX_QUESTIONS:
        raise Refused(_("At most %(most)d questions: choose the ones that decide.", most=MAX_QUESTIONS))
    for question in questions:
        _check(question)
    beta.questions.clear()
    db.session.flush()
    for position, question in enumerate(questions, 1):
        beta.questions.append(
            BetaQuestion(
                position=position,
                text=one_line(question.text)[:200],
                choices=list(question.choices),
                fits=list(question.fits),
                otherwise=clean(question.otherwise)[:300],
            )
        )
    db.session.flush()


def move_beta(beta: Beta, trigger: str, actor: User, reason: str = "") -> None:
    """Take the beta on, with all that follows for those in it. `reason` tells people why it is cancelled.

    Closing has an action of its own (closing.py): it thanks everybody.
    """
    lock_beta_row(beta)
    if trigger == "close":
        raise Refused(_("A beta is closed with a word of thanks to each tester."))
    if trigger == "cancel" and not clean(reason):
        raise Refused(_("Write why it's cancelled: everybody in it will read your message."))
    set_status(beta, trigger, actor)
    if trigger == "choose":
        for invited in _of(beta, ("invited",)):
            move(invited, "expire")
    if trigger == "onboard":
        queue_the_rest(beta, actor)
        fill_seats(beta)
    if trigger == "run":
        beta.starts_at = now()
    if trigger in {"run", "pause", "resume", "wrap_up"}:
        restart_clocks(beta)
        fill_seats(beta)
    if trigger == "wrap_up":
        end_the_unseated(beta, actor, _("All seats were taken this time. You are first for the next."))
    if trigger == "cancel":
        end_the_unseated(beta, actor, clean(reason))
        _send_home(beta, actor, clean(reason))


def set_status(beta: Beta, trigger: str, actor: User) -> None:
    """Only the status (the beta held still); raises MoveNotAllowed."""
    beta.status = BETA.after(beta.status, trigger)
    beta.changed_at = now()
    record(BETA_MOVED, actor=actor, about=beta, facts={"status": beta.status})


def end_the_unseated(beta: Beta, actor: User, message: str) -> None:
    """Nobody new comes in: offers and invitations end, and whoever waits is told `message` (the beta held still)."""
    turned: list[Applicant] = []
    for applicant in _of(beta, ("invited", "applied", "waitlisted", *OFFERED)):
        held = applicant.holds_seat
        trigger = "turn_away" if APPLICANT.allows(applicant.status, "turn_away") else "expire"
        move(applicant, trigger)
        if trigger == "turn_away":
            applicant.told = message
            turned.append(applicant)
        if held:
            note_seat(applicant, "lapsed", by=actor)
    record_for(BETA_TURNED_AWAY, *turned, actor=actor)
    recount(beta)


def recount(beta: Beta) -> None:
    """Set `taken` from the rows: the repair of the counter, too (the beta held still)."""
    db.session.flush()
    held = select(func.count()).where(Applicant.beta_id == beta.id, Applicant.status.in_(SEATED))
    beta.taken = db.session.scalar(held) or 0
    db.session.flush()


def _send_home(beta: Beta, actor: User, message: str) -> None:
    testers = [applicant for applicant in _of(beta, SEATED) if APPLICANT.allows(applicant.status, "remove")]
    for applicant in testers:
        move(applicant, "remove")
        applicant.told = message
        note_seat(applicant, "removed", by=actor, why=message)
    record_for(SEAT_REMOVED, *testers, actor=actor)
    recount(beta)


def _of(beta: Beta, statuses: Sequence[str]) -> list[Applicant]:
    statement = select(Applicant).where(Applicant.beta_id == beta.id, Applicant.status.in_(statuses))
    held = statement.order_by(Applicant.id).with_for_update(key_share=True)
    return list(db.session.scalars(held.execution_options(populate_existing=True)))


def _columns(plan: Plan) -> dict[str, Any]:
    name = one_line(plan.name)[:120]
    if not name or not clean(plan.purpose):
        raise Refused(_("Enter a name, and say what the beta is for."))
    if plan.capacity < 1:
        raise Refused(_("A beta has at least one seat."))
    if min(plan.offer_hours, plan.silence_days, plan.answer_days) < 1:
        raise Refused(_("Allow people at least an hour for an offer and a day for an answer."))
    if plan.starts_at and plan.ends_at and plan.ends_at <= plan.starts_at:
        raise Refused(_("It ends before it starts. Change one of the two days."))
    return {
        "name": name,
        "purpose": clean(plan.purpose),
        "instructions": clean(plan.instructions),
        "capacity": plan.capacity,
        "agreement_id": plan.agreement_id,
        "idea_id": plan.idea_id,
        "offer_hours": plan.offer_hours,
        "silence_days": plan.silence_days,
        "answer_days": plan.answer_days,
        "apply_until": plan.apply_until,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
    }


def _check(question: Question) -> None:
    if not one_line(question.text) or len(question.choices) < 2:
        raise Refused(_("A question needs a text and at least two answers to choose from."))
    if len(set(question.choices)) < len(question.choices):
        raise Refused(_("Two answers of a question are the same."))
    if not question.fits or not set(question.fits) <= set(question.choices):
        raise Refused(_("Say which of the answers suit this round."))
    if set(question.fits) != set(question.choices) and not clean(question.otherwise):
        raise Refused(_("Write what to tell people whose answer doesn't suit this round."))
