"""The rules of the contact policy: who may be written to, how often, and at which hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select

from portal.access.models import User
from portal.core.database import db
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import went_to_member
from portal.people.actions.segments import standing_holds
from portal.people.holds import BREAK, HELD, PAUSE, reason_to_wait
from portal.people.logins import login_is_closed, member_of
from portal.people.models import Member
from workflows.durations import Rate
from workflows.quiet_hours import QuietHours, next_allowed, parse_days, parse_quiet

from .letters import OPTIONAL
from .models import Suppression
from .zones import zone_of

REASONS = {
    "unsubscribed": _l("They opted out of these emails"),
    "paused": _l("They are taking a break"),
    "held": _l("Something has to be put right with them first"),
    "pause": _l("A colleague has paused requests to them"),
    "merged": _l("This record was merged into another one"),
    "moved": _l("The address has changed since this was written"),
    "not_joined": _l("They haven't joined"),
    "locked": _l("Their sign-in is closed"),
    "budget": _l("They have heard from us often enough lately"),
    "answered": _l("They answered before it went out"),
    "open_question": _l("An earlier question is still open"),
    "suppressed": _l("Emails to this address bounced, or were marked as spam"),
    "withdrawn": _l("What it was about was withdrawn before it went out"),
    "read": _l("They read it here before it went out"),
    "hidden": _l("They can no longer see what it was about"),
    "broken": _l("It couldn't be written; somebody who runs the site should check the log"),
}
WHILE_WAITING = {BREAK: "paused", HELD: "held", PAUSE: "pause"}
"""What is noted with an email for each reason to ask nothing (people/holds.py): "paused" themselves, on a break."""


NEVER_OUT = ("held", "failed")
"""States of mails that reached nobody."""
WEEKLY = Rate(3, timedelta(days=7))
NIGHTS = parse_quiet("21:00-08:00")
WORKING_DAYS = parse_days("mon-fri")


@dataclass(frozen=True)
class Limits:
    """How often and when: `messages` bounds optional mails, promotion and questions together."""

    messages: Rate = WEEKLY
    quiet: QuietHours = NIGHTS
    days: frozenset[int] = WORKING_DAYS


def refusal(member: Member, category: str) -> str | None:
    """Why a mail of this category must not reach the member now (a key of REASONS), or None."""
    if category != "account" and suppressed(member.email):
        return "suppressed"
    if category not in OPTIONAL:
        return None
    reasons = {
        "merged": member.merged_into_id is not None,
        "unsubscribed": member.unsubscribed_at is not None,
        "not_joined": category == "promotion" and member.joined_at is None,
    }
    waits, first = reason_to_wait(member.id), next((reason for reason, applies in reasons.items() if applies), None)
    return first or (WHILE_WAITING[waits] if waits else "locked" if login_is_closed(member) else None)


def refusal_to(user: User, category: str) -> str | None:
    """Why a notice of this category must not go to this login by mail now (a key of REASONS), or None.

    A break and a hold stop notices too, even those that answer something; a colleague without a membership has none.
    """
    reasons = {"suppressed": suppressed(user.email), "locked": not user.active}
    member = member_of(user)
    if member is not None:
        reasons |= {
            "merged": member.merged_into_id is not None,
            WHILE_WAITING[BREAK]: reason_to_wait(member.id) == BREAK,
            WHILE_WAITING[HELD]: bool(standing_holds(member.id, category)),
        }
    first = next((reason for reason, applies in reasons.items() if applies), None)
    return first or (refusal(member, category) if member is not None and category in OPTIONAL else None)


def suppressed(address: str) -> bool:
    """Whether nothing but mails about sign-in goes to this address."""
    return db.session.scalar(select(Suppression.id).where(Suppression.address == address)) is not None


def over_budget(member: Member, category: str, due_at: datetime, rate: Rate) -> bool:
    """Whether an optional mail at `due_at` would be one too many: of its kind, or of everything that reaches them."""
    if category not in OPTIONAL:
        return False
    optional = written_lately(member.id, due_at, rate, Mail.category.in_(OPTIONAL))
    return optional >= rate.times or written_lately(member.id, due_at, WEEKLY) >= WEEKLY.times


def written_lately(member_id: int, moment: datetime, rate: Rate, *which: ColumnElement[bool]) -> int:
    """How many mails went to the member in the time of `rate`. Mails that never went out, or about signing in, do not
    count."""
    recent = select(func.count()).where(
        Mail.member_id == member_id,
        went_to_member(),
        Mail.category != "account",
        Mail.state.not_in(NEVER_OUT),
        or_(Mail.due_at > moment - rate.per, Mail.settled_at > moment - rate.per),
        *which,
    )
    return db.session.scalar(recent) or 0


def civil_hour(member: Member, category: str, moment: datetime, limits: Limits) -> datetime:
    """`moment`, or the next that is neither quiet nor a day off where the member lives. Account mails go at once."""
    if category == "account":
        return moment
    return next_allowed(moment, zone_of(member), limits.quiet, limits.days)
