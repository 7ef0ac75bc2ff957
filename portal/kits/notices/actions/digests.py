"""Digests: what can wait, at the reader's own morning, and only where there is something to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
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
from ..models import DigestPlan, Notice
from ..mornings import DEFAULT_RHYTHM, digest_hour, next_digest, zone_of_user
from ..queries.inbox import unread_for_digest
from ..queries.lines import told_lines
from .mailing import note_refusal, post_notice, site_url
from .writing import lock_member_row

log = structlog.get_logger()
PAGE, PLANNED_AT_ONCE = 10, 200
MAX_LINES, MAX_ITEMS = 8, 5
AFTER_A_FAULT = timedelta(hours=1)
LETTER = "notices/mail/digest.txt"


@dataclass(frozen=True)
class Part:
    """One section of one reader's digest."""

    title: str
    items: Sequence[DigestItem]


def plan_digests(page: int = PLANNED_AT_ONCE) -> int:
    """Give a page of users without a plan the usual one; how many."""
    planned = select(DigestPlan.user_id).where(DigestPlan.user_id == User.id).exists()
    logins = select(User, Member).outerjoin(Member, Member.id == User.member_id)
    missing = db.session.execute(logins.where(User.active, ~planned).order_by(User.id).limit(page)).all()
    if not missing:
        db.session.rollback()
        return 0
    moment = now()
    rows = [
        {"user_id": user.id, "rhythm": DEFAULT_RHYTHM, "next_at": next_digest(user, DEFAULT_RHYTHM, moment)}
        | {"told_until": moment}
        for user, _member in missing
    ]
    with transaction():
        return insert_or_ignore(DigestPlan, rows)


def write_due_digests(page: int = PAGE) -> int:
    """Settle one page of readers whose time has come; how many there were.

    What stands in each is read first, outside of any writing; then all are written and put off in one transaction.
    So a plan is claimed late, and settled only if its time is still the one that the draft was made for. A draft
    that fails is no failing row: it puts its plan off by an hour, however often, and is made anew then.
    """
    due = select(DigestPlan).where(DigestPlan.next_at <= now()).order_by(DigestPlan.next_at, DigestPlan.user_id)
    people = joinedload(DigestPlan.user), joinedload(DigestPlan.member)
    plans = db.session.scalars(due.limit(page).options(*people)).all()
    drafts = {plan.user_id: (plan.next_at, _drafted(plan)) for plan in plans}
    db.session.rollback()
    if not drafts:
        return 0
    with transaction():
        drafted = select(DigestPlan).where(DigestPlan.user_id.in_(drafts)).order_by(DigestPlan.user_id)
        for plan in claim(drafted.options(*people).execution_options(populate_existing=True)):
            expected, parts = drafts[plan.user_id]
            if plan.next_at == expected:
                _settle(plan, parts)
    return len(drafts)


def digest_of(viewer: Viewer, since: datetime) -> list[Part]:
    """What this reader's digest says of the time since then; empty where there is nothing to say."""
    parts = [Part(str(_l("New for you")), _unread(viewer, since))]
    shown = sections(asks=viewer.may_be_asked)
    parts += [Part(str(section.title), section.draw(viewer, since, MAX_ITEMS)[:MAX_ITEMS]) for section in shown]
    return [part for part in parts if part.items]


def _unread(viewer: Viewer, since: datetime) -> list[DigestItem]:
    newest = unread_for_digest(viewer, since).order_by(Notice.updated_at.desc(), Notice.id.desc())
    lines = told_lines(db.session.scalars(newest.limit(MAX_LINES)).all(), viewer)
    return [DigestItem(line.shown.title, line.shown.text, line.url, line.label) for line in lines]


def _drafted(plan: DigestPlan) -> list[Part] | None:
    """None where it could not be made: it is tried again later, and holds up nobody else."""
    if not plan.user.active or digest_hour(plan.user, plan.rhythm, now()) > now():
        return []
    try:
        return digest_of(Viewer(plan.user), plan.told_until)
    except Exception:
        log.exception("digest.failed", user=plan.user_id)
        db.session.rollback()
        return None


def _settle(plan: DigestPlan, parts: list[Part] | None) -> None:
    """Write the digest if it can be read now, and plan the next one."""
    moment, user = now(), plan.user
    morning = digest_hour(user, plan.rhythm, moment)
    if parts is None:
        plan.next_at = moment + AFTER_A_FAULT
        return
    if morning > moment and plan.rhythm != "none":
        plan.next_at = morning  # the worker comes late, or the reader's clock has moved: not in the night
        return
    if parts:
        _write(plan, parts)
    plan.told_until, plan.next_at = moment, next_digest(user, plan.rhythm, moment)


def _write(plan: DigestPlan, parts: list[Part]) -> None:
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
        return
    told = [(part.title, [(item, site_url(item.url, user)) for item in part.items]) for part in parts]
    values = {"parts": told, "rhythm": plan.rhythm, "home_url": site_url("/inbox", user)}
    post_notice(user, DIGEST, LETTER, values, key=key, category=category)
