"""Adding and changing companies and members."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.text import fold, one_line
from portal.ledger.ledger import record

from ..models import Company, Employment, Member
from ..verbs import COMPANY_CREATED, MEMBER_CREATED


@dataclass(frozen=True)
class Contact:
    """What is known of a person when they are added."""

    email: str
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    job_title: str = ""
    country: str | None = None


def company_named(name: str, actor: User | None = None) -> Company:
    """The company of this name (case and accents do not matter), made if it is new.

    A name that was merged away leads to the company it became part of.
    """
    name = one_line(name)[:200]
    folded = fold(name)[:250]
    known = db.session.scalar(select(Company).where(Company.folded == folded))
    if known is not None:
        return db.session.get_one(Company, known.merged_into_id) if known.merged_into_id else known
    row = {"name": name, "folded": folded, "kind": "customer", "takes_gifts": True, "created_at": now()}
    made = insert_or_ignore(Company, [row])
    company = db.session.scalars(select(Company).where(Company.folded == folded)).one()
    if made:
        record(COMPANY_CREATED, company=company, actor=actor, about=company)
    return company


def add_member(contact: Contact, *, source: str = "staff", actor: User | None = None) -> Member:
    """A new member from a contact with a normalised address. Adds the company where it is new."""
    company = company_named(contact.company, actor) if contact.company else None
    member = Member(
        given_name=contact.given_name,
        family_name=contact.family_name,
        folded=sort_name(contact.given_name, contact.family_name, contact.email),
        email=contact.email,
        company=company,
        job_title=contact.job_title,
        country=contact.country,
        source=source,
        created_at=now(),
    )
    db.session.add(member)
    db.session.flush()
    if company is not None:
        start_employment(member, company, now().date())
    record(MEMBER_CREATED, member=member, actor=actor, about=member, facts={"source": source})
    return member


def start_employment(member: Member, company: Company, since: date) -> None:
    """Note that the member works at `company` from `since` on."""
    db.session.add(Employment(member_id=member.id, company_id=company.id, job_title=member.job_title, since=since))


def end_employment(member: Member, day: date) -> None:
    """End what the member does now, on `day`, under the title they had last.

    One that was noted later than that has ended the day it began.
    """
    current = select(Employment).where(Employment.member_id == member.id, Employment.until.is_(None))
    for employment in db.session.scalars(current):
        employment.since = min(employment.since, day)
        employment.until = day
        employment.job_title = member.job_title


def sort_name(given_name: str, family_name: str, email: str) -> str:
    """What a member is sorted and found by: family name, given name, else the address."""
    return fold(f"{family_name} {given_name}")[:300] or email
