"""Somebody works elsewhere now: they move, their history stays with the old employer."""

from datetime import date

from flask_babel import gettext as _

from portal.access.models import User
from portal.core.clock import now
from portal.core.errors import Refused
from portal.core.text import one_line
from portal.ledger.ledger import record

from ..models import Member
from ..verbs import EMPLOYMENT_CHANGED
from .job_changes import settle_job_change
from .people import company_named, end_employment, start_employment


def change_job(member: Member, company_name: str, job_title: str, since: date, by: User | None) -> None:
    """Staff know of a new job: end the current employment on `since`, begin one at this company (made if it is new).

    What a member says of themselves is told (job_changes.py), and opens nothing before it is confirmed. What else
    follows (quotes to clear again, a hello) is for those who listen to "employment.changed".
    """
    if not one_line(company_name):
        raise Refused(_("Enter the company's name."))
    if since > now().date():
        raise Refused(_("That date is in the future. Note the change once they've started."))
    company = company_named(company_name, by)
    if company.id == member.company_id:
        raise Refused(_("%(name)s works there already. To change the title only, edit the details.", name=member.name))
    left = member.company_id
    end_employment(member, since)
    member.company, member.job_title = company, one_line(job_title)[:160]
    member.confirmed_at = now()
    start_employment(member, company, since)
    facts = {"from_company": left, "to_company": company.id} if left else {"to_company": company.id}
    record(EMPLOYMENT_CHANGED, member=member, actor=by, about=member, facts=facts)
    settle_job_change(member, by)
