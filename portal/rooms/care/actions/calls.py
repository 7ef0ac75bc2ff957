"""Logging a call in one go: what came of it, what comes next, and whether it answers the case."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.kits.notices.actions import settle_notices
from portal.ledger.ledger import record
from portal.people.models import Member

from ..models import STANDING, Call, Case, Promise
from ..verbs import CALL_LOGGED
from .cases import answer_case, standing_case


@dataclass(frozen=True)
class CallNotes:
    """What somebody writes down after a call; `next_what` and `next_on` together make a promise."""

    outcome: str
    note: str = ""
    next_what: str = ""
    next_on: date | None = None
    answers_case: bool = False
    told: str = ""
    """What the customer reads about it; only where it answers the case."""
    kept: frozenset[int] = frozenset()
    """The ids of promises to this member that are kept with it."""
    case_id: int | None = None
    """The case that whoever called had before them; without one it is the member's newest."""


def log_call(member: Member, by: User, notes: CallNotes) -> Call:
    """Keep a call or a letter of ours. It belongs to the case that the caller had before them, else to the member's
    open case, if there is one; it never answers another than that.
    """
    case = case_to_call_about(member, notes.case_id)
    call = Call(
        member_id=member.id,
        company_id=member.company_id,
        by_user_id=by.id,
        case_id=case.id if case else None,
        at=now(),
        outcome=notes.outcome,
        note=notes.note,
    )
    db.session.add(call)
    if call.spoke:
        member.last_touch_at = call.at
    record(CALL_LOGGED, member=member, actor=by, about=call, facts={"outcome": call.outcome})
    if notes.answers_case:
        if notes.case_id not in (None, call.case_id):
            raise Refused(_("This case isn't open any more. Reload the page before you log the call."))
        _answer(case, call, by, notes.told)
    _keep_promises(member, notes.kept)
    if notes.next_what and notes.next_on:
        make_promise(member, by, notes.next_what, notes.next_on, call)
    return call


def case_to_call_about(member: Member, case_id: int | None) -> Case | None:
    """The member's case of this id while it waits for us, else the newest of theirs that does."""
    case = db.session.get(Case, case_id) if case_id else None
    theirs = case is not None and case.member_id == member.id and case.status in STANDING
    return case if theirs else standing_case(member)


def make_promise(member: Member, by: User, what: str, due_on: date, call: Call | None = None) -> Promise:
    """Note what we said we would do for the member, and by when."""
    promise = Promise(
        member_id=member.id,
        call_id=call.id if call else None,
        by_user_id=by.id,
        what=what,
        due_on=due_on,
        made_at=now(),
    )
    db.session.add(promise)
    return promise


def _keep_promises(member: Member, kept: frozenset[int]) -> None:
    """Tick off those of what we promised the member that were kept with a call."""
    if kept:
        waiting = select(Promise).where(Promise.member_id == member.id, Promise.done_at.is_(None))
        for promise in db.session.scalars(waiting).all():
            if promise.id in kept:
                keep_promise(promise)


def keep_promise(promise: Promise) -> bool:
    """It is done; whether that was news."""
    if promise.done_at is not None:
        return False
    promise.done_at = now()
    settle_notices("promise", [promise.id])
    return True


def reopen_promise(promise: Promise) -> None:
    """It is not done after all."""
    promise.done_at = None


def _answer(case: Case | None, call: Call, by: User, told: str) -> None:
    if case is None:
        raise Refused(_("There is no open case to answer."))
    if not call.spoke:
        raise Refused(_("A case is answered by speaking with them or writing to them. Untick the last box."))
    answer_case(case, call.note, by, told)
