"""New jobs that members tell us of, for tests: told, and asked for on each side of an audience rule."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.people.actions.job_changes import tell_new_job
from portal.people.audience import admits, make_audience, members_in
from portal.people.models import Audience, Company, JobChange, Member
from portal.people.viewer import Viewer
from tests.actors import signed_in

MAY = date(2026, 5, 4)


def a_company(name: str, **columns: object) -> Company:
    """A company that is known already."""
    with transaction() as session:
        company = Company(name=name, folded=name.casefold(), created_at=now(), **columns)
        session.add(company)
    return company


def tells(user: User, company: str, since: date = MAY) -> JobChange:
    """What the member behind this login says of a new job, as the action takes it."""
    with transaction() as session:
        row = session.get_one(User, user.id)
        return tell_new_job(session.get_one(Member, row.member_id), company, "Head of legal", since, row)


def posts(app: Flask, user: User, company: str) -> int:
    """The same by their own page: the status of the answer."""
    fields = {"company": company, "job_title": "Head of legal", "since": MAY.isoformat()}
    return signed_in(app, user).post("/you/job", data=fields).status_code


def audience_of(**terms: str) -> int:
    """The id of an audience that asks these things."""
    with transaction():
        return make_audience({kind: [value] for kind, value in terms.items()}).id


def lets_in(audience_id: int, user: User) -> bool:
    """Whether the audience admits them: said by the rule for a viewer and by the one for all members at once."""
    db.session.rollback()
    audience = db.session.get_one(Audience, audience_id)
    row = db.session.get_one(User, user.id)
    member = select(Member.id).outerjoin(Company, Company.id == Member.company_id)
    counted = set(db.session.scalars(member.where(members_in(audience))))
    asked = select(admits(Audience.id, Viewer(row))).where(Audience.id == audience_id)
    admitted = db.session.scalar(asked) is True
    assert admitted is (row.member_id in counted)
    return admitted
