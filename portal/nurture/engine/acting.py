"""Doing what maps want done: tasks for people, and messages and questions through the contact gate.

Each wish is a row written with its move and settled here, once, with what came of it.
"""

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import func, select

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, transaction
from portal.core.working_days import next_working_day
from portal.kits.notices.actions import send_message
from portal.kits.notices.actions.writing import lock_member
from portal.kits.notices.contact_policy import Limits, over_budget, refusal
from portal.kits.notices.letters import TEMPLATES
from portal.people.models import Company, Member, StaffRole, User
from portal.rooms.betas.actions.applying import invite_testers
from portal.rooms.betas.queries.betas import beta_to_offer
from workflows.durations import parse_duration, parse_rate

from ..lifecycle import TASK
from ..maps.in_force import maps_in_force
from ..models import NurtureAction, Task

log = structlog.get_logger()
PAGE = 25
DONE = "done"
TOMORROW = timedelta(days=1)
DEFAULT_DUE = timedelta(days=7)


def act_on_due(page: int = PAGE) -> int:
    """Settle one page of due wishes; how many."""
    due = select(NurtureAction).where(NurtureAction.settled_at.is_(None), NurtureAction.due_at <= now())
    if db.session.scalar(due.with_only_columns(NurtureAction.id).limit(1)) is None:
        db.session.rollback()
        return 0
    with transaction() as session:
        wishes = session.scalars(
            due.order_by(NurtureAction.due_at, NurtureAction.id).limit(page).with_for_update(skip_locked=True)
        ).all()
        for wish in wishes:
            _settle(wish)
        return len(wishes)


def _settle(wish: NurtureAction) -> None:
    """One wish that fails does not stop the others: what went wrong stands on it."""
    try:
        with db.session.begin_nested():
            wish.outcome = _carry_out(wish)[:300]
    except Exception as error:
        log.exception("nurture.action_failed", action=wish.id)
        wish.outcome = f"failed: {error!r}"[:300]
    wish.settled_at = now()


def _carry_out(wish: NurtureAction) -> str:
    member = db.session.get_one(Member, wish.member_id)
    if member.merged_into_id is not None:
        return "became part of another record"
    if _too_often(wish):
        return f"not more often than {wish.options['max']}"
    return _DOING[wish.kind](wish, member)


def _too_often(wish: NurtureAction) -> bool:
    if "max" not in wish.options:
        return False
    rate = parse_rate(str(wish.options["max"]))
    done = select(func.count()).where(
        NurtureAction.member_id == wish.member_id,
        NurtureAction.kind == wish.kind,
        NurtureAction.name == wish.name,
        NurtureAction.outcome == DONE,
        NurtureAction.settled_at > now() - rate.per,
    )
    return (db.session.scalar(done) or 0) >= rate.times


def _message(wish: NurtureAction, member: Member) -> str:
    """Send it, or have a person write it where the letter needs words that only a person has."""
    if TEMPLATES[wish.name].fields:
        return _task(wish, member, role=wish.role or "success", due=DEFAULT_DUE)
    sender = somebody(str(wish.options.get("from", "")), member) if wish.options.get("from") else None
    outcome = send_message(member, wish.name, cause_key=f"nurture:{wish.id}", sender=sender, limits=_limits(wish))
    return DONE if outcome.posted else f"held back: {outcome.why}"


def _survey(wish: NurtureAction, member: Member) -> str:
    from portal.rooms.surveys.actions import ask

    outcome = ask(member, wish.name, cause_key=f"nurture:{wish.id}")
    return DONE if outcome.posted else f"held back: {outcome.why}"


def _task(wish: NurtureAction, member: Member, role: str = "", due: timedelta | None = None) -> str:
    role = role or wish.role
    span = due or (parse_duration(str(wish.options["due"])) if "due" in wish.options else DEFAULT_DUE)
    owner = somebody(role, member, only_theirs=True)
    row = {
        "key": wish.key,
        "member_id": member.id,
        "company_id": member.company_id,
        "role": role,
        "owner_user_id": owner.id if owner else None,
        "name": wish.name or wish.kind,
        "why": wish.rule,
        "status": TASK.initial,
        "due_on": next_working_day((wish.because_at + span).date()),
        "note": "",
        "created_at": now(),
    }
    insert_or_ignore(Task, [row])
    return DONE


def _escalate(wish: NurtureAction, member: Member) -> str:
    wish.name = wish.name or "look_into_this_case"
    return _task(wish, member, due=TOMORROW)


def _offer(wish: NurtureAction, member: Member) -> str:
    """Invite them to the newest beta that looks for testers and is meant for them, if there is one.

    An invitation is one more thing that they hear from us: it is held back by what holds back a mail.
    """
    if wish.name != "beta":
        return f"nothing is offered by the name of {wish.name}"
    lock_member(member)
    why = refusal(member, "promotion")
    if why is None and over_budget(member, "promotion", now(), _limits(wish).messages):
        why = "budget"
    if why:
        return f"held back: {why}"
    beta = beta_to_offer(member)
    if beta is None:
        return "no beta looks for them now"
    return DONE if invite_testers(beta, [member], None, wish.rule) else "they are in it already"


_DOING: dict[str, Callable[[NurtureAction, Member], str]] = {
    "message": _message,
    "survey": _survey,
    "offer": _offer,
    "task": _task,
    "escalate": _escalate,
}


def _limits(wish: NurtureAction) -> Limits:
    """The limits of the map that wants it."""
    for version, compiled in maps_in_force().items():
        if version.name == wish.map_name and compiled.limits.messages is not None:
            clock = compiled.clock
            return Limits(messages=compiled.limits.messages, quiet=clock.quiet, days=clock.days)
    return Limits()


def somebody(role: str, member: Member, *, only_theirs: bool = False) -> User | None:
    """Who does it: the member's own person, else their company's, else (unless only_theirs) the first of the role."""
    company = db.session.get(Company, member.company_id) if member.company_id else None
    for user_id in (member.owner_user_id, company.owner_user_id if company else None):
        user = db.session.get(User, user_id) if user_id else None
        if user is not None and user.active and role in {held.role for held in user.roles}:
            return user
    if only_theirs:
        return None
    first = (
        select(User)
        .join(StaffRole, StaffRole.user_id == User.id)
        .where(StaffRole.role == role, User.active)
        .order_by(User.id)
        .limit(1)
    )
    return db.session.scalar(first)
