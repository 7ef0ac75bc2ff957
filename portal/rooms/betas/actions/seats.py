"""Seats: offered, taken, given back, and passed on to whoever has waited longest."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.kits.admission.agreements import sign
from portal.kits.admission.models import AgreementVersion
from portal.people.models import Member

from ..models import OFFERED, SEATING, Applicant, Beta
from ..queries.seeing import has_signed_newest
from ..verbs import (
    BETA_DECLINED,
    BETA_WAITLISTED,
    SEAT_ACCEPTED,
    SEAT_LAPSED,
    SEAT_LEFT,
    SEAT_OFFERED,
    SEAT_PASSED_ON,
    SEAT_REMOVED,
    TESTER_PROVISIONED,
)
from .steps import free_seat, lock_rows, move, note_seat, record_for, seen, start_clock, take_seat


def offer_seat(applicant: Applicant, actor: User, why: str) -> None:
    """Offer a seat to somebody who applied or waits; `why` is for colleagues. Raises Refused where none is free."""
    beta = lock_rows(applicant)
    if beta.status not in SEATING:
        raise Refused(_("Seats are offered once the beta chooses its testers, and until it wraps up."))
    _offer(applicant, beta, actor, why)


def accept_offer(applicant: Applicant, actor: User) -> None:
    """Take the offered seat before it lapses. Whoever has signed already, or need not, is let in at once."""
    beta = lock_rows(applicant)
    if applicant.status != "selected" or (applicant.due_at is not None and applicant.due_at <= now()):
        raise Refused(_("This offer has expired. You're welcome to join the next beta."))
    move(applicant, "accept")
    applicant.due_at = now() + beta.offer_span
    note_seat(applicant, "accepted", by=actor)
    record_for(SEAT_ACCEPTED, applicant, actor=actor)
    if has_signed_newest(beta, actor):
        provision(applicant, beta)


def sign_agreement(applicant: Applicant, version: AgreementVersion, actor: User) -> None:
    """Sign the beta's agreement in the version that was read. A newer one in the meantime is refused: read it first.

    A tester who is inside already signs a new version here too, and sees everything again.
    """
    beta = lock_rows(applicant)
    if beta.agreement_id is None or version.agreement_id != beta.agreement_id:
        raise Refused(_("This beta has a newer agreement now. Read that one."))
    sign(version, actor)
    if applicant.status == "agreement_pending":
        provision(applicant, beta)


def provision(applicant: Applicant, beta: Beta) -> None:
    """Let somebody in whose seat is taken and whose agreement is signed (both held still)."""
    move(applicant, "provision")
    seen(applicant, beta)
    record_for(TESTER_PROVISIONED, applicant)


def enter_signed(user: User, agreement_id: int) -> int:
    """Let the user in where only this signature was missing, wherever they signed; how many betas."""
    waiting = (
        select(Applicant)
        .join(Beta)
        .where(
            Applicant.member_id == user.member_id,
            Applicant.status == "agreement_pending",
            Beta.agreement_id == agreement_id,
        )
    )
    entered = 0
    for applicant in db.session.scalars(waiting.order_by(Applicant.beta_id)).all():
        beta = lock_rows(applicant)
        if applicant.status == "agreement_pending" and has_signed_newest(beta, user):
            provision(applicant, beta)
            entered += 1
    return entered


def decline_offer(applicant: Applicant, actor: User) -> None:
    """No, thank you: to the invitation or to the seat. It costs nothing, and one may apply again."""
    beta = lock_rows(applicant)
    held = applicant.status in OFFERED
    move(applicant, "decline")
    record_for(BETA_DECLINED, applicant, actor=actor)
    if held:
        pass_seat(applicant, beta, "declined", by=actor)


def leave(applicant: Applicant, actor: User) -> None:
    """Stop testing, waiting or applying. No reason is asked; the seat goes to the next."""
    beta = lock_rows(applicant)
    held = applicant.holds_seat
    move(applicant, "withdraw")
    record_for(SEAT_LEFT, applicant, actor=actor)
    if held:
        pass_seat(applicant, beta, "left", by=actor)


def remove_tester(applicant: Applicant, actor: User, message: str) -> None:
    """Take somebody out; `message` is what they are told. Raises Refused without any."""
    if not message:
        raise Refused(_("Tell them why: they'll read your message."))
    beta = lock_rows(applicant)
    held = applicant.holds_seat
    move(applicant, "remove")
    applicant.told = message
    record_for(SEAT_REMOVED, applicant, actor=actor)
    if held:
        pass_seat(applicant, beta, "removed", by=actor, why=message)


def lapse_offer(applicant: Applicant, beta: Beta) -> None:
    """Nobody answered in time (both held still): the seat is free again."""
    move(applicant, "expire")
    record_for(SEAT_LAPSED, applicant)
    pass_seat(applicant, beta, "lapsed", why=_("No answer in time."))


def pass_on_silent(applicant: Applicant, actor: User | None, why: str) -> None:
    """Give a silent tester's seat to the next one, who must be there. Raises Refused where nobody waits."""
    beta = lock_rows(applicant)
    if applicant.status != "silent":
        raise Refused(_("We've heard from them since. The seat stays theirs."))
    if not somebody_waits(beta):
        raise Refused(_("Nobody is waiting for a seat, so they keep theirs."))
    move(applicant, "expire")
    record_for(SEAT_PASSED_ON, applicant, actor=actor)
    pass_seat(applicant, beta, "passed_on", by=actor, why=why)


def pass_seat(applicant: Applicant, beta: Beta, what: str, *, by: User | None = None, why: str = "") -> None:
    """The seat of somebody who just gave it up is freed and offered to the next; both stand in the audit."""
    free_seat(beta)
    offered = fill_seats(beta)
    note_seat(applicant, what, by=by, why=why, next_one=offered[0] if offered else None)


def fill_seats(beta: Beta) -> list[Applicant]:
    """Offer every free seat to the waitlist, in its order (the beta held still); who was offered one."""
    offered: list[Applicant] = []
    while beta.status in SEATING and beta.taken < beta.capacity and (following := _next(beta)) is not None:
        _offer(following, beta, None, _("Next on the waitlist"))
        offered.append(following)
    return offered


def somebody_waits(beta: Beta) -> bool:
    """Whether a seat that became free would go to somebody at once."""
    return beta.status in SEATING and _next(beta) is not None


def is_there() -> ColumnElement[bool]:
    """Members who could be offered a seat: not on a break, and not become part of another record."""
    return and_(Member.merged_into_id.is_(None), or_(Member.paused_until.is_(None), Member.paused_until <= now()))


def waitlist(applicant: Applicant, actor: User | None = None) -> None:
    """Put somebody who applied at the end of the waitlist."""
    beta = lock_rows(applicant)
    queue(applicant, beta)
    record_for(BETA_WAITLISTED, applicant, actor=actor)
    fill_seats(beta)


def queue(applicant: Applicant, beta: Beta) -> None:
    """The next place on the waitlist (the beta held still)."""
    last = select(Applicant.waits).where(Applicant.beta_id == beta.id).order_by(Applicant.waits.desc()).limit(1)
    place = (db.session.scalar(last) or 0) + 1
    move(applicant, "waitlist")
    applicant.waits = place
    db.session.flush()


def restart_clocks(beta: Beta) -> None:
    """Start or stop the clock of everybody who tests, as the beta stands now."""
    for applicant in db.session.scalars(select(Applicant).where(Applicant.beta_id == beta.id)):
        if applicant.tests:
            applicant.due_at = None
            start_clock(applicant, beta)


def _offer(applicant: Applicant, beta: Beta, actor: User | None, why: str) -> None:
    move(applicant, "select")
    if not take_seat(beta):
        raise Refused(_("All seats are taken. Put them on the waitlist, or add seats."))
    applicant.due_at = now() + beta.offer_span
    applicant.chosen_by_id, applicant.why = actor.id if actor else None, why[:300]
    note_seat(applicant, "offered", by=actor, why=why)
    record_for(SEAT_OFFERED, applicant, actor=actor)


def _next(beta: Beta) -> Applicant | None:
    """Whoever has waited longest and is there."""
    db.session.flush()
    return db.session.scalar(
        select(Applicant)
        .join(Member, Member.id == Applicant.member_id)
        .where(Applicant.beta_id == beta.id, Applicant.status == "waitlisted", is_there())
        .order_by(Applicant.waits, Applicant.id)
        .limit(1)
        .with_for_update(of=Applicant, key_share=True)
        .execution_options(populate_existing=True)
    )
