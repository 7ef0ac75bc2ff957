"""A new job that a member tells us of: what the old one opened ends at once, and the new one waits for a yes.

`Member.company_id` holds only companies that staff, an import or a confirmed address have named, so whatever is
decided by company, kind, plan or region needs no other rule: who has only told us has no company.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import one_line
from portal.core.working_days import working_days_after
from portal.ledger.ledger import record

from ..company_domains import works_there
from ..lifecycle import JOB_CHANGE
from ..models import Company, Employment, JobChange, Member
from ..queries.job_changes import last_job_change, waiting_job_change
from ..verbs import EMPLOYMENT_CHANGED, EMPLOYMENT_CONFIRMED, EMPLOYMENT_DECLINED, EMPLOYMENT_TOLD
from .people import company_named, end_employment, start_employment

WORKING_DAYS = 1
"""So long a member waits at most."""


def tell_new_job(member: Member, company_name: str, job_title: str, since: date, by: User) -> JobChange:
    """Take in what a member says of a new employer (made if it is new), and end what the old one opened.

    What we knew of the old job ends today; the day that they give counts once the new one is confirmed. It is confirmed
    at once where their confirmed address is at a domain that staff have confirmed for the company.
    """
    if not one_line(company_name):
        raise Refused(_("Enter the company's name."))
    if since > now().date():
        raise Refused(_("That date is in the future. Tell us once you've started."))
    lock_member(member)
    company, last = company_named(company_name, by), last_job_change(member.id)
    _refuse_what_is_known(member, company, last)
    change = _told(member, company, since, last)
    end_employment(member, now().date())
    member.company, member.job_title, member.confirmed_at = None, one_line(job_title)[:160], now()
    facts = {"from_company": change.former_company_id} if change.former_company_id else {}
    facts["to_company"] = company.id
    record(EMPLOYMENT_TOLD, member=member, company=company, actor=by, about=member, facts=facts)
    confirm_by_address(member)
    return change


def lock_member(member: Member) -> None:
    """Whatever is decided about somebody's job is decided one after the other: this row comes before the change's."""
    db.session.refresh(member, with_for_update={"of": Member})


def confirm_by_address(member: Member) -> bool:
    """Confirm the new job that waits if their login's address, where a link of ours reached them, is at the company's
    domain.

    Call it whenever an address has been confirmed.
    """
    lock_member(member)
    change = waiting_job_change(member.id)
    proved = User.member_id == member.id, User.active, User.address_proved_at.is_not(None)
    address = db.session.scalar(select(User.email).where(*proved))
    if change is None or address is None or not works_there(address, change.company):
        return False
    confirm_job(change, None)
    return True


def confirm_job(change: JobChange, by: User | None) -> None:
    """They work there: what the company opens is open to them from now on. Without `by`, their address said so."""
    _settle(change, "confirm", by)
    member, former_id = change.member, change.former_company_id
    if member.company_id != change.company_id:
        end_employment(member, now().date())
        _end_earlier(change)
        member.company = change.company
        start_employment(member, change.company, change.since)
        facts = {"from_company": former_id} if former_id else {}
        facts["to_company"] = change.company_id
        record(EMPLOYMENT_CHANGED, member=member, actor=by, about=member, facts=facts)
    record(EMPLOYMENT_CONFIRMED, member=member, actor=by, about=member, facts={"to_company": change.company_id})


def decline_job(change: JobChange, by: User, *, put_back: bool) -> None:
    """We cannot confirm it: the member is asked to tell us again, or is put back where they worked before."""
    _settle(change, "decline", by)
    member, former = change.member, change.former if put_back else None
    if member.company_id == change.company_id:
        _forget_employment(member)
        member.company = None
    if former is not None:
        _put_back(member, former)
    facts = {"to_company": change.company_id, "next": "put_back" if former is not None else "asked_again"}
    record(EMPLOYMENT_DECLINED, member=member, company=change.company, actor=by, about=member, facts=facts)


def doubt_job(member: Member, since: datetime) -> None:
    """An address that proved a job turns out not to be theirs: what it has confirmed from then on waits again."""
    lock_member(member)
    proved = JobChange.settled_by_id.is_(None), JobChange.status == "confirmed", JobChange.settled_at >= since
    change = db.session.scalar(select(JobChange).where(JobChange.member_id == member.id, *proved))
    if change is None or member.company_id != change.company_id or waiting_job_change(member.id) is not None:
        return
    change.status = JOB_CHANGE.after(change.status, "doubt")
    change.settled_at, change.due_at = None, _due_after(now())
    _forget_employment(member)
    member.company = None
    record(
        EMPLOYMENT_TOLD, member=member, company=change.company, about=member, facts={"to_company": change.company_id}
    )


def settle_job_change(member: Member, by: User | None) -> None:
    """Staff or a file have just named the member's company: what the member said is true now, or was replaced."""
    db.session.flush()
    lock_member(member)
    change = waiting_job_change(member.id)
    if change is None:
        return
    if member.company_id == change.company_id:
        confirm_job(change, by)
    else:
        _settle(change, "replace", by)


def replace_told_job(double: Member, stays: Member) -> None:
    """Of two records that become one, what the one that stays has told us waits, and nothing else."""
    change = waiting_job_change(double.id)
    if change is not None and waiting_job_change(stays.id) is not None:
        _settle(change, "replace", None)


def _refuse_what_is_known(member: Member, company: Company, last: JobChange | None) -> None:
    if company.id == member.company_id:
        raise Refused(_("%(name)s works there already. To change the title only, edit the details.", name=member.name))
    if last is not None and last.status == JOB_CHANGE.initial and last.company_id == company.id:
        raise Refused(_("You've told us about this job already. A colleague is checking it."))


def _told(member: Member, company: Company, since: date, last: JobChange | None) -> JobChange:
    """The row of what was told; one that waited until now is replaced."""
    former_id, moment = _known_before(member, last), now()
    if last is not None and last.status == JOB_CHANGE.initial:
        _settle(last, "replace", None)
        db.session.flush()
    change = JobChange(
        member=member,
        company=company,
        former_company_id=former_id,
        since=since,
        status=JOB_CHANGE.initial,
        told_at=moment,
        due_at=_due_after(moment),
    )
    db.session.add(change)
    db.session.flush()
    return change


def _due_after(moment: datetime) -> datetime:
    return working_days_after(moment, WORKING_DAYS, ZoneInfo(current_app.config["TIME_ZONE"]))


def _known_before(member: Member, last: JobChange | None) -> int | None:
    """The company that we knew for sure: the member's own, or the one before what was only told."""
    only_told = last is not None and last.status != "confirmed" and member.company_id in {None, last.company_id}
    return last.former_company_id if last is not None and only_told else member.company_id


def _settle(change: JobChange, trigger: str, by: User | None) -> None:
    change.status = JOB_CHANGE.after(change.status, trigger)
    change.settled_at, change.settled_by_id = now(), by.id if by is not None else None


def _end_earlier(change: JobChange) -> None:
    """Their former job ended the day they told us. Only now is that dated back, and never to before it began."""
    last = _last_time_at(change.member_id, change.former_company_id)
    if last is not None and last.until is not None:
        last.until = min(last.until, max(last.since, change.since))


def _last_time_at(member_id: int, company_id: int | None) -> Employment | None:
    there = select(Employment).where(Employment.member_id == member_id, Employment.company_id == company_id)
    return db.session.scalar(there.order_by(Employment.since.desc(), Employment.id.desc()).limit(1))


def _put_back(member: Member, former: Company) -> None:
    """Their time there goes on as if it had never ended."""
    last = _last_time_at(member.id, former.id)
    member.company = former
    if last is None:
        start_employment(member, former, now().date())
    else:
        last.until, member.job_title = None, last.job_title


def _forget_employment(member: Member) -> None:
    """What was told before jobs were confirmed, and was not so."""
    current = select(Employment).where(Employment.member_id == member.id, Employment.until.is_(None))
    for employment in db.session.scalars(current):
        db.session.delete(employment)
