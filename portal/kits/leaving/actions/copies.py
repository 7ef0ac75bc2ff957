"""Somebody wants what is theirs as a file."""

from flask_babel import gettext as _

from portal.access.models import User
from portal.core.errors import DomainError
from portal.kits.jobs.actions import run_job, skip_check, stage_job
from portal.kits.jobs.models import Job
from portal.kits.jobs.runner import AT_WORK
from portal.ledger.ledger import record
from portal.people.models import Member

from ..queries import newest_copy
from ..verbs import COPY_ASKED

COPY = "copy"


def ask_for_copy(member: Member, login: User) -> Job:
    """A job that writes it. Raises DomainError while another one runs."""
    before = newest_copy(login.id)
    if before is not None and before.status in AT_WORK:
        raise DomainError(_("Your copy is being prepared already."))
    title = _("A copy of your data")
    job = stage_job(COPY, title, owner_id=login.id, file_key=None, total=0, options={"member": member.id})
    skip_check(job)
    run_job(job)
    record(COPY_ASKED, member=member, actor=login, about=job)
    return job
