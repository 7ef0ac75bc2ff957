"""New jobs that members told us of: on the Today of whoever confirms them, and on the member's own pages."""

from flask import render_template
from flask_login import current_user

from portal.core.slots import panel

from ..models import Member
from ..queries.job_changes import jobs_on_today, last_job_change, may_decide
from ..viewer import Viewer, viewer


@panel("today", order=10)
def to_confirm(person: Viewer) -> str | None:
    """Who says that they work elsewhere now, by the clock; nothing where nobody waits."""
    waiting = jobs_on_today(person)
    if not waiting.total:
        return None
    return render_template("people/people/_jobs_to_confirm.html", waiting=waiting)


@panel("member", order=5)
def told_job(member: Member) -> str | None:
    """On a person's page: what they told us, and the way to the answer."""
    if not current_user.may("people.read"):
        return None
    change = last_job_change(member.id)
    if change is None or change.settled_at is not None or not may_decide(viewer(), change):
        return None
    return render_template("people/people/_told_job.html", change=change, member=member)


@panel("you", order=5)
def own_job(member: Member) -> str | None:
    """On one's own page: what waits, for whom and until when, or that we could not confirm it."""
    change = last_job_change(member.id)
    if change is None or (change.settled_at is not None and not _asked_again(member, change.status)):
        return None
    return render_template("people/you/_told_job.html", change=change, member=member)


@panel("member_home", order=6)
def own_job_at_home(member: Member) -> str | None:
    """The same at home, for whom nothing of a company is open meanwhile."""
    return own_job(member) if member.company_id is None else None


def _asked_again(member: Member, status: str) -> bool:
    return status == "declined" and member.company_id is None
