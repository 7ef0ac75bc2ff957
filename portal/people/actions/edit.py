"""Changing what is known of people and companies."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access.links import is_linked
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.models import Base
from portal.core.text import fold, one_line
from portal.ledger.ledger import record

from ..absences import judge_owner
from ..logins import login_of
from ..models import Company, Employment, Member
from ..verbs import ADDRESS_CHANGED, COMPANY_CHANGED, COMPANY_CREATED, MEMBER_CHANGED, MEMBER_CONFIRMED
from .addresses import CONFIRM, ask_for_address, give_address, open_change
from .job_changes import settle_job_change
from .people import company_named, sort_name, start_employment

MEMBER_FIELDS = {
    "given_name", "family_name", "job_title", "country", "time_zone", "incentive", "takes_gifts",
    "owner_user_id", "wants", "worries", "uses_us_for", "how_we_help",
}  # fmt: skip
COMPANY_FIELDS = {
    "name", "kind", "domain", "domain_confirmed", "plan", "revenue", "potential", "renews_on", "industry", "region",
    "external_id", "takes_gifts", "owner_user_id",
}  # fmt: skip


def edit_member(member: Member, details: Mapping[str, Any], company: str, actor: User) -> bool:
    """Put `details` (names of MEMBER_FIELDS) and the company right; whether anything changed.

    This corrects a mistake. Somebody who now works elsewhere changes jobs, so that history stays where it was.
    """
    address = details.get("email", member.email)
    changed = address != member.email and change_address(member, address, actor)
    changed = _assign(member, details, MEMBER_FIELDS) or changed
    if fold(company) != fold(member.company.name if member.company else ""):
        _correct_company(member, company, actor)
        changed = True
    if not changed:
        return False
    member.folded = sort_name(member.given_name, member.family_name, member.email)
    record(MEMBER_CHANGED, member=member, actor=actor, about=member)
    return True


def confirm_details(member: Member, actor: User | None) -> None:
    """Note that somebody has just made sure that these details are right."""
    member.confirmed_at = now()
    record(MEMBER_CONFIRMED, member=member, actor=actor, about=member)


def add_company(details: Mapping[str, Any], actor: User) -> Company:
    """A new company from `details` (names of COMPANY_FIELDS, `name` among them)."""
    company = Company(folded=_folded(details["name"]), created_at=now())
    _assign(company, details, COMPANY_FIELDS)
    db.session.add(company)
    _flush(_company_taken())
    record(COMPANY_CREATED, company=company, actor=actor, about=company)
    return company


def edit_company(company: Company, details: Mapping[str, Any], actor: User) -> bool:
    """Put `details` (names of COMPANY_FIELDS) right; whether anything changed."""
    if not _assign(company, details, COMPANY_FIELDS):
        return False
    company.folded = _folded(company.name)
    _flush(_company_taken())
    record(COMPANY_CHANGED, company=company, actor=actor, about=company)
    return True


def change_address(member: Member, address: str, actor: User) -> bool:
    """Write to the member at another (normalised) address from now on; whether that holds already.

    Where they have a login, be it a closed one that may be opened again, it holds once somebody confirms it there: a
    colleague's slip must not give it away.
    """
    login = login_of(member)
    if login is None:
        give_address(member, address)
        record(ADDRESS_CHANGED, member=member, actor=actor, about=member)
        return True
    if login.is_staff:
        raise Refused(
            _(
                "%(name)s is a colleague with a role. They change their email address themselves, under “Your "
                "sign-in”.",
                name=login.name,
            )
        )
    waiting = open_change(login.id)
    if waiting is None or waiting.address != address or not is_linked(CONFIRM, login.id):
        ask_for_address(login, member, address, actor)
    return False


def _assign(row: Base, details: Mapping[str, Any], known: set[str]) -> bool:
    changed = [name for name, value in details.items() if name in known and getattr(row, name) != value]
    if "owner_user_id" in changed and details["owner_user_id"] is not None:
        judge_owner(details["owner_user_id"])
    for name in changed:
        setattr(row, name, details[name])
    return bool(changed)


def _correct_company(member: Member, name: str, actor: User) -> None:
    company = company_named(name, actor) if one_line(name) else None
    employment = _current_employment(member)
    if company is None:
        if employment is not None:
            db.session.delete(employment)
    elif employment is not None:
        employment.company_id = company.id
    else:
        start_employment(member, company, _today())
    member.company = company
    settle_job_change(member, actor)


def _current_employment(member: Member) -> Employment | None:
    current = select(Employment).where(Employment.member_id == member.id, Employment.until.is_(None))
    return db.session.scalar(current.order_by(Employment.since.desc(), Employment.id.desc()).limit(1))


def _today() -> date:
    return now().date()


def _folded(name: str) -> str:
    return fold(name)[:250]


def _company_taken() -> str:
    return str(_("There's already a company with this name."))


def _flush(taken: str) -> None:
    """Write, and say `taken` when a unique constraint knows better than whoever looked first."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Refused(taken) from error
