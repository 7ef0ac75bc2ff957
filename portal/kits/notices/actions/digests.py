"""Digests: what can wait, at the reader's own morning, and only where there is something to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore, transaction
from portal.ledger.queue import claim
from portal.people.logins import member_of
from portal.people.models import Member
from portal.people.viewer import Viewer

from ..contact_policy import WEEKLY, over_budget, refusal_to
from ..digest import DigestItem, sections
from ..kinds import DIGEST
from ..models import DigestPlan, Notice, Notification
from ..mornings import default_rhythm, digest_hour, is_round_up, next_digest, zone_of_user
from ..queries.inbox import left_to_digest, unread_for_digest
from ..queries.lines import told_lines
from .mailing import note_refusal, post_notice, site_url
from .writing import lock_member_row

log = structlog.get_logger()
PAGE, PLANNED_AT_ONCE = 10, 200
MAX_LINES, MAX_LINES_OF_COLLEAGUES, MAX_ITEMS = 8, 25, 5
A_WEEK = timedelta(days=7)
AFTER_A_FAULT = timedelta(hours=1)
LETTER = "notices/mail/digest.txt"


@dataclass(frozen=True)
class Part:
    """One section of one reader's digest."""

    title: str
    items: Sequence[DigestItem]
    more: bool = False
    """Whether there is more than fits."""
    left: Sequence[int] = ()
    """The events whose own emails were not written, and that are told with it."""


def plan_digests(page: int = PLANNED_AT_ONCE) -> int:
    """Give a page of users without a plan the usual one; how many."""
    planned = select(DigestPlan.user_id).where(DigestPlan.user_id == User.id).exists()
    logins = select(User, Member).outerjoin(Member, Member.id == User.member_id)
    missing = db.session.execute(logins.where(User.active, ~planned).order_by(User.id).limit(page)).all()
    if not missing:
        db.session.rollback()
        return 0
    moment = now()
    rows = [_first_plan(user, moment) for user, _member in missing]
    with transaction():
        return insert_or_ignore(DigestPlan, rows)


def _first_plan(user: User, moment: datetime) -> dict[str, Any]:
    rhythm = default_rhythm(is_staff=user.is_staff)
    next_at = next_digest(user, rhythm, moment)
    return {"user_id": user.id, "rhythm": rhythm, "next_at": next_at, "told_until": moment}


def write_due_digests(page: int = PAGE) -> int:
    """Settle one page of readers whose time has come; how many there were.

    What stands in each is read first, outside of any writing; then all are written and put off in one transaction.
    So a plan is claimed late, and settled only if its time is still the one that the draft was made for. A draft
    that fails is no failing row: it puts its plan off by an hour, however often, and is made anew then.
    """
    due = select(DigestPlan).where(DigestPlan.next_at <= now()).order_by(DigestPlan.next_at, DigestPlan.user_id)
    people = joinedload(DigestPlan.user), joinedload(DigestPlan.member)
    plans = db.session.scalars(due.limit(page).options(*people)).all()
    drafts = {plan.user_id: (plan.next_at, now(), _drafted(plan)) for plan in plans}
    db.session.rollback()
    if not drafts:
        return 0
    with transaction():
        drafted = select(DigestPlan).where(DigestPlan.user_id.in_(drafts)).order_by(DigestPlan.user_id)
        for plan in claim(drafted.options(*people).execution_options(populate_existing=True)):
            expected, read_at, parts = drafts[plan.user_id]
            if plan.next_at == expected:
                _settle(plan, parts, read_at)
    return len(drafts)


def digest_of(viewer: Viewer, since: datetime, *, round_up_since: datetime | None) -> list[Part]:
    """What this reader's digest says of the time since then; empty where there is nothing to say.

    `round_up_since` is where what is new for everybody begins; None leaves it out.
    """
    parts = [_unread(viewer, since)]
    for section in sections(asks=viewer.may_be_asked):
        begins = round_up_since if section.round_up else since
        if begins is not None:
            parts.append(Part(str(section.title), section.draw(viewer, begins, MAX_ITEMS)[:MAX_ITEMS]))
    return [part for part in parts if part.items]


def _unread(viewer: Viewer, since: datetime) -> Part:
    newest = unread_for_digest(viewer, since).order_by(Notice.updated_at.desc(), Notice.id.desc())
    most = MAX_LINES_OF_COLLEAGUES if viewer.is_staff else MAX_LINES
    notices = db.session.scalars(newest.limit(most + 1)).all()
    lines = told_lines(notices[:most], viewer)
    items = [DigestItem(line.shown.title, line.shown.text, line.url, line.label) for line in lines]
    left = db.session.scalars(left_to_digest(viewer.id, [line.notice.id for line in lines])).all()
    return Part(str(_l("New for you")), items, more=len(notices) > most, left=left)


def _drafted(plan: DigestPlan) -> list[Part] | None:
    """None where it could not be made: it is tried again later, and holds up nobody else."""
    user, moment = plan.user, now()
    if not user.active or digest_hour(user, plan.rhythm, moment) > moment:
        return []
    round_up_since = None
    if is_round_up(user, plan.rhythm, moment):
        round_up_since = min(plan.told_until, moment - A_WEEK) if user.is_staff else plan.told_until
    try:
        return digest_of(Viewer(user), plan.told_until, round_up_since=round_up_since)
    except Exception:
        log.exception("digest.failed", user=plan.user_id)
        db.session.rollback()
        return None


def _settle(plan: DigestPlan, parts: list[Part] | None, read_at: datetime) -> None:
    """Write the digest if it can be read now, and plan the next one. What happened since it was read is for that."""
    moment, user = now(), plan.user
    morning = digest_hour(user, plan.rhythm, moment)
    if parts is None:
        plan.next_at = moment + AFTER_A_FAULT
        return
    if morning > moment and plan.rhythm != "none":
        plan.next_at = morning  # the worker comes late, or the reader's clock has moved: not in the night
        return
    if not parts or _write(plan, parts):
        plan.told_until = read_at
        _note_told([each for part in parts for each in part.left])
    plan.next_at = next_digest(user, plan.rhythm, moment)


def _note_told(notification_ids: Sequence[int]) -> None:
    told = update(Notification).where(Notification.id.in_(notification_ids)).values(due_at=None)
    db.session.execute(told, execution_options={"synchronize_session": False})


def _write(plan: DigestPlan, parts: list[Part]) -> bool:
    """Whether this was the time to tell it: what had no place among a week's mails is told in the next digest."""
    user, member = plan.user, member_of(plan.user)
    # What somebody ordered for every day is no approach of ours: it neither fills the budget nor waits for it.
    category = "promotion" if plan.rhythm == "weekly" else "service"
    key = f"digest:{now().astimezone(zone_of_user(user)).date()}"
    if member is not None:
        lock_member_row(member)
    reason = refusal_to(user, "promotion")
    if reason is None and member is not None and over_budget(member, category, now(), WEEKLY):
        reason = "budget"
    if reason is not None:
        note_refusal(user, DIGEST, cause_key=key, category=category, reason=reason)
        return reason != "budget"
    told = [(part.title, [(item, site_url(item.url, user)) for item in part.items], part.more) for part in parts]
    values = {"parts": told, "rhythm": plan.rhythm, "home_url": site_url("/inbox", user), "is_staff": user.is_staff}
    return post_notice(user, DIGEST, LETTER, values, key=key, category=category)
