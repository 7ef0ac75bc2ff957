"""Writing a page of contacts in a few statements, with their lines in the ledger."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, upserting
from portal.core.text import one_line
from portal.kits.transfer.imports.keys import insert_rows
from portal.ledger.ledger import Line, record_lines
from portal.people.actions.job_changes import settle_job_change
from portal.people.actions.people import Contact, sort_name
from portal.people.lifecycle import JOB_CHANGE
from portal.people.models import Company, Employment, JobChange, Member
from portal.people.verbs import COMPANY_CREATED, EMPLOYMENT_CHANGED, MEMBER_CHANGED, MEMBER_CREATED

from .names import folded
from .queries import known_companies


def add_contacts(contacts: Sequence[Contact], actor_id: int | None) -> None:
    """New members with their companies and employments: eight statements at most."""
    if not contacts:
        return
    companies = companies_named([contact.company for contact in contacts], actor_id)
    rows = [_member_row(contact, companies) for contact in contacts]
    members = list(zip(insert_rows(Member, "email", rows), rows, strict=True))
    _start_employments(
        [(member_id, row["company_id"], row["job_title"]) for member_id, row in members if row["company_id"]]
    )
    record_lines(
        [
            Line(
                MEMBER_CREATED,
                member_id=member_id,
                company_id=row["company_id"],
                actor_user_id=actor_id,
                about=("member", member_id),
                facts={"source": "import"},
                historic=True,
            )
            for member_id, row in members
        ]
    )


def change_contacts(changes: Sequence[tuple[Contact, dict[str, Any]]], actor_id: int | None) -> None:
    """Put right what the file knows better. Another company is a change of jobs: the old employment is kept."""
    if not changes:
        return
    companies = companies_named([contact.company for contact, change in changes if "company" in change], actor_id)
    members = _members(change["id"] for _contact, change in changes)
    moves: list[tuple[Member, int | None]] = []
    lines = []
    for contact, change in changes:
        member = members[change["id"]]
        company_id = companies[_folded(contact.company)] if "company" in change else member.company_id
        if company_id != member.company_id:
            moves.append((member, member.company_id))
            member.company_id = company_id
        for name in ("given_name", "family_name", "job_title", "country"):
            if name in change:
                setattr(member, name, change[name])
        member.folded = sort_name(member.given_name, member.family_name, member.email)
        lines.append(_changed_line(member, actor_id))
    db.session.flush()
    record_lines(lines + _move_employments(moves, actor_id))
    _settle_told_jobs([member for member, _left in moves], actor_id)


def companies_named(names: Sequence[str], actor_id: int | None) -> dict[str, int]:
    """Ids of companies by folded name; those that are new are made. Three statements at most."""
    by_key = {_folded(name): one_line(name)[:200] for name in reversed(names) if name}
    known = known_companies(set(by_key))
    missing = [
        {"name": name, "folded": key, "kind": "customer", "takes_gifts": True, "created_at": now()}
        for key, name in by_key.items()
        if key not in known
    ]
    if not missing:
        return known
    made = db.session.execute(
        upserting(Company).on_conflict_do_nothing().returning(Company.id, Company.folded), missing
    ).all()
    record_lines(
        [
            Line(COMPANY_CREATED, company_id=company.id, actor_user_id=actor_id, about=("company", company.id))
            for company in made
        ]
    )
    known |= {company.folded: company.id for company in made}
    return known if len(known) == len(by_key) else known_companies(set(by_key))


def _member_row(contact: Contact, companies: dict[str, int]) -> dict[str, Any]:
    return {
        "given_name": contact.given_name,
        "family_name": contact.family_name,
        "folded": sort_name(contact.given_name, contact.family_name, contact.email),
        "email": contact.email,
        "company_id": companies[_folded(contact.company)] if contact.company else None,
        "job_title": contact.job_title,
        "country": contact.country,
        "source": "import",
        "created_at": now(),
    }


def _changed_line(member: Member, actor_id: int | None) -> Line:
    return Line(
        MEMBER_CHANGED,
        member_id=member.id,
        company_id=member.company_id,
        actor_user_id=actor_id,
        about=("member", member.id),
        historic=True,
    )


def _move_employments(moves: Sequence[tuple[Member, int | None]], actor_id: int | None) -> list[Line]:
    """End what these members did, begin what they do now; the lines that say so."""
    if not moves:
        return []
    today = now().date()
    ending = (Employment.member_id.in_([member.id for member, _left in moves]), Employment.until.is_(None))
    db.session.execute(update(Employment).where(*ending).values(until=today))
    _start_employments([(member.id, member.company_id, member.job_title) for member, _left in moves], today)
    return [
        Line(
            EMPLOYMENT_CHANGED,
            member_id=member.id,
            company_id=member.company_id,
            actor_user_id=actor_id,
            about=("member", member.id),
            facts={"from_company": left, "to_company": member.company_id},
            historic=True,
        )
        for member, left in moves
        if left is not None
    ]


def _settle_told_jobs(moved: Sequence[Member], actor_id: int | None) -> None:
    """What some of these told us of a new job is confirmed by the file, or replaced by what it says."""
    if not moved:
        return
    waiting = JobChange.member_id.in_([member.id for member in moved]), JobChange.status == JOB_CHANGE.initial
    told = set(db.session.scalars(select(JobChange.member_id).where(*waiting)))
    actor = db.session.get(User, actor_id) if told and actor_id is not None else None
    for member in moved:
        if member.id in told:
            settle_job_change(member, actor)


def _start_employments(jobs: Sequence[tuple[int, int | None, str]], since: date | None = None) -> None:
    if jobs:
        day = since or now().date()
        db.session.execute(
            insert(cast("Table", Employment.__table__)),
            [
                {"member_id": member_id, "company_id": company_id, "job_title": title, "since": day}
                for member_id, company_id, title in jobs
            ],
        )


def _members(ids: Any) -> dict[int, Member]:
    return {member.id: member for member in db.session.scalars(select(Member).where(Member.id.in_(list(ids))))}


def _folded(name: str) -> str:
    return folded(name)[:250]
