"""Somebody works elsewhere now: they move, their history stays with the old employer."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import one_line
from portal.ledger.ledger import record

from ..models import Employment, Member
from ..verbs import EMPLOYMENT_CHANGED
from .people import company_named, start_employment


def change_job(member: Member, company_name: str, job_title: str, since: date, by: User | None) -> None:
    """End the current employment on `since` and begin one at the company of this name (made if it is new).

    What else follows (quotes to clear again, a hello) is for those who listen to "employment.changed".
    """
    if not one_line(company_name):
        raise Refused(_("Say which company it is."))
    if since > now().date():
        raise Refused(_("That day has not come yet. Note the change when it has."))
    company = company_named(company_name, by)
    if company.id == member.company_id:
        raise Refused(_("%(name)s works there already. A new title is a change of details.", name=member.name))
    left = member.company_id
    end_employment(member, since)
    member.company, member.job_title = company, one_line(job_title)[:160]
    member.confirmed_at = now()
    start_employment(member, company, since)
    facts = {"from_company": left, "to_company": company.id} if left else {"to_company": company.id}
    record(EMPLOYMENT_CHANGED, member=member, actor=by, about=member, facts=facts)


def end_employment(member: Member, day: date) -> None:
    """End what the member does now, on `day`, under the title they had last.

    One that was noted later than that has ended the day it began.
    """
    current = select(Employment).where(Employment.member_id == member.id, Employment.until.is_(None))
    for employment in db.session.scalars(current):
        employment.since = min(employment.since, day)
        employment.until = day
        employment.job_title = member.job_title
