"""What the database already knows of the people in a page of a file."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from portal.core.database import db
from portal.core.text import fold
from portal.people.actions.people import Contact
from portal.people.lifecycle import JOB_CHANGE
from portal.people.models import Company, JobChange, Member


@dataclass(frozen=True)
class Known:
    """A member as far as a file of contacts can say something else."""

    id: int
    given_name: str
    family_name: str
    job_title: str
    country: str | None
    company_id: int | None
    left_id: int | None
    """The company that they have just told us they left: a file that still names it knows nothing new."""

    def changes_by(self, contact: Contact, company_id: int | None) -> dict[str, Any]:
        """The columns that a contact changes; `company` is one where it is another (or new) company."""
        changes: dict[str, Any] = {
            name: getattr(contact, name)
            for name in ("given_name", "family_name", "job_title")
            if getattr(contact, name) and not same_text(getattr(contact, name), getattr(self, name))
        }
        if contact.country and contact.country != self.country:
            changes["country"] = contact.country
        if contact.company and (company_id is None or company_id not in {self.company_id, self.left_id}):
            changes["company"] = company_id
        return changes


def known_members(addresses: AbstractSet[str]) -> dict[str, Known]:
    """Members by address, in one query. The address of a double leads to the record that it became part of."""
    stays = aliased(Member)
    known = (
        select(
            Member.email,
            stays.id,
            stays.given_name,
            stays.family_name,
            stays.job_title,
            stays.country,
            stays.company_id,
            JobChange.former_company_id.label("left_id"),
        )
        .join(stays, stays.id == func.coalesce(Member.merged_into_id, Member.id))
        .outerjoin(JobChange, and_(JobChange.member_id == stays.id, JobChange.status == JOB_CHANGE.initial))
        .where(Member.email.in_(addresses))
    )
    names = [field.name for field in fields(Known)]
    rows = db.session.execute(known).mappings()
    return {row["email"]: Known(**{name: row[name] for name in names}) for row in rows}


def known_companies(folded: AbstractSet[str]) -> dict[str, int]:
    """Ids of companies by folded name, in one query; a merged name leads to the company it became part of."""
    if not folded:
        return {}
    stays = func.coalesce(Company.merged_into_id, Company.id).label("stays_id")
    known = select(Company.folded, stays).where(Company.folded.in_(folded))
    return {row.folded: row.stays_id for row in db.session.execute(known)}


def same_text(cell: str, known: str) -> bool:
    """Whether a cell says nothing new: the case never counts, accents only where they can be written as said."""
    return cell.casefold() == known.casefold() or (cell.isupper() and fold(cell) == fold(known))
